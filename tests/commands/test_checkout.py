"""A cart becomes an order, for every way in which a bank can behave."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from asyncpg import Connection

from app.carts import CART_ID
from app.orders import ORDER_ID
from app.payments import PAYMENT_ID
from tests.support.banks import moody_bank
from tests.support.carts import change, stored_cart
from tests.support.checkout import (
    RETURN_URL,
    Books,
    books_of,
    complete,
    open_order,
    ready_cart,
    restock,
    told_of,
    worker_of,
)
from tests.support.client import Client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

CONFIRMED = Books(
    cart_version=3,
    is_ordered=True,
    attempts=["COMPLETED"],
    orders=["CONFIRMED"],
    payments=["AUTHORIZED"],
    charges=["APPROVED"],
    reservations=["HELD"],
)
AWAITING_TRANSFER = replace(CONFIRMED, orders=["AWAITING_PAYMENT"], payments=["PENDING"], charges=["OPEN"])
AWAITING_DECISION = replace(AWAITING_TRANSFER, payments=["REQUIRES_ACTION"])
DECLINED = Books(
    cart_version=3,
    is_ordered=False,
    attempts=["FAILED"],
    orders=[],
    payments=["DECLINED"],
    charges=["DECLINED"],
    reservations=["RELEASED"],
)


@pytest.fixture
async def cart(client: Client, shop: Shop, connection: "Connection[Any]") -> dict[str, Any]:
    """One shirt for 59.90 EUR, delivered from Rotterdam for 4.90 and 0.90 a kilogram: 65.70 EUR."""
    await restock(connection, shop, shop.shirt_m, 10)
    return await ready_cart(client, shop.shirt_m)


def payment_key(order: dict[str, Any]) -> Any:
    return PAYMENT_ID.decode(order["payments"][0]["id"])


async def test_an_approved_payment_makes_a_confirmed_order(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    payload = await complete(client, shop, cart, headers={"Tradewind-Language": "DE"})

    order = payload["order"]
    assert (payload["userErrors"], payload["replayed"], payload["nextAction"]) == ([], False, None)
    assert payload["warnings"] == order["warnings"]
    assert order["warnings"] == [
        {
            "code": "DUTIES_NOT_INCLUDED",
            "message": "Zoll ist nicht enthalten und kann bei der Zustellung fällig werden.",
        }
    ]
    assert order["status"] == "CONFIRMED"
    (line,) = order["lines"]["nodes"]
    assert (line["name"], line["sku"], line["quantity"]) == ("Leinenhemd, M", "SHIRT-M", 1)
    assert line["cost"]["total"] == {"amount": "59.90", "formatted": "59,90\xa0€"}
    assert order["cost"] == {
        "taxIncluded": True,
        "complete": False,
        "subtotal": {"amount": "59.90"},
        "discount": {"amount": "0.00"},
        "shipping": {"amount": "5.80"},
        "duty": None,
        "fees": None,
        "tax": {"amount": "10.49"},  # 19/119 of 59.90 is 9.56, of 5.80 it is 0.93
        "total": {"amount": "65.70", "formatted": "65,70\xa0€"},
        "dueOnDelivery": None,
    }
    (payment,) = order["payments"]
    assert (payment["status"], payment["amount"]) == ("AUTHORIZED", {"amount": "65.70", "currencyCode": "EUR"})
    assert payment["method"]["name"] == "Testkarte, angenommen"
    (delivery,) = order["deliveries"]
    assert (delivery["warehouse"]["name"], delivery["price"]["amount"]) == ("Rotterdam", "5.80")
    assert delivery["lines"] == [{"lineId": line["id"], "quantity": 1}]
    assert await open_order(client, order["token"], {"Tradewind-Language": "DE"}) == order
    assert await books_of(connection, cart) == CONFIRMED
    order_id = ORDER_ID.decode(order["id"])
    assert order_id
    assert await told_of(connection, order_id) == ["orders.order_placed", "orders.order_confirmed"]
    assert await told_of(connection, payment_key(order)) == ["payments.payment_authorized"]


async def test_a_declined_payment_leaves_the_cart_as_it_was(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    before = await stored_cart(connection, cart["token"])
    key = str(uuid4())

    payload = await complete(client, shop, cart, "sandbox-decline", key=key)

    assert (payload["order"], payload["nextAction"], payload["replayed"]) == (None, None, False)
    assert payload["userErrors"] == [
        {
            "code": "PAYMENT_DECLINED",
            "message": "The payment was declined. Please try another payment method.",
            "path": ["input", "payment", "methodId"],
            "retryable": False,
            "detail": None,
        }
    ]
    assert await books_of(connection, cart) == DECLINED
    assert await stored_cart(connection, cart["token"]) == before
    reserved = "SELECT sum(reserved) FROM stock WHERE variant_id = $1"
    held = "SELECT sum(quantity) FROM stock_reservation WHERE status = 'HELD' AND variant_id = $1"
    assert await connection.fetchval(reserved, shop.shirt_m) == (await connection.fetchval(held, shop.shirt_m) or 0)

    again = await complete(client, shop, cart, "sandbox-decline", key=key)
    assert again == payload | {"replayed": True}
    assert await books_of(connection, cart) == DECLINED


async def test_after_a_decline_another_method_buys_the_same_cart(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    await complete(client, shop, cart, "sandbox-decline")

    payload = await complete(client, shop, cart, "sandbox-approve")

    assert payload["order"]["status"] == "CONFIRMED"
    books = await books_of(connection, cart)
    assert (books.attempts, books.orders) == (["FAILED", "COMPLETED"], ["CONFIRMED"])
    assert books.charges == ["DECLINED", "APPROVED"]
    assert books.reservations == ["RELEASED", "HELD"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("approve", replace(CONFIRMED, charges=["APPROVED"])),
        (
            "decline",
            replace(
                CONFIRMED, orders=["CANCELLED"], payments=["DECLINED"], charges=["DECLINED"], reservations=["RELEASED"]
            ),
        ),
    ],
)
async def test_a_redirect_waits_for_a_person(
    client: Client,
    shop: Shop,
    connection: "Connection[Any]",
    cart: dict[str, Any],
    decision: str,
    expected: Books,
) -> None:
    worker = worker_of(client)
    payload = await complete(client, shop, cart, "sandbox-redirect")

    action = payload["nextAction"]
    assert (action["__typename"], action["method"], action["parameters"]) == ("RedirectAction", "GET", [])
    assert payload["order"]["status"] == "AWAITING_PAYMENT"
    assert payload["order"]["payments"][0]["nextAction"] == action
    assert await books_of(connection, cart) == AWAITING_DECISION
    page = await client.http.get(action["url"])
    assert (page.status_code, "65.70 EUR" in page.text) == (200, True)

    answer = await client.http.post(action["url"], data={"decision": decision})
    assert (answer.status_code, answer.headers["location"]) == (303, RETURN_URL)
    await worker.drain(raise_errors=True)

    assert await books_of(connection, cart) == expected
    order = await open_order(client, payload["order"]["token"])
    assert (order["status"], order["payments"][0]["nextAction"]) == (expected.orders[0], None)
    assert "decided" in (await client.http.get(action["url"])).text


async def test_a_transfer_shows_instructions_until_it_arrives(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    payload = await complete(client, shop, cart, "sandbox-transfer", headers={"Tradewind-Language": "DE"})

    action = payload["nextAction"]
    reference = action["reference"]
    assert action["__typename"] == "InstructionsAction"
    assert action["text"] == (
        "Überweisen Sie 65,70\xa0€ an Tradewind Sandbox, Konto DE89370400440532013000, "
        f"und geben Sie als Verwendungszweck {reference} an."
    )
    assert action["qrCode"].split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "COBADEFFXXX",
        "Tradewind Sandbox",
        "DE89370400440532013000",
        "EUR65.70",
        "",
        "",
        reference,
    ]
    assert payload["order"]["status"] == "AWAITING_PAYMENT"
    assert await books_of(connection, cart) == AWAITING_TRANSFER

    await worker_of(client).drain(raise_errors=True)

    assert await books_of(connection, cart) == CONFIRMED
    order = await open_order(client, payload["order"]["token"])
    assert (order["status"], order["payments"][0]["status"]) == ("CONFIRMED", "AUTHORIZED")
    assert order["payments"][0]["nextAction"] is None


async def test_a_bank_that_calls_back_five_times_out_of_order_is_heard_once(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    payload = await complete(client, shop, cart, "sandbox-duplicate")
    await worker_of(client).drain(raise_errors=True)

    assert await books_of(connection, cart) == CONFIRMED
    key = payment_key(payload["order"])
    assert await told_of(connection, key) == ["payments.payment_action_required", "payments.payment_authorized"]
    order_id = ORDER_ID.decode(payload["order"]["id"])
    assert order_id
    assert await told_of(connection, order_id) == ["orders.order_placed", "orders.order_confirmed"]
    kept = await connection.fetch(
        "SELECT message_id FROM payment_callback WHERE body->'data'->>'key' = $1 ORDER BY 1", str(key)
    )
    assert len(kept) == 3, "five deliveries of three messages"


async def test_a_time_out_is_cleared_up_within_the_request(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    payload = await complete(client, shop, cart, "sandbox-timeout")

    assert (payload["order"]["status"], payload["replayed"]) == ("CONFIRMED", False)
    assert await books_of(connection, cart) == CONFIRMED


async def test_a_silent_bank_is_asked_again_by_the_same_key(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    key = str(uuid4())
    async with moody_bank(client) as bank:
        bank.is_silent = True
        pending = await complete(client, shop, cart, key=key)
        assert bank.asked == ["authorize", "find", "find", "find"]

    (problem,) = pending["userErrors"]
    assert (pending["order"], problem["code"], problem["retryable"]) == (None, "PAYMENT_PENDING", True)
    started = replace(CONFIRMED, is_ordered=False, attempts=["STARTED"], orders=[], payments=["PENDING"])
    assert await books_of(connection, cart) == started

    refused = await change(client, "cartLinesRemove", token=cart["token"], lineIds=[cart["lines"]["nodes"][0]["id"]])
    assert [(error["code"], error["retryable"]) for error in refused["userErrors"]] == [("CART_BEING_ORDERED", True)]

    payload = await complete(client, shop, cart, key=key)

    assert (payload["order"]["status"], payload["replayed"]) == ("CONFIRMED", True)
    assert await books_of(connection, cart) == CONFIRMED


async def test_a_repeat_gives_the_same_order_and_charges_nothing(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    key = str(uuid4())
    first = await complete(client, shop, cart, key=key)

    same_key = await complete(client, shop, cart, key=key)
    other_key = await complete(client, shop, cart)
    other_body = await complete(client, shop, cart, "sandbox-decline", key=key)

    assert same_key == other_key == first | {"replayed": True}
    assert [error["code"] for error in other_body["userErrors"]] == ["IDEMPOTENCY_KEY_REUSED"]
    assert (other_body["order"], other_body["replayed"]) == (None, False)
    assert await books_of(connection, cart) == CONFIRMED


async def test_what_costs_nothing_is_ordered_without_a_bank(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    free = (
        "UPDATE cart_line SET unit_amount = 0 WHERE cart_id = $1",
        "UPDATE cart_delivery_selection SET amount = 0 WHERE cart_id = $1",
    )
    for statement in free:
        await connection.execute(statement, CART_ID.decode(cart["id"]))
    async with prices(connection, shop, 0):
        async with moody_bank(client) as bank:
            payload = await complete(client, shop, cart)
        assert (payload["userErrors"], bank.asked) == ([], [])

    assert payload["order"]["cost"]["total"]["amount"] == "0.00"
    assert await books_of(connection, cart) == replace(CONFIRMED, charges=[])


@asynccontextmanager
async def prices(connection: "Connection[Any]", shop: Shop, amount: int) -> AsyncIterator[None]:
    """Let the shirt, and its standard delivery from Rotterdam, cost so much in the EU for a while."""
    price = (
        "UPDATE price p SET amount = $3 FROM price_list l WHERE l.id = p.price_list_id AND $2 = ANY (l.market_ids)"
        " AND p.variant_id = $1"
    )
    delivery = (
        "UPDATE delivery_price SET base_amount = $2, per_kilogram_amount = $3"
        " WHERE option_id = $1 AND currency_code = 'EUR'"
    )
    option = shop.options["rotterdam", "eu", "standard"]
    await connection.execute(price, shop.shirt_m, shop.markets["eu"], amount)
    await connection.execute(delivery, option, amount, amount)
    try:
        yield
    finally:
        await connection.execute(price, shop.shirt_m, shop.markets["eu"], 5990)
        await connection.execute(delivery, option, 490, 90)
