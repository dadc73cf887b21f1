"""Making a product, and changing what it is and says."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.commands.products.editing import (
    INPUT,
    Edit,
    Path,
    Places,
    edit_product,
    located,
    note,
    refusing_what_is_taken,
)
from app.catalog.errors import CatalogErrorCode
from app.catalog.queries.drafts import find_products
from app.catalog.rules.changes import ProductChange, TextsChange, change_texts, refuse_nameless
from app.catalog.rules.drafts import ProductDraft, StoredProduct, Target, Upserted, UpsertOutcome
from app.catalog.service.products import upsert_product
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal


async def create_product(ctx: RequestContext, draft: ProductDraft, places: Places) -> UUID:
    """A new product, which no shopper sees yet. Gives its id.

    Refuses with `CatalogErrorCode` a draft that cannot be a product, and one whose slug, external id or SKUs are taken.
    """
    async with refusing_what_is_taken(), ctx.transaction() as session:
        return (await add_product(ctx, session, draft, places, "catalog.product_created")).id


async def add_product(
    ctx: RequestContext,
    session: AsyncSession,
    draft: ProductDraft,
    places: Places,
    action: str,
    path: Path = INPUT,
) -> Upserted:
    """Write a product that is to be new, and note it."""
    with located(places, path):
        refuse_nameless(draft)
        if draft.external_id and await find_products(ctx.db, external_ids=[draft.external_id]):
            raise Refusal(Problem(CatalogErrorCode.REPEATED, ("external_id",), {"value": draft.external_id}))
        if await find_products(ctx.db, slugs=[draft.slug]):
            raise Refusal(Problem(CatalogErrorCode.SLUG_TAKEN, ("slug",), {"slug": draft.slug}))
        written = await upsert_product(session, draft, ctx.now)
        if written.outcome is not UpsertOutcome.CREATED:  # another one has made it since we looked
            raise Refusal(Problem(CatalogErrorCode.SLUG_TAKEN, ("slug",), {"slug": draft.slug}))
    await note(ctx, session, action, written.id, None, draft)
    return written


async def update_product(ctx: RequestContext, target: Target | None, change: ProductChange, places: Places) -> UUID:
    """Change what is given of a product; all else stays. Gives its id.

    An old slug goes on leading to it. Refuses as `create_product` does.
    """

    async def edit(stored: StoredProduct) -> Edit:
        draft = change.of(stored.draft)
        found = {("translations", draft.source_language_tag): (), **places}
        with located(found):
            refuse_nameless(draft)
        return Edit(draft, found)

    return await edit_product(ctx, target, edit, action="catalog.product_updated")


async def translate_product(
    ctx: RequestContext,
    target: Target | None,
    texts: TextsChange,
    *,
    removed: Collection[str] = (),
    attributes: Mapping[str, Mapping[str, str | None]],
    places: Places,
) -> UUID:
    """Change a product's words in some languages, and nothing else of it. Gives its id.

    `attributes` are values of localisable attributes: code → language tag → text; None takes one away. Refuses to
    remove the language that the others are translated from.
    """

    async def edit(stored: StoredProduct) -> Edit:
        draft = stored.draft
        if draft.source_language_tag in removed:
            facts = {"field": "removeLanguageCodes", "value": draft.source_language_tag}
            raise Refusal(Problem(CatalogErrorCode.VALUE_INVALID, (*INPUT, "removeLanguageCodes"), facts))
        changed = change_texts(draft, texts, removed)
        with located(places):
            refuse_nameless(changed)
        values = {**changed.attributes}
        for code, by_tag in attributes.items():
            values[code] = _translated(values.get(code), by_tag, draft.source_language_tag)
        return Edit(replace(changed, attributes={code: each for code, each in values.items() if each}), places)

    return await edit_product(ctx, target, edit, action="catalog.product_translated")


async def edit_tags(
    ctx: RequestContext, target: Target | None, *, added: Collection[str] = (), removed: Collection[str] = ()
) -> UUID:
    """Put tags on a product and take others off. One that it has, or has not, is no mistake. Gives its id."""

    async def edit(stored: StoredProduct) -> Edit:
        tags = [tag for tag in dict.fromkeys([*stored.draft.tags, *added]) if tag not in removed]
        return Edit(replace(stored.draft, tags=tuple(tags)), {("tags",): ("tags",)})

    return await edit_product(ctx, target, edit, action="catalog.product_updated")


def _translated(value: object, by_tag: Mapping[str, str | None], source_tag: str) -> dict[str, object]:
    stored = dict(value) if isinstance(value, Mapping) else {} if value is None else {source_tag: value}
    return {tag: text for tag, text in {**stored, **by_tag}.items() if text is not None}
