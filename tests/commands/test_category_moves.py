"""The tree of categories: moved, put into order, taken apart."""

from collections.abc import Mapping
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import strategies as st

from app.catalog import CatalogErrorCode
from app.catalog.commands.products import BulkMode
from app.catalog.commands.taxonomy import (
    WantedCategory,
    delete_category,
    move_category,
    reorder_children,
    write_categories,
)
from app.catalog.rules.drafts import UpsertOutcome
from app.catalog.service import upsert_category, upsert_collection, upsert_product_type
from app.core.context import RequestContext
from app.core.details import StaleVersion
from app.core.errors import Refusal
from tests.support.drawn import drawn
from tests.support.shop import Shop
from tests.support.taxonomy import add_product, category, collection, product_type

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

SIZE = 7
MOVES = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.one_of(st.none(), st.integers(0, SIZE - 1)), st.integers(0, 3)),
    min_size=5,
    max_size=12,
)


def way_up(parents: Mapping[int, int | None], start: int | None) -> list[int]:
    """The numbers of the categories from this one to the top."""
    way = []
    while start is not None:
        way.append(start)
        start = parents[start]
    return way


async def make_tree(ctx: RequestContext, prefix: str, parents: Mapping[str, str | None]) -> dict[str, UUID]:
    """Categories `<prefix>-<name>`."""
    made = {}
    async with ctx.db.transaction() as session:
        for place, (name, parent) in enumerate(parents.items()):
            above = f"{prefix}-{parent}" if parent else None
            made[name] = (await upsert_category(session, category(f"{prefix}-{name}", above, position=place))).id
    return made


async def children(connection: Connection, parent_id: UUID) -> list[str]:
    rows = await connection.fetch("SELECT slug FROM category WHERE parent_id = $1 ORDER BY position, slug", parent_id)
    return [row["slug"] for row in rows]


async def test_a_tree_survives_any_sequence_of_moves(ctx: RequestContext, shop: Shop, connection: Connection) -> None:
    assert shop.mug
    for number, moves in enumerate(drawn(MOVES, 12)):
        made = await make_tree(ctx, f"tree{number}", {str(each): None for each in range(SIZE)})
        ids = [made[str(each)] for each in range(SIZE)]
        parents: dict[int, int | None] = dict.fromkeys(range(SIZE))
        for which, to, position in moves:
            is_circle = which in way_up(parents, to)
            asked = move_category(ctx, ids[which], None if to is None else ids[to], position)
            if is_circle:
                with pytest.raises(Refusal) as refused:
                    await asked
                assert [each.code for each in refused.value.problems] == [CatalogErrorCode.CATEGORY_CIRCLE]
            else:
                await asked
                parents[which] = to

        rows = await connection.fetch(
            "SELECT category_id, ancestor_id, height FROM category_ancestor WHERE category_id = ANY($1)", ids
        )
        expected = {
            (ids[each], ids[above], height) for each in parents for height, above in enumerate(way_up(parents, each))
        }
        assert {tuple(row) for row in rows} == expected


async def test_a_category_moves_to_a_place_and_its_products_are_sorted_anew(
    ctx: RequestContext, shop: Shop, connection: Connection
) -> None:
    assert shop.mug
    made = await make_tree(ctx, "move", {"a": None, "b": None, "x": "a", "y": "b", "z": "b"})
    async with ctx.db.transaction() as session:
        await upsert_product_type(session, product_type("thing"))
        product = await add_product(session, "moved-thing", product_type="thing", category_id=made["x"])
        await upsert_collection(session, collection("of-b", rule={"all": [{"category": ["move-b"]}]}))
    in_collection = "SELECT count(*) FROM collection_product WHERE product_id = $1"
    assert await connection.fetchval(in_collection, product) == 0

    await move_category(ctx, made["x"], made["b"], 1, version=1)

    assert await children(connection, made["b"]) == ["move-y", "move-x", "move-z"]
    assert await connection.fetchval(in_collection, product) == 1
    row = await connection.fetchrow(
        "SELECT before, after FROM audit_entry WHERE subject_id = $1 AND action = 'categories.moved'", made["x"]
    )
    assert row is not None
    assert '"parent": "move-a"' in row["before"]
    assert '"parent": "move-b"' in row["after"]
    with pytest.raises(Refusal) as stale:
        await move_category(ctx, made["x"], None, None, version=1)
    assert [(each.code, each.path, type(each.detail)) for each in stale.value.problems] == [
        (CatalogErrorCode.STALE_VERSION, ("version",), StaleVersion)
    ]
    await move_category(ctx, made["x"], None, None)
    assert await connection.fetchval(in_collection, product) == 0


async def test_children_are_put_into_order_all_or_none(ctx: RequestContext, shop: Shop, connection: Connection) -> None:
    assert shop.mug
    made = await make_tree(ctx, "order", {"top": None, "a": "top", "b": "top", "c": "top"})

    await reorder_children(ctx, made["top"], [made["c"], made["a"], made["b"]])

    assert await children(connection, made["top"]) == ["order-c", "order-a", "order-b"]
    for wanted, code in (
        ([made["a"], made["b"]], CatalogErrorCode.VALUE_INVALID),
        ([made["a"], made["b"], made["b"]], CatalogErrorCode.VALUE_INVALID),
        ([made["a"], made["b"], made["top"]], CatalogErrorCode.NOT_FOUND),
        ([made["a"], made["b"], None], CatalogErrorCode.NOT_FOUND),
    ):
        with pytest.raises(Refusal) as refused:
            await reorder_children(ctx, made["top"], wanted)
        assert [each.code for each in refused.value.problems] == [code]
    assert await children(connection, made["top"]) == ["order-c", "order-a", "order-b"]


async def test_a_category_is_deleted_when_nothing_needs_it(
    ctx: RequestContext, shop: Shop, connection: Connection
) -> None:
    assert shop.mug
    made = await make_tree(ctx, "gone", {"top": None, "leaf": "top", "other": None})
    async with ctx.db.transaction() as session:
        await upsert_product_type(session, product_type("thing"))
        product = await add_product(session, "stays", product_type="thing", category_id=made["leaf"], digest="d")

    for which, target, code in (
        ("top", None, CatalogErrorCode.NEEDED_BY_OTHERS),
        ("leaf", None, CatalogErrorCode.IN_USE),
        ("leaf", made["leaf"], CatalogErrorCode.NOT_FOUND),
        ("leaf", uuid4(), CatalogErrorCode.NOT_FOUND),
    ):
        with pytest.raises(Refusal) as refused:
            await delete_category(ctx, made[which], move_products_to=target)
        assert [each.code for each in refused.value.problems] == [code]
    await delete_category(ctx, made["leaf"], move_products_to=made["other"])

    row = await connection.fetchrow("SELECT category_id, version, digest FROM product WHERE id = $1", product)
    assert row is not None
    assert tuple(row) == (made["other"], 2, None)
    assert await connection.fetchval("SELECT count(*) FROM category WHERE id = $1", made["leaf"]) == 0
    assert await connection.fetchval("SELECT count(*) FROM slug WHERE slug = 'gone-leaf'") == 0
    await delete_category(ctx, made["top"])


async def test_many_are_written_all_or_none_or_each_on_its_own(
    ctx: RequestContext, shop: Shop, connection: Connection
) -> None:
    assert shop.mug
    wanted = [
        WantedCategory(category("bulk-a")),
        WantedCategory(category("bulk a")),
        WantedCategory(category("bulk-b", "bulk-a")),
        WantedCategory(category("bulk-a", "bulk-b")),
        WantedCategory(category("bulk-c", "nowhere")),
    ]
    refusals = [
        [],
        [CatalogErrorCode.VALUE_INVALID],
        [],
        [CatalogErrorCode.CATEGORY_CIRCLE],
        [CatalogErrorCode.REFERENCE_UNKNOWN],
    ]

    none = await write_categories(ctx, wanted, BulkMode.ALL_OR_NOTHING)
    assert [[each.code for each in result.problems] for result in none] == refusals
    assert [result.category_id for result in none] == [None] * 5
    assert await connection.fetchval("SELECT count(*) FROM category WHERE slug LIKE 'bulk%'") == 0

    some = await write_categories(ctx, wanted, BulkMode.BEST_EFFORT)
    assert [[each.code for each in result.problems] for result in some] == refusals
    created = UpsertOutcome.CREATED
    assert [result.outcome for result in some] == [created, None, created, None, None]
    rows = await connection.fetch("SELECT slug FROM category WHERE slug LIKE 'bulk%' ORDER BY slug")
    assert [row["slug"] for row in rows] == ["bulk-a", "bulk-b"]
    again = await write_categories(ctx, wanted[:1], BulkMode.ALL_OR_NOTHING)
    assert [result.outcome for result in again] == [UpsertOutcome.UNCHANGED]
