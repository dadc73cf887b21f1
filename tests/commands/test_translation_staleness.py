"""Translations grow stale with their source, and fresh when they are written: however either is done."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from io import BytesIO
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import (
    CategoryDraft,
    CollectionDraft,
    Texts,
    read_products,
    upsert_category,
    upsert_collection,
    write_products,
)
from app.core.context import RequestContext
from app.exchange import ImportFormat, ImportOptions, ImportWatch, run_import
from app.translations import Edit, TranslatableKind, TranslationState, texts, write_translations
from tests.support.shop import Shop
from tests.support.taxonomy import category, collection

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
LAMPS, LAMPEN = Texts("Lamps", "<p>Light.</p>"), Texts("Lampen", "<p>Licht.</p>")
KINDS = [
    (TranslatableKind.CATEGORY, category, upsert_category),
    (TranslatableKind.COLLECTION, collection, upsert_collection),
]
Draft: TypeAlias = CategoryDraft | CollectionDraft
Upsert: TypeAlias = Callable[..., Awaitable[Any]]


async def stale(ctx: RequestContext, kind: TranslatableKind, key: str) -> dict[str, list[str]]:
    """The languages of which texts are stale, and those texts."""
    found: dict[str, list[str]] = {}
    for language in ("de", "fr"):
        async for _, each in texts(ctx.db, language, states=[TranslationState.STALE], kinds=[kind]):
            if each.key == key:
                found.setdefault(language, []).append(each.field)
    return found


async def put(ctx: RequestContext, upsert: Upsert, draft: Draft) -> str:
    async with ctx.transaction() as session:
        written = await upsert(session, draft)
    return str(written.outcome.value)


@pytest.mark.parametrize(("kind", "make", "upsert"), KINDS)
async def test_categories_and_collections_as_products_are(
    shop: Shop, ctx: RequestContext, kind: TranslatableKind, make: Any, upsert: Upsert
) -> None:
    assert shop.mug
    draft: Draft = make("lamps", translations={"en": LAMPS, "de": LAMPEN, "fr": Texts("Lampes", "<p>Lumière.</p>")})
    assert await put(ctx, upsert, draft) == "created"
    assert await stale(ctx, kind, "lamps") == {}
    assert await put(ctx, upsert, draft) == "unchanged"
    both = ["name", "description"]

    draft = worded(draft, "en", description="<p>Bright.</p>")
    assert await put(ctx, upsert, draft) == "updated"
    assert await stale(ctx, kind, "lamps") == {"de": both, "fr": both}
    draft = worded(draft, "de", description="<p>Hell.</p>")
    await put(ctx, upsert, draft)
    assert await stale(ctx, kind, "lamps") == {"fr": both}
    draft = worded(draft, "en", slug="all-lamps")  # slugs are no texts to work from
    await put(ctx, upsert, draft)
    assert await stale(ctx, kind, "lamps") == {"fr": both}
    french = {"name": "Lampes", "description": "<p>Clair.</p>"}
    edits = [Edit(kind, "lamps", field, "fr", text) for field, text in french.items()]
    assert [each.problems for each in await write_translations(ctx, edits)] == [[], []]
    assert await stale(ctx, kind, "lamps") == {}

    await put(ctx, upsert, worded(worded(draft, "fr", **french), "en", name="Lights"))
    assert await stale(ctx, kind, "lamps") == {"de": both, "fr": both}
    file = f"kind,key,language,field,source,text\n{kind.lower()},lamps,de,name,Lights,Leuchten\n".encode()
    report = await run_import(ctx, BytesIO(file), ImportFormat.TRANSLATIONS, ImportOptions(), ImportWatch())
    assert (report.updated, report.failed) == (1, 0)
    assert await stale(ctx, kind, "lamps") == {"fr": both}


@pytest.mark.parametrize(("kind", "make", "upsert"), KINDS)
async def test_what_was_translated_before_that_was_noted_is_as_old_as_its_source_was(
    shop: Shop, ctx: RequestContext, connection: Connection, kind: TranslatableKind, make: Any, upsert: Upsert
) -> None:
    assert shop.mug
    draft: Draft = make("chairs", translations={"en": Texts("Chairs"), "de": Texts("Stühle")})
    await put(ctx, upsert, draft)
    await connection.execute(f"UPDATE {kind.lower()}_translation SET source_digest = NULL")  # noqa: S608 - of the kinds above
    assert await put(ctx, upsert, draft) == "unchanged"
    assert await stale(ctx, kind, "chairs") == {}
    await put(ctx, upsert, worded(draft, "en", name="Seats"))
    assert await stale(ctx, kind, "chairs") == {"de": ["name"]}


async def test_of_products_too(shop: Shop, ctx: RequestContext, connection: Connection) -> None:
    await connection.execute("UPDATE product_translation SET source_digest = NULL")
    await connection.execute("UPDATE product SET digest = NULL")
    draft = (await read_products(ctx.db, [shop.mug]))[shop.mug].draft
    async with ctx.transaction() as session:
        await write_products(session, [draft], now=ctx.now)
    assert await stale(ctx, TranslatableKind.PRODUCT, "stoneware-mug") == {}
    changed = replace(draft, translations={**draft.translations, "en": Texts("Mug", "<p>Heavy.</p>")})
    async with ctx.transaction() as session:
        await write_products(session, [changed], now=ctx.now)
    assert await stale(ctx, TranslatableKind.PRODUCT, "stoneware-mug") == {"de": ["name", "description"]}


def worded(draft: Draft, language: str, **words: Any) -> Draft:
    """The draft with other words in this language."""
    return replace(draft, translations={**draft.translations, language: replace(draft.translations[language], **words)})
