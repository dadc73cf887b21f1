"""Writing products: what agrees already is not written, what differs is told, what is refused changes nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection

from app.catalog import (
    Audience,
    BrandDraft,
    CatalogErrorCode,
    CategoryDraft,
    CollectionDraft,
    ProductDraft,
    PublicationDraft,
    Texts,
    Upserted,
    UpsertOutcome,
    VariantDraft,
    set_collection_products,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_product,
    variants_by_ids,
)
from app.core.db import Database
from app.core.errors import Refusal
from app.core.settings import Settings
from tests.support.drafts import COLOUR, NOW, SHIRT, SIZE, STARTS, empty_catalog

pytestmark = pytest.mark.slow

EARLIER = STARTS - timedelta(days=1)
TABLES = (
    "product",
    "product_translation",
    "product_option",
    "product_option_value",
    "product_variant",
    "variant_option_value",
    "product_media",
    "product_publication",
    "outbox_event",
)


@pytest.fixture
async def database(settings: Settings, connection: Connection) -> AsyncIterator[Database]:
    """The database of this file, with a catalog that has no products."""
    opened = await Database.connect(settings.database_url)
    await empty_catalog(opened, connection)
    yield opened
    await opened.close()


async def write(database: Database, draft: ProductDraft) -> Upserted:
    async with database.transaction() as session:
        return await upsert_product(session, draft, NOW)


async def stored(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of the catalog, and every event."""
    return {
        table: [dict(row) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY {table}::text")]  # noqa: S608 - names of this file
        for table in TABLES
    }


async def events(connection: Connection) -> list[tuple[str, UUID]]:
    rows = await connection.fetch("SELECT type, subject_id FROM outbox_event ORDER BY id")
    return [(row["type"], row["subject_id"]) for row in rows]


async def test_a_new_product_is_written_whole(database: Database, connection: Connection) -> None:
    written = await write(database, SHIRT)

    assert written.outcome is UpsertOutcome.CREATED
    assert list(written.variant_ids) == ["S-M", "S-L"]
    rows = await stored(connection)
    (product,) = rows["product"]
    assert (product["id"], product["slug"], product["version"]) == (written.id, "shirt", 1)
    assert (product["tags"], product["created_at"], product["updated_at"]) == (["linen"], NOW, NOW)
    (publication,) = rows["product_publication"]
    assert (publication["channel_code"], publication["starts_at"], publication["ends_at"]) == ("default", STARTS, None)
    assert {row["sku"]: (row["position"], row["names"]) for row in rows["product_variant"]} == {
        "S-M": (0, '{"de": "Marine / M", "en": "Navy / M"}'),
        "S-L": (1, '{"de": "Marine / L", "en": "Navy / L"}'),
    }
    assert [len(rows[table]) for table in TABLES] == [1, 2, 2, 3, 2, 4, 2, 1, 1]
    assert await events(connection) == [("catalog.product_created", written.id)]


async def test_writing_the_same_again_writes_nothing(database: Database, connection: Connection) -> None:
    first = await write(database, SHIRT)
    before = await stored(connection)

    second = await write(database, SHIRT)

    assert second == Upserted(UpsertOutcome.UNCHANGED, first.id, first.variant_ids)
    assert await stored(connection) == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(SHIRT, translations={**SHIRT.translations, "ja": Texts("シャツ")}), ["translations"]),
        (replace(SHIRT, translations={"en": SHIRT.translations["en"]}), ["translations"]),
        (replace(SHIRT, translations={**SHIRT.translations, "de": Texts("Leinenhemd")}), ["translations"]),
        (replace(SHIRT, tags=()), ["tags"]),
        (replace(SHIRT, brand="nordlicht", category="shirts"), ["brand", "category"]),
        (replace(SHIRT, attributes={"vegan": True}), ["attributes"]),
        (replace(SHIRT, metadata={"a": 1}), ["metadata"]),
        (replace(SHIRT, manufacturer="nordlicht"), ["manufacturer"]),
        (replace(SHIRT, media=SHIRT.media[:1]), ["media"]),
        (replace(SHIRT, media=SHIRT.media[::-1]), ["media"]),
        (replace(SHIRT, variants=SHIRT.variants[::-1]), ["variants"]),
        (replace(SHIRT, variants=SHIRT.variants[:1]), ["variants"]),
        (replace(SHIRT, variants=(replace(SHIRT.variants[0], weight_grams=241), SHIRT.variants[1])), ["variants"]),
        (replace(SHIRT, options=(SIZE, COLOUR)), ["options", "variants"]),
        (replace(SHIRT, options=(COLOUR, replace(SIZE, names={"en": "Fit"}))), ["options"]),
        (replace(SHIRT, options=(), variants=(VariantDraft("S-M"),)), ["options", "variants"]),
        (replace(SHIRT, publications=()), ["publications"]),
        (replace(SHIRT, publications=(PublicationDraft("default", EARLIER),)), ["publications"]),
    ],
)
async def test_a_difference_is_written_once_and_told(
    database: Database, connection: Connection, changed: ProductDraft, field: list[str]
) -> None:
    first = await write(database, SHIRT)

    second = await write(database, changed)
    again = await write(database, changed)

    assert (second.outcome, second.id, second.changed) == (UpsertOutcome.UPDATED, first.id, field)
    assert again.outcome is UpsertOutcome.UNCHANGED
    assert second.variant_ids == {
        variant.sku: first.variant_ids[variant.sku] for variant in changed.variants if variant.sku in first.variant_ids
    }
    assert await events(connection) == [("catalog.product_created", first.id), ("catalog.product_changed", first.id)]
    assert await connection.fetchval("SELECT version FROM product") == 2


async def test_what_left_the_draft_leaves_the_product(database: Database, connection: Connection) -> None:
    await write(database, SHIRT)

    await write(database, replace(SHIRT, options=(), variants=(VariantDraft("S-M"),), media=()))

    rows = await stored(connection)
    assert [len(rows[table]) for table in TABLES] == [1, 2, 0, 0, 2, 0, 0, 1, 2]
    assert await connection.fetchval("SELECT names FROM product_variant WHERE sku = 'S-M'") == '{"en": ""}'


async def test_a_variant_that_left_is_kept_discontinued_and_can_come_back(database: Database) -> None:
    first = await write(database, SHIRT)
    gone = first.variant_ids["S-L"]
    audience = Audience("default", "jp", False, NOW)

    await write(database, replace(SHIRT, variants=SHIRT.variants[:1]))
    facts = (await variants_by_ids(database, [gone], audience))[gone]
    assert (facts.sku, facts.is_offered) == ("S-L", False)
    assert facts.names == {"en": "Shirt, Navy / L", "de": "Hemd, Marine / L"}

    back = await write(database, SHIRT)
    assert back.variant_ids["S-L"] == gone
    assert (await variants_by_ids(database, [gone], audience))[gone].is_offered


async def test_publishing_again_later_does_not_make_a_product_new(database: Database, connection: Connection) -> None:
    await write(database, SHIRT)

    again = await write(database, replace(SHIRT, publications=(PublicationDraft("default", NOW),)))

    assert again.outcome is UpsertOutcome.UNCHANGED
    assert await connection.fetchval("SELECT starts_at FROM product_publication") == STARTS


async def test_a_publication_can_be_put_off(database: Database, connection: Connection) -> None:
    await write(database, SHIRT)
    later = NOW + timedelta(days=30)

    written = await write(database, replace(SHIRT, publications=(PublicationDraft("default", later),)))

    assert written.outcome is UpsertOutcome.UPDATED
    assert await connection.fetchval("SELECT starts_at FROM product_publication") == later


async def test_an_imported_product_is_found_again_by_its_origin(database: Database, connection: Connection) -> None:
    first = await write(database, replace(SHIRT, external_id="shopify:shirt"))

    second = await write(database, replace(SHIRT, external_id="shopify:shirt", slug="linen-shirt"))

    assert (second.outcome, second.id) == (UpsertOutcome.UPDATED, first.id)
    assert await connection.fetchval("SELECT slug FROM product") == "linen-shirt"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (
            replace(SHIRT, external_id="shopify:shirt", variants=(VariantDraft("X", SHIRT.variants[0].choices),)),
            [(CatalogErrorCode.SLUG_TAKEN, "slug", {"slug": "shirt"})],
        ),
        (replace(SHIRT, slug="other"), [(CatalogErrorCode.SKU_TAKEN, "variants.0.sku", {"sku": "S-M"})]),
        (replace(SHIRT, variants=()), [(CatalogErrorCode.NO_VARIANT, "variants", {})]),
    ],
)
async def test_a_refusal_changes_nothing(
    database: Database, connection: Connection, draft: ProductDraft, expected: list[tuple[Any, str, dict[str, str]]]
) -> None:
    await write(database, replace(SHIRT, variants=SHIRT.variants[:1]))
    before = await stored(connection)

    with pytest.raises(Refusal) as refused:
        await write(database, draft)

    assert [(each.code, ".".join(each.path), each.facts) for each in refused.value.problems] == expected
    assert await stored(connection) == before


async def test_brands_categories_and_collections_are_written_when_they_differ(
    database: Database, connection: Connection
) -> None:
    async def write_all(suffix: str) -> list[Upserted]:
        async with database.transaction() as session:
            top = await upsert_category(session, CategoryDraft("top", {"en": Texts("Top" + suffix)}))
            return [
                await upsert_brand(session, BrandDraft("sued", "Nord" + suffix)),
                top,
                await upsert_category(session, CategoryDraft("below", {"en": Texts("Below" + suffix)}, "top", 1)),
                await upsert_collection(session, CollectionDraft("summer", {"en": Texts("Summer" + suffix)})),
            ]

    first, same, changed = await write_all(""), await write_all(""), await write_all("!")

    assert [each.outcome for each in first] == [UpsertOutcome.CREATED] * 4
    assert same == [replace(each, outcome=UpsertOutcome.UNCHANGED) for each in first]
    assert changed == [replace(each, outcome=UpsertOutcome.UPDATED) for each in first]
    brand, top, below, collection = (each.id for each in first)
    told = [
        ("catalog.category_changed", top),
        ("catalog.brand_changed", brand),
        ("catalog.category_changed", below),
        ("catalog.collection_changed", collection),
    ]
    assert await events(connection) == told * 2
    assert await connection.fetchval("SELECT parent_id FROM category WHERE slug = 'below'") == top


async def test_a_collection_holds_exactly_what_it_is_given_in_that_order(
    database: Database, connection: Connection
) -> None:
    ids = [
        (await write(database, replace(SHIRT, slug=slug, options=(), variants=(VariantDraft(slug),)))).id
        for slug in ("a", "b", "c")
    ]
    async with database.transaction() as session:
        collection = (await upsert_collection(session, CollectionDraft("all", {"en": Texts("All")}))).id

    async def put(*products: UUID) -> bool:
        async with database.transaction() as session:
            return await set_collection_products(session, collection, products)

    async def held() -> list[UUID]:
        rows = await connection.fetch("SELECT product_id FROM collection_product ORDER BY position")
        return [row["product_id"] for row in rows]

    assert await put(ids[2], ids[0]) is True
    assert await held() == [ids[2], ids[0]]
    assert await put(ids[2], ids[0]) is False
    assert await put(ids[1], ids[2], ids[1]) is True
    assert await held() == [ids[1], ids[2]]
    assert (await events(connection)).count(("catalog.collection_changed", collection)) == 3
