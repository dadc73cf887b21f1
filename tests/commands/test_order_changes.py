"""After the sale: staff cancel, goods leave, and the money follows."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection

from app.core.context import RequestContext, Viewer
from app.core.errors import Refusal
from app.core.ids import new_id
from app.orders import ORDER_ID, Cancellation, OrderErrorCode, cancel_order, lock_order, mark_shipped
from app.payments import PaymentStatus
from tests.commands.test_checkout import CONFIRMED
from tests.support.checkout import books_of, complete, ready_cart, report, restock, told_of, worker_of
from tests.support.client import Client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

CANCELLED = replace(CONFIRMED, orders=["CANCELLED"], payments=["VOIDED"], charges=["VOIDED"], reservations=["RELEASED"])


@pytest.fixture
async def staff(client: Client) -> RequestContext:
    ctx = await client.runtime.system_context()
    ctx.viewer = Viewer(token_id=new_id(), name="Kim")
    return ctx


@pytest.fixture
async def cart(client: Client, shop: Shop, connection: "Connection[Any]") -> dict[str, Any]:
    await restock(connection, shop, shop.shirt_m, 10)
    return await ready_cart(client, shop.shirt_m)


async def buy(client: Client, shop: Shop, cart: dict[str, Any], method: str = "sandbox-approve") -> UUID:
    order_id = ORDER_ID.decode((await complete(client, shop, cart, method))["order"]["id"])
    assert order_id
    return order_id


async def settle(client: Client) -> None:
    await worker_of(client).drain(raise_errors=True)


async def refusal_of(ctx: RequestContext, cancellation: Cancellation) -> list[Any]:
    with pytest.raises(Refusal) as refused:
        await cancel_order(ctx, cancellation)
    return [(problem.code, problem.path, problem.detail) for problem in refused.value.problems]


@pytest.mark.parametrize("method", ["sandbox-approve", "sandbox-redirect"])
async def test_a_cancelled_order_gives_back_stock_and_money(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], staff: RequestContext, method: str
) -> None:
    available = "SELECT on_hand - reserved FROM stock WHERE variant_id = $1 AND warehouse_id = $2"
    before = await connection.fetchval(available, shop.shirt_m, shop.warehouses["rotterdam"])
    order_id = await buy(client, shop, cart, method)

    await cancel_order(staff, Cancellation(order_id, 1, reason="The buyer called."))
    await settle(client)

    assert await books_of(connection, cart) == CANCELLED
    assert await connection.fetchval(available, shop.shirt_m, shop.warehouses["rotterdam"]) == before
    (entry,) = await connection.fetch("SELECT * FROM audit_entry WHERE subject_id = $1", order_id)
    assert (entry["actor_name"], entry["action"]) == ("Kim", "orders.cancelled")
    assert '"reason": "The buyer called."' in entry["after"]


async def test_cancelled_twice_is_cancelled_once(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], staff: RequestContext
) -> None:
    order_id = await buy(client, shop, cart)
    key = str(uuid4())
    once = Cancellation(order_id, 1, idempotency_key=key)

    assert [await cancel_order(staff, once), await cancel_order(staff, once)] == [order_id] * 2
    assert await cancel_order(staff, Cancellation(order_id, 1)) == order_id

    told = await told_of(connection, order_id)
    assert told == ["orders.order_placed", "orders.order_confirmed", "orders.order_cancelled"]
    assert await connection.fetchval("SELECT count(*) FROM audit_entry WHERE subject_id = $1", order_id) == 1
    reused = await refusal_of(staff, Cancellation(order_id, 2, idempotency_key=key))
    assert reused == [(OrderErrorCode.IDEMPOTENCY_KEY_REUSED, ("input", "idempotencyKey"), None)]


async def test_what_cannot_be_cancelled_stays_as_it_is(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], staff: RequestContext
) -> None:
    order_id = await buy(client, shop, cart)
    for cancellation, code in (
        (Cancellation(order_id, 7), OrderErrorCode.STALE_VERSION),
        (Cancellation(new_id(), 1), OrderErrorCode.ORDER_NOT_FOUND),
        (Cancellation(None, 1), OrderErrorCode.ORDER_NOT_FOUND),
        (Cancellation(order_id, 1, reason="\x07"), OrderErrorCode.INVALID_REASON),
        (Cancellation(order_id, 1, reason="x" * 501), OrderErrorCode.INVALID_REASON),
        (Cancellation(order_id, 1, idempotency_key="\n"), OrderErrorCode.INVALID_IDEMPOTENCY_KEY),
    ):
        assert [problem[0] for problem in await refusal_of(staff, cancellation)] == [code]
    await settle(client)
    assert await books_of(connection, cart) == CONFIRMED
    keys = "SELECT count(*) FROM idempotent_request WHERE owner = $1"
    assert await connection.fetchval(keys, f"staff:{staff.viewer.token_id}") == 0

    await ship(staff, order_id)
    shipped = await refusal_of(staff, Cancellation(order_id, 2))
    assert shipped == [(OrderErrorCode.ORDER_ALREADY_SHIPPED, ("input", "orderId"), None)]


async def ship(ctx: RequestContext, order_id: UUID) -> None:
    async with ctx.transaction() as session:
        order = await lock_order(session, order_id)
        assert order
        await mark_shipped(session, order)


async def test_the_money_is_taken_when_the_goods_leave(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], staff: RequestContext
) -> None:
    order_id = await buy(client, shop, cart)

    await ship(staff, order_id)
    await settle(client)

    books = await books_of(connection, cart)
    assert (books.orders, books.payments, books.charges) == (["SHIPPED"], ["CAPTURED"], ["CAPTURED"])


async def test_a_transfer_for_a_cancelled_order_is_given_back(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], staff: RequestContext
) -> None:
    order_id = await buy(client, shop, cart, "sandbox-redirect")
    payment_id = await connection.fetchval("SELECT id FROM payment WHERE order_id = $1", order_id)
    await cancel_order(staff, Cancellation(order_id, 1))

    await report(client, str(payment_id), PaymentStatus.AUTHORIZED)
    await settle(client)

    assert await books_of(connection, cart) == CANCELLED


async def test_a_provider_that_takes_its_word_back_stops_the_order(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    order_id = await buy(client, shop, cart)
    payment_id = await connection.fetchval("SELECT id FROM payment WHERE order_id = $1", order_id)

    await report(client, str(payment_id), PaymentStatus.VOIDED)
    await settle(client)

    assert await books_of(connection, cart) == CANCELLED
