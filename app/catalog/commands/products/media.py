"""Changing how a product is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.catalog.commands.products.editing import INPUT, Edit, Path, Places, edit_product
from app.catalog.errors import CatalogErrorCode
from app.catalog.queries.staff import MediaSourceRow, media_sources
from app.catalog.rules.changes import MediumChange, add_media, change_media, remove_media, reorder_media
from app.catalog.rules.drafts import MediaDraft, StoredProduct, Target
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal


@dataclass(frozen=True)
class NewMedium:
    """A medium to add, and the variants that it shows."""

    draft: MediaDraft
    variant_ids: Sequence[UUID | None] = ()


async def add_product_media(ctx: RequestContext, target: Target | None, added: Sequence[NewMedium]) -> UUID:
    """Put media behind those that a product has, and give the product's id.

    A file is in the media folder already; an https address is fetched into it in the background, or left where it is.
    """

    async def edit(stored: StoredProduct) -> Edit:
        variants = {
            each.draft.source: _skus(stored, each.variant_ids, ("media", str(index), "variantIds"))
            for index, each in enumerate(added)
        }
        draft = add_media(stored.draft, [each.draft for each in added], variants)
        return Edit(draft, _places(draft.media, [each.draft.source for each in added]))

    return await edit_product(ctx, target, edit, action="catalog.media_added")


async def update_product_media(
    ctx: RequestContext,
    target: Target | None,
    changes: Sequence[tuple[UUID | None, MediumChange, Sequence[UUID | None] | None]],
) -> UUID:
    """Change media of a product: each is an id, the change, and the variants that it shows (None: as they are)."""

    async def edit(stored: StoredProduct) -> Edit:
        sources = await _sources(ctx, stored)
        named = _named(stored, sources, [media_id for media_id, _, _ in changes], ("media",), "id")
        by_source = {
            source: MediumChange(
                change.fields,
                change.alts,
                None if ids is None else _skus(stored, ids, ("media", str(index), "variantIds")),
            )
            for index, (source, (_, change, ids)) in enumerate(zip(named, changes, strict=True))
        }
        draft = change_media(stored.draft, by_source)
        return Edit(draft, _places(draft.media, named))

    return await edit_product(ctx, target, edit, action="catalog.media_updated")


async def reorder_product_media(ctx: RequestContext, target: Target | None, ids: Sequence[UUID | None]) -> UUID:
    """Put these media first, in this order. The first picture stands for the product. Gives the product's id."""

    async def edit(stored: StoredProduct) -> Edit:
        sources = await _sources(ctx, stored)
        return Edit(reorder_media(stored.draft, _named(stored, sources, ids, ("mediaIds",))))

    return await edit_product(ctx, target, edit, action="catalog.media_reordered")


async def remove_product_media(ctx: RequestContext, target: Target | None, ids: Sequence[UUID | None]) -> UUID:
    """Take media off a product and its variants. The files stay in the media folder. Gives the product's id."""

    async def edit(stored: StoredProduct) -> Edit:
        sources = await _sources(ctx, stored)
        return Edit(remove_media(stored.draft, _named(stored, sources, ids, ("mediaIds",))))

    return await edit_product(ctx, target, edit, action="catalog.media_removed")


async def _sources(ctx: RequestContext, stored: StoredProduct) -> Mapping[UUID, MediaSourceRow]:
    """The product's media by id."""
    return {row.id: row for row in await media_sources.all(ctx.db, product_ids=[stored.id])}


def _named(
    stored: StoredProduct,
    sources: Mapping[UUID, MediaSourceRow],
    ids: Sequence[UUID | None],
    path: Path,
    *rest: str,
) -> list[str]:
    """What a draft calls these media. Refuses what the product does not have, and what is there twice."""
    there = {medium.source for medium in stored.draft.media}
    named: list[str] = []
    problems = []
    for index, media_id in enumerate(ids):
        row = sources.get(media_id) if media_id else None
        name = next((each for each in (row.origin_url, row.source) if each in there), None) if row else None
        if name is None or name in named:
            problems.append(Problem(CatalogErrorCode.NOT_FOUND, (*INPUT, *path, str(index), *rest)))
        else:
            named.append(name)
    if problems:
        raise Refusal(*problems)
    return named


def _skus(stored: StoredProduct, ids: Sequence[UUID | None], path: Path) -> list[str]:
    sku_of = {variant_id: sku for sku, variant_id in stored.variant_ids.items()}
    if problems := [
        Problem(CatalogErrorCode.NOT_FOUND, (*INPUT, *path, str(index)))
        for index, variant_id in enumerate(ids)
        if variant_id not in sku_of
    ]:
        raise Refusal(*problems)
    return [sku_of[variant_id] for variant_id in ids if variant_id is not None]


def _places(media: Sequence[MediaDraft], named: Sequence[str]) -> Places:
    order = [medium.source for medium in media]
    return {("media", str(order.index(source))): ("media", str(index)) for index, source in enumerate(named)}
