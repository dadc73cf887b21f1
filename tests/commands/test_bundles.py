"""Stock of bundles: a bundle takes pieces of what it consists of, wherever stock is held, given back or sent."""

from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import select

from app import inventory
from app.catalog.models import ProductVariant
from app.core.context import RequestContext, Viewer
from app.core.details import InsufficientStock
from app.core.errors import Refusal
from app.core.reads import table_of
from app.inventory import StockErrorCode, in_stock_condition
from app.wiring import Runtime
from tests.support.bundles import add_bundle
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
CLERK = Viewer(token_id=UUID(int=9), name="clerk", scopes=frozenset({"inventory:write"}))


@pytest.fixture(scope="module")
async def bundle(shop: Shop, runtime: Runtime) -> UUID:
    """A shirt and two mugs."""
    return await add_bundle(runtime.database, shop)


@pytest.fixture(autouse=True)
async def shelves(connection: Connection, shop: Shop) -> None:
    """10 shirts and 3 mugs in Rotterdam, 100 shirts in Shenzhen, 50 mugs in Ohio."""
    await connection.execute("TRUNCATE stock_reservation, outbox_event, stock")
    await connection.executemany(
        "INSERT INTO stock (variant_id, warehouse_id, on_hand, reserved) VALUES ($1, $2, $3, 0)",
        [
            (shop.shirt_m, shop.warehouses["rotterdam"], 10),
            (shop.mug_variant, shop.warehouses["rotterdam"], 3),
            (shop.shirt_m, shop.warehouses["shenzhen"], 100),
            (shop.mug_variant, shop.warehouses["ohio"], 50),
        ],
    )


async def reserve(ctx: RequestContext, reference: UUID, *pieces: tuple[UUID, UUID, int]) -> None:
    async with ctx.transaction() as session:
        await inventory.reserve(session, reference, pieces)


async def stored(connection: Connection, shop: Shop, place: str = "rotterdam") -> dict[UUID, tuple[int, int]]:
    """On hand and reserved, by variant."""
    rows = await connection.fetch("SELECT * FROM stock WHERE warehouse_id = $1", shop.warehouses[place])
    return {row["variant_id"]: (row["on_hand"], row["reserved"]) for row in rows}


async def test_a_bundle_is_there_as_often_as_its_scarcest_component(
    ctx: RequestContext, shop: Shop, bundle: UUID, connection: Connection
) -> None:
    rotterdam = shop.warehouses["rotterdam"]
    assert await inventory.available_quantities(ctx.db, [bundle, shop.mug_variant]) == {
        bundle: {rotterdam: 1},  # 3 mugs are one pair; elsewhere one of the two is missing
        shop.mug_variant: {rotterdam: 3, shop.warehouses["ohio"]: 50},
    }

    await connection.execute("UPDATE stock SET on_hand = 6 WHERE warehouse_id = $1 AND on_hand = 3", rotterdam)
    assert (await inventory.available_quantities(ctx.db, [bundle]))[bundle] == {rotterdam: 3}
    await connection.execute("UPDATE stock SET reserved = 9 WHERE on_hand = 10")
    assert (await inventory.available_quantities(ctx.db, [bundle]))[bundle] == {rotterdam: 1}
    sellable = await inventory.sellable_pieces(ctx.db, [bundle, shop.shirt_m, shop.draft_variant], "DE")
    assert {key: row.pieces for key, row in sellable.items()} == {bundle: 1, shop.shirt_m: 101, shop.draft_variant: 0}


@pytest.mark.parametrize("mugs", [0, 1, 2, 3, 4])
async def test_a_condition_of_lists_says_the_same(
    ctx: RequestContext, shop: Shop, bundle: UUID, connection: Connection, mugs: int
) -> None:
    await connection.execute("UPDATE stock SET on_hand = $1 WHERE on_hand = 3", mugs)
    own = (bundle, shop.warehouses["ohio"], 7)  # which nobody can send: a bundle has no pieces of its own
    await connection.execute(
        "INSERT INTO stock (variant_id, warehouse_id, on_hand, reserved) VALUES ($1, $2, $3, 0)", *own
    )
    variant = table_of(ProductVariant).c
    async with ctx.transaction() as session:
        listed = set((await session.execute(select(variant.id).where(in_stock_condition(variant.id)))).scalars())

    available = await inventory.available_quantities(ctx.db, [bundle, shop.shirt_m, shop.mug_variant])
    assert listed == {key for key, places in available.items() if places}
    assert (bundle in listed) is (mugs >= 2)


async def test_its_components_are_held_and_given_back(
    ctx: RequestContext, shop: Shop, bundle: UUID, connection: Connection
) -> None:
    reference, rotterdam = uuid4(), shop.warehouses["rotterdam"]

    await reserve(ctx, reference, (bundle, rotterdam, 1), (shop.mug_variant, rotterdam, 1))
    assert await stored(connection, shop) == {shop.shirt_m: (10, 1), shop.mug_variant: (3, 3)}

    async with ctx.transaction() as session:
        await inventory.release(session, reference)
    assert await stored(connection, shop) == {shop.shirt_m: (10, 0), shop.mug_variant: (3, 0)}


async def test_what_was_held_leaves_though_the_bundle_is_another_by_then(
    ctx: RequestContext, shop: Shop, bundle: UUID, connection: Connection
) -> None:
    reference, rotterdam = uuid4(), shop.warehouses["rotterdam"]
    await reserve(ctx, reference, (bundle, rotterdam, 1))
    await connection.execute("UPDATE bundle_item SET quantity = 1 WHERE quantity = 2")
    async with ctx.transaction() as session:
        await inventory.ship(session, reference)
    await connection.execute("UPDATE bundle_item SET quantity = 2 WHERE position = 1")

    assert await stored(connection, shop) == {shop.shirt_m: (9, 0), shop.mug_variant: (1, 0)}


async def test_a_bundle_and_its_component_cannot_have_the_same_piece(
    ctx: RequestContext, shop: Shop, bundle: UUID, connection: Connection
) -> None:
    rotterdam = shop.warehouses["rotterdam"]
    with pytest.raises(Refusal) as refusal:
        await reserve(ctx, uuid4(), (bundle, rotterdam, 1), (shop.mug_variant, rotterdam, 2))

    (problem,) = refusal.value.problems
    assert (problem.code, problem.facts["variant_id"]) == (StockErrorCode.INSUFFICIENT_STOCK, shop.mug_variant)
    assert problem.detail == InsufficientStock(3)
    assert await stored(connection, shop) == {shop.shirt_m: (10, 0), shop.mug_variant: (3, 0)}
    assert await connection.fetchval("SELECT count(*) FROM stock_reservation") == 0


async def test_events_tell_of_the_bundle_too(
    ctx: RequestContext, shop: Shop, bundle: UUID, connection: Connection
) -> None:
    ctx.viewer = CLERK
    await inventory.adjust_stock(
        ctx,
        variant_id=shop.mug_variant,
        warehouse_id=shop.warehouses["ohio"],
        delta=1,
        reason="count",
        idempotency_key="bundle events",
    )

    rows = await connection.fetch("SELECT subject_id FROM outbox_event WHERE type = 'inventory.stock_changed'")
    assert {row["subject_id"] for row in rows} == {shop.mug_variant, bundle}


async def test_a_bundle_has_no_stock_to_adjust(
    ctx: RequestContext, shop: Shop, bundle: UUID, connection: Connection
) -> None:
    ctx.viewer = CLERK
    with pytest.raises(Refusal) as refusal:
        await inventory.adjust_stock(
            ctx,
            variant_id=bundle,
            warehouse_id=shop.warehouses["ohio"],
            delta=1,
            reason="count",
            idempotency_key="bundle stock",
        )

    assert refusal.value.problems[0].code is StockErrorCode.BUNDLE_HAS_NO_STOCK
    assert await connection.fetchval("SELECT count(*) FROM stock WHERE variant_id = $1", bundle) == 0
