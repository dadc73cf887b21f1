"""Stock that is held, given back, sent and adjusted."""

import json
from collections.abc import Iterable
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from app import inventory
from app.core.context import RequestContext, Viewer
from app.core.details import InsufficientStock
from app.core.errors import Refusal
from app.inventory import StockErrorCode
from app.inventory.rules import MAX_ON_HAND, merge_pieces
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
CLERK = Viewer(token_id=UUID(int=9), name="clerk", scopes=frozenset({"inventory:write"}))


async def reserve(ctx: RequestContext, reference: UUID, *pieces: tuple[UUID, UUID, int]) -> None:
    async with ctx.transaction() as session:
        await inventory.reserve(session, reference, pieces)


async def release(ctx: RequestContext, reference: UUID) -> None:
    async with ctx.transaction() as session:
        await inventory.release(session, reference)


async def ship(ctx: RequestContext, reference: UUID, warehouse: UUID | None = None) -> None:
    async with ctx.transaction() as session:
        await inventory.ship(session, reference, warehouse)


async def adjust(ctx: RequestContext, variant: UUID | None, warehouse: UUID | None, delta: int, key: str) -> bool:
    ctx.viewer = CLERK
    adjusted = await inventory.adjust_stock(
        ctx, variant_id=variant, warehouse_id=warehouse, delta=delta, reason="count", idempotency_key=key
    )
    return adjusted.replayed


@pytest.fixture
async def stock(connection: Connection, shop: Shop) -> "Stock":
    """The stock as the shop opens: 10 and 100 shirts M, 5 shirts L, 3 and 50 mugs."""
    await connection.execute("TRUNCATE stock_reservation, outbox_event")
    wanted = [
        (shop.shirt_m, "rotterdam", 10),
        (shop.shirt_m, "shenzhen", 100),
        (shop.shirt_l, "shenzhen", 5),
        (shop.mug_variant, "rotterdam", 3),
        (shop.mug_variant, "ohio", 50),
    ]
    await connection.execute("DELETE FROM stock")
    await connection.executemany(
        "INSERT INTO stock (variant_id, warehouse_id, on_hand, reserved) VALUES ($1, $2, $3, 0)",
        [(variant, shop.warehouses[code], pieces) for variant, code, pieces in wanted],
    )
    return Stock(connection)


class Stock:
    """What is really stored."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def of(self, variant: UUID, warehouse: UUID) -> tuple[int, int]:
        """On hand and reserved."""
        row = await self.connection.fetchrow(
            "SELECT on_hand, reserved FROM stock WHERE variant_id = $1 AND warehouse_id = $2", variant, warehouse
        )
        return tuple(row) if row else (0, 0)

    async def everything(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        for table in ("stock", "stock_reservation", "audit_entry", "idempotent_request", "outbox_event"):
            rows += [tuple(row) for row in await self.connection.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")]  # noqa: S608 - names of this list
        return rows

    async def changed(self) -> list[UUID]:
        """The variants that events tell of, in order."""
        rows: Iterable[asyncpg.Record] = await self.connection.fetch(
            "SELECT subject_id FROM outbox_event WHERE type = 'inventory.stock_changed' ORDER BY id"
        )
        return [row["subject_id"] for row in rows]


async def test_pieces_are_held_and_given_back(ctx: RequestContext, shop: Shop, stock: Stock) -> None:
    reference, rotterdam = uuid4(), shop.warehouses["rotterdam"]

    await reserve(
        ctx, reference, (shop.shirt_m, rotterdam, 3), (shop.mug_variant, rotterdam, 1), (shop.shirt_m, rotterdam, 1)
    )
    assert await stock.of(shop.shirt_m, rotterdam) == (10, 4)
    assert await stock.of(shop.mug_variant, rotterdam) == (3, 1)
    assert await inventory.available_quantities(ctx.db, [shop.shirt_m]) == {
        shop.shirt_m: {rotterdam: 6, shop.warehouses["shenzhen"]: 100}
    }

    await release(ctx, reference)
    assert await stock.of(shop.shirt_m, rotterdam) == (10, 0)
    assert await stock.of(shop.mug_variant, rotterdam) == (3, 0)
    assert await stock.changed() == sorted([shop.shirt_m, shop.mug_variant]) * 2


async def test_a_second_call_changes_nothing(ctx: RequestContext, shop: Shop, stock: Stock) -> None:
    rotterdam = shop.warehouses["rotterdam"]
    for finish in (release, ship):
        reference = uuid4()
        await reserve(ctx, reference, (shop.shirt_m, rotterdam, 2))
        held = await stock.everything()
        await reserve(ctx, reference, (shop.shirt_m, rotterdam, 2))
        assert await stock.everything() == held

        await finish(ctx, reference)
        finished = await stock.everything()
        await finish(ctx, reference)
        await release(ctx, reference)
        await ship(ctx, reference)
        assert await stock.everything() == finished


async def test_shipped_pieces_are_gone(ctx: RequestContext, shop: Shop, stock: Stock) -> None:
    reference, rotterdam, shenzhen = uuid4(), shop.warehouses["rotterdam"], shop.warehouses["shenzhen"]
    await reserve(ctx, reference, (shop.shirt_m, rotterdam, 2), (shop.shirt_l, shenzhen, 5))

    await ship(ctx, reference, rotterdam)
    assert await stock.of(shop.shirt_m, rotterdam) == (8, 0)
    assert await stock.of(shop.shirt_l, shenzhen) == (5, 5)

    await ship(ctx, reference)
    assert await stock.of(shop.shirt_l, shenzhen) == (0, 0)


async def test_all_or_nothing(ctx: RequestContext, shop: Shop, stock: Stock) -> None:
    before, rotterdam, ohio = await stock.everything(), shop.warehouses["rotterdam"], shop.warehouses["ohio"]
    with pytest.raises(Refusal) as refusal:
        await reserve(
            ctx,
            uuid4(),
            (shop.shirt_m, rotterdam, 10),
            (shop.mug_variant, rotterdam, 4),
            (shop.shirt_l, ohio, 1),
        )

    assert {
        (problem.code, problem.facts["variant_id"], problem.facts["warehouse_id"], problem.detail)
        for problem in refusal.value.problems
    } == {
        (StockErrorCode.INSUFFICIENT_STOCK, shop.mug_variant, rotterdam, InsufficientStock(3)),
        (StockErrorCode.INSUFFICIENT_STOCK, shop.shirt_l, ohio, InsufficientStock(0)),
    }
    assert await stock.everything() == before


def test_a_quantity_below_one_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        merge_pieces([(UUID(int=1), UUID(int=2), 0)])


async def test_staff_adjust_and_it_is_noted(ctx: RequestContext, shop: Shop, stock: Stock) -> None:
    ohio = shop.warehouses["ohio"]

    assert await adjust(ctx, shop.shirt_l, ohio, 7, "first count") is False
    assert await adjust(ctx, shop.shirt_l, ohio, -2, "second count") is False

    assert await stock.of(shop.shirt_l, ohio) == (5, 0)
    entries = await stock.connection.fetch("SELECT * FROM audit_entry WHERE subject_id = $1 ORDER BY at", shop.shirt_l)
    assert [(entry["actor_token_id"], entry["actor_name"], entry["action"]) for entry in entries] == [
        (CLERK.token_id, "clerk", "inventory.stock_adjusted")
    ] * 2
    assert [(_on_hand(entry["before"]), _on_hand(entry["after"])) for entry in entries] == [(0, 7), (7, 5)]
    assert await stock.changed() == [shop.shirt_l] * 2


async def test_a_key_adjusts_once(ctx: RequestContext, shop: Shop, stock: Stock) -> None:
    ohio = shop.warehouses["ohio"]
    await adjust(ctx, shop.mug_variant, ohio, 5, "once")
    after = await stock.everything()

    assert await adjust(ctx, shop.mug_variant, ohio, 5, "once") is True
    with pytest.raises(Refusal) as refusal:
        await adjust(ctx, shop.mug_variant, ohio, 6, "once")

    assert refusal.value.problems[0].code is StockErrorCode.IDEMPOTENCY_KEY_REUSED
    assert await stock.everything() == after


@pytest.mark.parametrize(
    ("delta", "code"),
    [
        (-9, StockErrorCode.INSUFFICIENT_STOCK),
        (0, StockErrorCode.INVALID_QUANTITY),
        (MAX_ON_HAND, StockErrorCode.INVALID_QUANTITY),
    ],
)
async def test_what_is_reserved_stays(
    ctx: RequestContext, shop: Shop, stock: Stock, delta: int, code: StockErrorCode
) -> None:
    rotterdam = shop.warehouses["rotterdam"]
    await reserve(ctx, uuid4(), (shop.shirt_m, rotterdam, 2))
    before = await stock.everything()
    with pytest.raises(Refusal) as refusal:
        await adjust(ctx, shop.shirt_m, rotterdam, delta, f"refused {delta}")

    (problem,) = refusal.value.problems
    assert (problem.code, problem.path) == (code, ("input", "delta"))
    assert problem.detail == (InsufficientStock(8) if code is StockErrorCode.INSUFFICIENT_STOCK else None)
    assert await stock.everything() == before


async def test_unknown_variants_and_warehouses(ctx: RequestContext, shop: Shop, stock: Stock) -> None:
    before = await stock.everything()
    ohio, nobody = shop.warehouses["ohio"], uuid4()
    codes = []
    for variant, warehouse in ((nobody, ohio), (None, ohio), (shop.shirt_m, nobody), (shop.shirt_m, None)):
        with pytest.raises(Refusal) as refusal:
            await adjust(ctx, variant, warehouse, 1, "unknown")
        codes += [problem.code for problem in refusal.value.problems]

    assert codes == [StockErrorCode.VARIANT_NOT_FOUND] * 2 + [StockErrorCode.WAREHOUSE_NOT_FOUND] * 2
    assert await stock.everything() == before


@pytest.mark.usefixtures("stock")
async def test_stock_by_warehouse(ctx: RequestContext, shop: Shop) -> None:
    await reserve(ctx, uuid4(), (shop.shirt_m, shop.warehouses["shenzhen"], 1))

    found = await inventory.stock_of_variants(ctx.db, [shop.shirt_m, shop.draft_variant])

    assert [(row.warehouse_id, row.on_hand, row.reserved, row.available) for row in found[shop.shirt_m]] == [
        (shop.warehouses["rotterdam"], 10, 0, 10),
        (shop.warehouses["shenzhen"], 100, 1, 99),
    ]
    assert found[shop.draft_variant] == []


def _on_hand(document: str) -> int:
    on_hand: int = json.loads(document)["on_hand"]
    return on_hand
