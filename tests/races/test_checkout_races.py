"""Everybody at once: goods are sold as often as they are there, and a cart is sold once."""

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from asyncpg import Connection

from app.carts import CART_LINE_ID
from app.orders import ORDER_ID
from app.payments import PAYMENT_ID, PaymentStatus
from tests.commands.test_checkout import CONFIRMED, DECLINED
from tests.support.banks import moody_bank
from tests.support.carts import change, stored_cart
from tests.support.checkout import books_of, complete, copies_of, ready_cart, report, restock, told_of, worker_of
from tests.support.client import Client
from tests.support.shop import Shop


@pytest.fixture
async def cart(client: Client, shop: Shop, connection: "Connection[Any]") -> dict[str, Any]:
    await restock(connection, shop, shop.shirt_m, 10)
    return await ready_cart(client, shop.shirt_m)


@pytest.mark.parametrize("keys", ["one key", "a key each"])
@pytest.mark.parametrize("method", ["sandbox-approve", "sandbox-timeout", "sandbox-redirect"])
async def test_ten_clients_complete_one_cart(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], keys: str, method: str
) -> None:
    shared = str(uuid4())
    payloads = await asyncio.gather(
        *(complete(client, shop, cart, method, key=shared if keys == "one key" else None) for _ in range(10))
    )

    assert {payload["order"]["number"] for payload in payloads} == {payloads[0]["order"]["number"]}
    assert [payload["userErrors"] for payload in payloads] == [[]] * 10
    assert Counter(payload["replayed"] for payload in payloads) == {True: 9, False: 1}
    books = await books_of(connection, cart)
    assert (books.attempts, len(books.orders), len(books.payments)) == (["COMPLETED"], 1, 1)
    assert (len(books.charges), books.reservations) == (1, ["HELD"])


async def test_ten_clients_with_a_declined_card_share_one_refusal(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    key = str(uuid4())
    payloads = await asyncio.gather(*(complete(client, shop, cart, "sandbox-decline", key=key) for _ in range(10)))

    assert [[error["code"] for error in payload["userErrors"]] for payload in payloads] == [["PAYMENT_DECLINED"]] * 10
    assert await books_of(connection, cart) == DECLINED


async def test_fifty_buyers_of_ten_pieces(client: Client, shop: Shop, connection: "Connection[Any]") -> None:
    await restock(connection, shop, shop.shirt_l, 10, "shenzhen")
    carts = await copies_of(connection, await ready_cart(client, shop.shirt_l), 50)
    before = {cart["token"]: await stored_cart(connection, cart["token"]) for cart in carts}

    payloads = await asyncio.gather(*(complete(client, shop, cart) for cart in carts))

    sold = [cart for cart, payload in zip(carts, payloads, strict=True) if payload["order"]]
    refused = [(cart, payload) for cart, payload in zip(carts, payloads, strict=True) if not payload["order"]]
    assert (len(sold), len(refused)) == (10, 40)
    for cart, payload in refused:
        (error,) = payload["userErrors"]
        assert (error["code"], error["detail"]) == ("INSUFFICIENT_STOCK", {"available": 0})
        (_, line) = before[cart["token"]][:2]
        assert error["path"] == ["lines", CART_LINE_ID.encode(line["id"])]
    (stock,) = await connection.fetch(
        "SELECT on_hand - reserved AS left FROM stock WHERE variant_id = $1 AND warehouse_id = $2",
        shop.shirt_l,
        shop.warehouses["shenzhen"],
    )
    assert stock["left"] == 0
    held = "SELECT count(*), sum(quantity) FROM stock_reservation WHERE variant_id = $1 AND status = 'HELD'"
    assert tuple(await connection.fetchrow(held, shop.shirt_l) or ()) == (10, 10)
    books = {cart["token"]: await books_of(connection, cart) for cart in carts}
    assert sum(len(each.charges) for each in books.values()) == 10
    for cart, _ in refused:
        assert (books[cart["token"]].attempts, books[cart["token"]].orders) == ([], [])
        assert await stored_cart(connection, cart["token"]) == before[cart["token"]]


async def test_completing_and_changing_a_cart_at_once_sells_what_was_shown(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    line = cart["lines"]["nodes"][0]["id"]
    completing = asyncio.create_task(complete(client, shop, cart))
    changed = await change(client, "cartLinesUpdate", token=cart["token"], lines=[{"lineId": line, "quantity": 2}])
    payload = await completing

    codes = [error["code"] for error in changed["userErrors"]]
    if payload["order"]:
        assert payload["order"]["cost"]["total"]["amount"] == cart["cost"]["total"]["amount"]
        assert await books_of(connection, cart) == CONFIRMED
        assert codes in (["CART_BEING_ORDERED"], ["CART_COMPLETED"])
    else:
        assert [error["code"] for error in payload["userErrors"]] == ["STALE_VERSION"]
        assert (await books_of(connection, cart)).attempts == []
        assert codes == []


async def test_a_callback_five_times_at_once_and_out_of_order(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    order = (await complete(client, shop, cart, "sandbox-redirect"))["order"]
    key = PAYMENT_ID.decode(order["payments"][0]["id"])
    order_id = ORDER_ID.decode(order["id"])
    assert key
    assert order_id
    states = [PaymentStatus.AUTHORIZED] * 3 + [PaymentStatus.PENDING, PaymentStatus.REQUIRES_ACTION]

    answers = await asyncio.gather(*(report(client, str(key), status) for status in states))
    await asyncio.gather(worker_of(client).drain(raise_errors=True), worker_of(client).drain(raise_errors=True))

    assert {answer.status_code for answer in answers} == {204}
    assert await books_of(connection, cart) == replace(CONFIRMED, charges=["OPEN"])
    assert (await told_of(connection, key)).count("payments.payment_authorized") == 1
    assert (await told_of(connection, order_id)).count("orders.order_confirmed") == 1


async def test_a_callback_that_overtakes_the_answer(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    """The bank's report arrives while the request that asked the bank still waits for the answer."""
    async with moody_bank(client) as bank:
        bank.is_silent = True
        asking = asyncio.create_task(complete(client, shop, cart, "sandbox-redirect"))
        while not bank.asked:  # noqa: ASYNC110 - it becomes true in the other task
            await asyncio.sleep(0.01)
        key = await connection.fetchval(
            "SELECT p.id FROM payment p JOIN checkout_attempt a ON a.id = p.attempt_id"
            " JOIN cart c ON c.id = a.cart_id ORDER BY p.id DESC LIMIT 1"
        )
        await report(client, str(key), PaymentStatus.AUTHORIZED)
        payload = await asking

    assert payload["order"]["status"] == "CONFIRMED"
    await worker_of(client).drain(including_delayed=True, raise_errors=True)
    assert await books_of(connection, cart) == replace(CONFIRMED, charges=["OPEN"])
