"""What products are sorted into and described by, written as drafts and read back."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import CatalogErrorCode
from app.catalog.commands.taxonomy import (
    ATTRIBUTES,
    BRANDS,
    CATEGORIES,
    COLLECTIONS,
    OPERATORS,
    PRODUCT_TYPES,
    create,
    delete,
    update,
)
from app.catalog.models import AttributeKind, AttributeScope
from app.catalog.queries.taxonomy_drafts import all_brands, all_categories, all_collections, all_operators
from app.catalog.queries.type_drafts import all_attributes, all_product_types
from app.catalog.rules.drafts import (
    AttributeDraft,
    AttributeValueDraft,
    BrandDraft,
    CategoryDraft,
    Texts,
    TypeAttributeDraft,
    UpsertOutcome,
)
from app.catalog.service import (
    upsert_attribute,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_operator,
    upsert_product_type,
)
from app.core.context import RequestContext
from app.core.described import DescribedEnum
from app.core.errors import Refusal
from tests.support.shop import Shop
from tests.support.taxonomy import OPERATOR, add_product, attribute, category, collection, product_type

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

FULL_CATEGORY = CategoryDraft(
    "lamps",
    {
        "de": Texts("Lampen", "<p>Licht.</p>", slug="lampen", seo_title="Lampen kaufen", seo_description="Alle Lampen"),
        "en": Texts("Lamps", "<p>Light.</p>"),
    },
    position=3,
    source_language_tag="de",
    metadata={"erp": {"id": 7}},
    private_metadata={"margin": "0.4"},
)


async def test_what_is_written_is_read_and_written_again_without_a_change(ctx: RequestContext, shop: Shop) -> None:
    assert shop.mug
    material = attribute("material", AttributeKind.MULTI_SELECT, "linen", "cotton")
    power = attribute("power", AttributeKind.NUMBER, unit="watt")
    lamp = product_type(
        "lamp",
        TypeAttributeDraft("power", is_required=True),
        TypeAttributeDraft("material", AttributeScope.VARIANT),
    )
    brand = BrandDraft("alba", "Alba", {"en": "<p>Lamps.</p>"}, "https://alba.test", {"a": [1]}, {"b": None})
    below = category("floor-lamps", "lamps")
    by_hand = collection("by-hand", products=("stoneware-mug", "linen-shirt"))
    by_rule = collection("by-rule", rule={"any": [{"category": ["home"]}, {"tag": ["sale"]}]})

    async with ctx.db.transaction() as session:
        first = [
            await upsert_attribute(session, material),
            await upsert_attribute(session, power),
            await upsert_product_type(session, lamp),
            await upsert_operator(session, OPERATOR),
            await upsert_brand(session, brand),
            await upsert_category(session, FULL_CATEGORY),
            await upsert_category(session, below),
            await upsert_collection(session, by_hand),
            await upsert_collection(session, by_rule),
        ]
    attributes, types = await all_attributes(ctx.db), await all_product_types(ctx.db)
    brands, operators = await all_brands(ctx.db), await all_operators(ctx.db)
    categories = await all_categories(ctx.db)
    collections = [draft async for draft in all_collections(ctx.db)]
    async with ctx.db.transaction() as session:
        again = (
            [await upsert_attribute(session, each) for each in attributes]
            + [await upsert_product_type(session, each) for each in types]
            + [await upsert_operator(session, each) for each in operators]
            + [await upsert_brand(session, each) for each in brands]
            + [await upsert_category(session, each) for each in categories]
            + [await upsert_collection(session, each) for each in collections]
        )

    assert [each.outcome for each in first] == [UpsertOutcome.CREATED] * len(first)
    assert [each.outcome for each in again] == [UpsertOutcome.UNCHANGED] * len(again)
    assert material in attributes
    assert power in attributes
    assert lamp in types
    assert brand in brands
    assert OPERATOR in operators
    assert [each for each in categories if "lamps" in each.slug] == [FULL_CATEGORY, below]
    assert by_hand in collections
    assert by_rule in collections


async def test_a_category_that_is_renamed_takes_its_old_address_and_the_rules_along(
    ctx: RequestContext, shop: Shop, connection: Connection
) -> None:
    assert shop.mug
    async with ctx.db.transaction() as session:
        written = await upsert_category(session, category("sofas"))
        await upsert_collection(session, collection("of-sofas", rule={"all": [{"category": ["sofas"]}]}))

    await update(ctx, CATEGORIES, written.id, lambda draft: replace(draft, slug="couches"))

    rule = await connection.fetchval("SELECT rule::text FROM collection WHERE slug = 'of-sofas'")
    assert rule == '{"all": [{"category": ["couches"]}]}'
    owners = await connection.fetch("SELECT slug FROM slug WHERE owner_id = $1 ORDER BY slug", written.id)
    assert [row["slug"] for row in owners] == ["couches", "sofas"]
    problems = await refused(create(ctx, CATEGORIES, category("sofas")))
    assert problems == [(CatalogErrorCode.SLUG_TAKEN, ("slug",))]
    other = category("chairs", translations={"en": Texts("Chairs"), "de": Texts("Stühle", slug="couches")})
    assert await refused(create(ctx, CATEGORIES, other)) == [
        (CatalogErrorCode.SLUG_TAKEN, ("translations", "de", "slug"))
    ]
    assert await refused(delete(ctx, CATEGORIES, written.id)) == [(CatalogErrorCode.NEEDED_BY_OTHERS, ("id",))]


async def test_what_products_have_is_not_taken_from_an_attribute(
    ctx: RequestContext, shop: Shop, connection: Connection
) -> None:
    assert shop.mug
    colour = attribute("colour", AttributeKind.SELECT, "red", "blue", "green")
    width = attribute("width", AttributeKind.NUMBER, unit="centimeter")
    vase = product_type("vase", TypeAttributeDraft("colour", AttributeScope.VARIANT), TypeAttributeDraft("width"))
    async with ctx.db.transaction() as session:
        colour_id = (await upsert_attribute(session, colour)).id
        width_id = (await upsert_attribute(session, width)).id
        await upsert_product_type(session, vase)
        await add_product(
            session,
            "vase",
            product_type="vase",
            attributes={"width": "12"},
            variants={"VASE-R": {"colour": "red"}, "VASE-B": {"colour": "blue"}},
        )
    in_use = CatalogErrorCode.IN_USE

    def without_red(draft: AttributeDraft) -> AttributeDraft:
        return replace(draft, values=draft.values[1:])

    assert await refused(update(ctx, ATTRIBUTES, colour_id, without_red)) == [(in_use, ("values",))]
    assert await refused(
        update(ctx, ATTRIBUTES, width_id, lambda draft: replace(draft, kind=AttributeKind.TEXT, unit=None))
    ) == [(in_use, ("kind",))]
    assert await refused(update(ctx, ATTRIBUTES, width_id, lambda draft: replace(draft, unit="meter"))) == [
        (in_use, ("unit",))
    ]
    assert await refused(
        update(ctx, PRODUCT_TYPES, "vase", lambda draft: replace(draft, attributes=draft.attributes[1:]))
    ) == [(in_use, ("attributes",))]
    assert await refused(delete(ctx, ATTRIBUTES, width_id)) == [(CatalogErrorCode.NEEDED_BY_OTHERS, ("id",))]
    assert await refused(delete(ctx, PRODUCT_TYPES, "vase")) == [(in_use, ("code",))]

    def reordered(draft: AttributeDraft) -> AttributeDraft:
        red, blue, _ = draft.values
        return replace(draft, values=(AttributeValueDraft("gold", {"en": "Gold"}), blue, replace(red, swatch="#f00")))

    await update(ctx, ATTRIBUTES, colour_id, reordered, version=1)
    values = await connection.fetch(
        "SELECT code, swatch FROM attribute_value WHERE attribute_id = $1 ORDER BY position", colour_id
    )
    assert [tuple(row) for row in values] == [("gold", None), ("blue", None), ("red", "#f00")]


async def test_drafts_that_cannot_be_are_refused_with_all_that_is_wrong(ctx: RequestContext, shop: Shop) -> None:
    assert shop.mug
    invalid = CatalogErrorCode.VALUE_INVALID
    bad_operator = replace(OPERATOR, code="No Code", address_lines=(" ",), country_code="XX", email="nobody")
    bad_attribute = replace(
        attribute("size", AttributeKind.TEXT, "a", "a"), unit="centimeter", is_localizable=True, names={"de": "Größe"}
    )

    assert await refused(create(ctx, OPERATORS, bad_operator)) == [
        (invalid, ("code",)),
        (invalid, ("address_lines",)),
        (invalid, ("country_code",)),
        (invalid, ("email",)),
    ]
    assert await refused(create(ctx, ATTRIBUTES, bad_attribute)) == [
        (CatalogErrorCode.NO_NAME, ("names",)),
        (invalid, ("unit",)),
        (invalid, ("values",)),
        (CatalogErrorCode.REPEATED, ("values", "1", "code")),
    ]
    assert await refused(
        create(ctx, BRANDS, BrandDraft("a b", " ", website="ftp://a.test", metadata={"a": "\x00"}))
    ) == [
        (invalid, ("slug",)),
        (invalid, ("name",)),
        (invalid, ("website",)),
        (invalid, ("metadata",)),
    ]
    assert await refused(create(ctx, CATEGORIES, category("x", "no\x00where"))) == [
        (CatalogErrorCode.REFERENCE_UNKNOWN, ("parent",))
    ]
    assert await refused(create(ctx, CATEGORIES, CategoryDraft("x", {}))) == [
        (CatalogErrorCode.NO_NAME, ("translations",))
    ]
    assert await refused(
        create(ctx, PRODUCT_TYPES, product_type("hat", TypeAttributeDraft("nothing"), TypeAttributeDraft("none")))
    ) == [
        (CatalogErrorCode.REFERENCE_UNKNOWN, ("attributes", "0", "attribute")),
        (CatalogErrorCode.REFERENCE_UNKNOWN, ("attributes", "1", "attribute")),
    ]
    both = collection("both", products=("stoneware-mug",), rule={"all": [{"tag": ["a"]}]})
    assert await refused(create(ctx, COLLECTIONS, both)) == [(CatalogErrorCode.COLLECTION_BY_RULE, ("products",))]
    unknown = collection("unknown", rule={"any": [{"tag": ["a"]}, {"brand": ["nobody"]}]})
    assert await refused(create(ctx, COLLECTIONS, unknown)) == [
        (CatalogErrorCode.REFERENCE_UNKNOWN, ("rule", "any", "1", "brand"))
    ]
    assert await refused(update(ctx, BRANDS, None, lambda draft: draft)) == [(CatalogErrorCode.NOT_FOUND, ("id",))]
    assert not [draft for draft in await all_categories(ctx.db) if draft.slug == "x"]


async def test_an_operator_decides_where_its_products_may_be_offered(
    ctx: RequestContext, shop: Shop, connection: Connection
) -> None:
    assert shop.mug
    maker = replace(OPERATOR, code="maker", country_code="CN", email=None)
    person = replace(OPERATOR, code="person", country_code="FR")
    async with ctx.db.transaction() as session:
        await upsert_product_type(session, product_type("toy"))
        maker_id = (await upsert_operator(session, maker)).id
        person_id = (await upsert_operator(session, person)).id
        operators: dict[str, Any] = {"manufacturer_id": maker_id, "responsible_person_id": person_id}
        toy = await add_product(session, "toy", product_type="toy", **operators)
        alone = await add_product(session, "alone", product_type="toy", manufacturer_id=maker_id)
    states = []

    async def state() -> None:
        rows = await connection.fetch(
            "SELECT has_safety_data FROM product WHERE id = ANY($1) ORDER BY slug", [toy, alone]
        )
        states.append([row["has_safety_data"] for row in rows])

    await state()
    await update(ctx, OPERATORS, maker_id, lambda draft: replace(draft, website="https://maker.test"))
    await state()
    await update(ctx, OPERATORS, person_id, lambda draft: replace(draft, country_code="US"))
    await state()
    await update(ctx, OPERATORS, maker_id, lambda draft: replace(draft, country_code="NO"))
    await state()
    await update(ctx, OPERATORS, maker_id, lambda draft: replace(draft, website=None))
    await state()

    none, only_toy, both = [False, False], [False, True], [True, True]
    assert states == [none, only_toy, none, both, none]
    told = await connection.fetch(
        "SELECT payload->>'product_ids' AS ids FROM outbox_event WHERE type = 'catalog.products_written' "
        "AND payload->>'product_ids' LIKE '%' || $1 || '%' ORDER BY occurred_at",
        str(toy),
    )
    assert [str(alone) in row["ids"] for row in told] == [False, False, True, True]
    assert await refused(delete(ctx, OPERATORS, person_id)) == [(CatalogErrorCode.IN_USE, ("id",))]


async def refused(command: Awaitable[Any]) -> list[tuple[DescribedEnum, tuple[str, ...]]]:
    """Why, and where."""
    with pytest.raises(Refusal) as refusal:
        await command
    return [(problem.code, problem.path) for problem in refusal.value.problems]
