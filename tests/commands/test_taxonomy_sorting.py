"""Which products the rules of collections take: the same as looking at each product in turn would."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from hypothesis import strategies as st

from app.catalog.commands.sorting import refill_collection
from app.catalog.models import AttributeKind, AttributeScope, Brand, Category
from app.catalog.queries.sorting import count_taken
from app.catalog.rules.collections import Condition, ConditionKind, Rule, rule_document
from app.catalog.rules.drafts import BrandDraft, TypeAttributeDraft
from app.catalog.service import (
    sort_into_collections,
    upsert_attribute,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_product_type,
)
from app.catalog.service.taxonomy.entries import ids_by_name
from app.core.context import RequestContext
from app.core.locks import hold_sorting
from app.wiring import Runtime
from tests.support.drawn import drawn
from tests.support.shop import Shop
from tests.support.taxonomy import MADE_AT, add_product, attribute, category, collection, product_type

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

TREE: Mapping[str, str | None] = {"a": None, "b": "a", "c": "b", "d": None}
BRANDS = ("alba", "borea")
TAGS = ("new", "sale", "last")
TYPES = ("lamp", "chair")
MATERIALS = ("oak", "steel")
DAYS = [MADE_AT + timedelta(days=each) for each in range(4)]

PRODUCTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "category": st.sampled_from([*TREE, None]),
        "brand": st.sampled_from([*BRANDS, None]),
        "product_type": st.sampled_from(TYPES),
        "tags": st.lists(st.sampled_from(TAGS), max_size=2, unique=True),
        "attributes": st.fixed_dictionaries(
            {},
            optional={
                "material": st.lists(st.sampled_from(MATERIALS), min_size=1, unique=True),
                "power": st.sampled_from(["5", "10", "10.5", "-3"]),
                "vegan": st.booleans(),
            },
        ),
        "variant": st.fixed_dictionaries({}, optional={"finish": st.sampled_from(["matt", "gloss"])}),
        "created_at": st.sampled_from(DAYS),
        "published_at": st.sampled_from([*DAYS, None]),
    }
)
AMOUNTS = [Decimal(each) for each in ("-5", "5", "10.2", "10.5")]
CONDITIONS = st.one_of(
    *(
        st.builds(Condition, st.just(kind), keys=st.lists(st.sampled_from(names), min_size=1, max_size=2).map(tuple))
        for kind, names in (
            (ConditionKind.CATEGORY, tuple(TREE)),
            (ConditionKind.BRAND, BRANDS),
            (ConditionKind.PRODUCT_TYPE, TYPES),
            (ConditionKind.TAG, TAGS),
        )
    ),
    st.builds(Condition, st.just(ConditionKind.ATTRIBUTE), code=st.just("material"), keys=st.just(("oak",))),
    st.builds(Condition, st.just(ConditionKind.ATTRIBUTE), code=st.just("finish"), keys=st.just(("matt",))),
    st.builds(Condition, st.just(ConditionKind.ATTRIBUTE), code=st.just("vegan"), is_true=st.booleans()),
    st.builds(Condition, st.just(ConditionKind.ATTRIBUTE), code=st.just("power"), minimum=st.sampled_from(AMOUNTS)),
    st.builds(
        Condition,
        st.just(ConditionKind.ATTRIBUTE),
        code=st.just("power"),
        minimum=st.just(Decimal(5)),
        maximum=st.sampled_from(AMOUNTS[1:]),
    ),
    st.builds(
        Condition,
        st.sampled_from([ConditionKind.CREATED_SINCE, ConditionKind.PUBLISHED_SINCE]),
        since=st.sampled_from(DAYS),
    ),
)
RULES = st.builds(Rule, st.lists(CONDITIONS, min_size=1, max_size=3).map(tuple), needs_all=st.booleans())


def takes(rule: Rule, product: Mapping[str, Any]) -> bool:
    """What the rule says of one product, told as plainly as can be."""
    met = [_holds(condition, product) for condition in rule.conditions]
    return all(met) if rule.needs_all else any(met)


def _holds(condition: Condition, product: Mapping[str, Any]) -> bool:
    match condition.kind:
        case ConditionKind.CATEGORY:
            slug, way = product["category"], []
            while slug is not None:
                way.append(slug)
                slug = TREE[slug]
            return any(key in way for key in condition.keys)
        case ConditionKind.BRAND:
            return product["brand"] in condition.keys
        case ConditionKind.PRODUCT_TYPE:
            return product["product_type"] in condition.keys
        case ConditionKind.TAG:
            return any(key in product["tags"] for key in condition.keys)
        case ConditionKind.CREATED_SINCE:
            return bool(product["created_at"] >= condition.since)
        case ConditionKind.PUBLISHED_SINCE:
            return product["published_at"] is not None and bool(product["published_at"] >= condition.since)
    value = {**product["attributes"], **product["variant"]}.get(condition.code)
    if condition.is_true is not None:
        return value is condition.is_true
    if condition.keys:
        return any(key == value or (isinstance(value, list) and key in value) for key in condition.keys)
    return (
        value is not None
        and (condition.minimum is None or Decimal(value) >= condition.minimum)
        and (condition.maximum is None or Decimal(value) <= condition.maximum)
    )


@pytest.fixture(scope="module")
async def products(runtime: Runtime, shop: Shop) -> dict[UUID, Mapping[str, Any]]:
    """Forty products of many kinds, beside those of the shop."""
    assert shop.mug
    made: dict[UUID, Mapping[str, Any]] = {}
    async with runtime.database.transaction() as session:
        for code, kind, values in (
            ("material", AttributeKind.MULTI_SELECT, MATERIALS),
            ("finish", AttributeKind.SELECT, ("matt", "gloss")),
            ("power", AttributeKind.NUMBER, ()),
            ("vegan", AttributeKind.BOOLEAN, ()),
        ):
            await upsert_attribute(session, attribute(code, kind, *values))
        of_products = [TypeAttributeDraft(code) for code in ("material", "power", "vegan")]
        for code in TYPES:
            finish = TypeAttributeDraft("finish", AttributeScope.VARIANT)
            await upsert_product_type(session, product_type(code, *of_products, finish))
        for slug, parent in TREE.items():
            await upsert_category(session, category(slug, parent))
        for slug in BRANDS:
            await upsert_brand(session, BrandDraft(slug, slug.title()))
        categories = await ids_by_name(session, Category, "slug", list(TREE))
        brands = await ids_by_name(session, Brand, "slug", BRANDS)
        for number, facts in enumerate(drawn(PRODUCTS, 40)):
            slug = f"thing-{number}"
            product_id = await add_product(
                session,
                slug,
                product_type=facts["product_type"],
                category_id=categories.get(facts["category"]),
                brand_id=brands.get(facts["brand"]),
                tags=facts["tags"],
                attributes=facts["attributes"],
                variants={f"{slug}-1": {}, f"{slug}-2": facts["variant"]},
                created_at=facts["created_at"],
                published_at=facts["published_at"],
            )
            made[product_id] = facts
    return made


async def members(connection: Connection, slug: str) -> set[UUID]:
    rows = await connection.fetch(
        "SELECT product_id FROM collection_product JOIN collection ON id = collection_id WHERE slug = $1", slug
    )
    return {row["product_id"] for row in rows}


async def test_a_collection_has_the_products_that_its_rule_takes(
    ctx: RequestContext, connection: Connection, products: dict[UUID, Mapping[str, Any]]
) -> None:
    for number, rule in enumerate(drawn(RULES, 50)):
        slug = f"rule-{number}"
        async with ctx.db.transaction() as session:
            await upsert_collection(session, collection(slug, rule=rule_document(rule)))
        expected = {product_id for product_id, facts in products.items() if takes(rule, facts)}

        assert (await members(connection, slug)) & products.keys() == expected, rule_document(rule)
        assert await count_taken(ctx.db, rule) == len(await members(connection, slug))


async def test_products_are_sorted_anew_into_all_collections_in_two_statements(
    ctx: RequestContext, connection: Connection, products: dict[UUID, Mapping[str, Any]]
) -> None:
    rules = drawn(RULES, 20)
    async with ctx.db.transaction() as session:
        for number, rule in enumerate(rules):
            await upsert_collection(session, collection(f"again-{number}", rule=rule_document(rule)))
    ids = list(products)
    await connection.execute("DELETE FROM collection_product WHERE product_id = ANY($1)", ids[::2])
    await connection.execute(
        "INSERT INTO collection_product SELECT collection.id, product.id, 0 FROM collection, product "
        "WHERE collection.slug LIKE 'again-%' AND product.id = ANY($1) ON CONFLICT DO NOTHING",
        ids[1::2],
    )
    seen: list[str] = []

    async with ctx.db.transaction() as session:
        await hold_sorting(session)
        ctx.db.observers.append(seen.append)
        changed = await sort_into_collections(session, ids)
        ctx.db.observers.remove(seen.append)

    assert len(seen) == 2
    for number, rule in enumerate(rules):
        expected = {product_id for product_id, facts in products.items() if takes(rule, facts)}
        assert (await members(connection, f"again-{number}")) & products.keys() == expected
    assert set(changed) <= products.keys()
    async with ctx.db.transaction() as session:
        assert await sort_into_collections(session, ids) == []


async def test_a_large_collection_is_filled_by_a_job(
    ctx: RequestContext,
    connection: Connection,
    products: dict[UUID, Mapping[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.catalog.service.collections.SORTED_AT_ONCE", 3)
    monkeypatch.setattr("app.catalog.commands.sorting._STEP", 7)
    async with ctx.db.transaction() as session:
        written = await upsert_collection(session, collection("large", rule={"any": [{"category": ["a"]}]}))
    expected = {product_id for product_id, facts in products.items() if facts["category"] in ("a", "b", "c")}

    assert await members(connection, "large") == set()
    queued = await connection.fetchval(
        "SELECT count(*) FROM pgqueuer WHERE dedupe_key = $1", f"catalog.refill_collection:{written.id}"
    )
    assert queued == 1
    for _ in range(2):
        await refill_collection(ctx, {"collection_id": str(written.id)})
        assert await members(connection, "large") == expected


async def test_a_deleted_product_is_in_no_collection(
    ctx: RequestContext, connection: Connection, products: dict[UUID, Mapping[str, Any]]
) -> None:
    async with ctx.db.transaction() as session:
        gone = await add_product(session, "gone", product_type="lamp", tags=["gone"])
        await upsert_collection(session, collection("of-gone", rule={"all": [{"tag": ["gone"]}]}))
    assert products
    assert await members(connection, "of-gone") == {gone}

    await connection.execute("UPDATE product SET deleted_at = now() WHERE id = $1", gone)
    async with ctx.db.transaction() as session:
        await hold_sorting(session)
        assert await sort_into_collections(session, [gone]) == [gone]

    assert await members(connection, "of-gone") == set()
