"""Bad input to checkout, over HTTP: a clear answer, and nothing has changed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection

from app.catalog import VARIANT_ID
from app.core.ids import new_id
from app.core.secrets import hash_secret
from app.payments import PAYMENT_METHOD_ID
from tests.support.carts import BERLIN, cart_with, change, stored_cart
from tests.support.checkout import COMPLETE, RETURN_URL, books_of, complete, ready_cart, restock
from tests.support.client import Client
from tests.support.shop import Shop

NOTHING: list[list[str]] = [[], [], [], [], []]


@pytest.fixture
async def cart(client: Client, shop: Shop, connection: "Connection[Any]") -> dict[str, Any]:
    await restock(connection, shop, shop.shirt_m, 10)
    return await ready_cart(client, shop.shirt_m)


def codes_of(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


async def written(connection: "Connection[Any]", cart: dict[str, Any]) -> list[list[str]]:
    books = await books_of(connection, cart)
    return [books.attempts, books.orders, books.payments, books.charges, books.reservations]


async def test_a_stale_version(client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]) -> None:
    before = await stored_cart(connection, cart["token"])

    payload = await complete(client, shop, cart, changes={"version": 2}, headers={"Tradewind-Language": "FR"})

    assert payload["userErrors"] == [
        {
            "code": "STALE_VERSION",
            "message": "Le panier a changé entre-temps. Vérifiez-le, puis payez à nouveau.",
            "path": ["input", "version"],
            "retryable": False,
            "detail": {"currentVersion": 3},
        }
    ]
    assert (payload["order"], payload["nextAction"], payload["replayed"], payload["warnings"]) == (
        None,
        None,
        False,
        [],
    )
    assert await stored_cart(connection, cart["token"]) == before
    assert await written(connection, cart) == NOTHING


@pytest.mark.parametrize(
    "method_id",
    [
        "",
        "sandbox-approve",
        PAYMENT_METHOD_ID.encode(new_id()),
        VARIANT_ID.encode(new_id()),
        "payment_method_zzz",
        "💳",
    ],
    ids=["empty", "code", "unknown", "of a variant", "malformed", "emoji"],
)
async def test_a_forged_payment_method(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], method_id: str
) -> None:
    payload = await complete(client, shop, cart, changes={"method": method_id})

    assert codes_of(payload) == ["PAYMENT_METHOD_UNAVAILABLE"]
    assert payload["userErrors"][0]["path"] == ["input", "payment", "methodId"]
    assert await written(connection, cart) == NOTHING


async def test_a_method_that_does_not_serve_the_country(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    method_id = shop.payment_methods["sandbox-approve"]
    limits = "UPDATE payment_method SET country_codes = $2 WHERE id = $1"
    await connection.execute(limits, method_id, '["JP"]')
    try:
        payload = await complete(client, shop, cart)
        options = await payment_options(client, cart["token"])
    finally:
        await connection.execute(limits, method_id, None)

    assert codes_of(payload) == ["PAYMENT_METHOD_UNAVAILABLE"]
    assert await written(connection, cart) == NOTHING
    assert [option["available"] for option in options] == [False, True, True, True, True, True]
    assert options[0] == {
        "method": {"id": PAYMENT_METHOD_ID.encode(method_id), "name": "Test card, approved", "kind": "CARD"},
        "available": False,
        "reason": "Not available in the country of delivery.",
    }
    assert options[1]["reason"] is None


async def payment_options(client: Client, token: str) -> list[dict[str, Any]]:
    document = """
    query ($token: CartToken!) {
      cart(token: $token) { paymentOptions { method { id name kind } available reason } }
    }
    """
    options: list[dict[str, Any]] = (await client.data(document, {"token": token}))["cart"]["paymentOptions"]
    return options


@pytest.mark.parametrize("token", ["", "cart_secret_x", "order_secret_x", "💥" * 1000])
async def test_a_token_that_opens_no_cart(client: Client, shop: Shop, cart: dict[str, Any], token: str) -> None:
    payload = await complete(client, shop, cart, changes={"token": token})

    assert codes_of(payload) == ["CART_NOT_FOUND"]
    assert payload["userErrors"][0]["path"] == ["input", "token"]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb"])
async def test_a_key_that_is_none(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], key: str
) -> None:
    payload = await complete(client, shop, cart, changes={"key": key})

    assert codes_of(payload) == ["INVALID_IDEMPOTENCY_KEY"]
    assert await written(connection, cart) == NOTHING


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://front.example/", "//front.example/", "https://a b/"])
async def test_a_return_url_that_is_no_web_address(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any], url: str
) -> None:
    variables = variables_of(shop, cart) | {"returnUrl": url}

    answer = await client.ask(COMPLETE, variables)

    assert "data" not in answer
    (error,) = answer["errors"]
    assert "a URL starts with https:// or http:// and has no spaces" in error["message"]
    assert await written(connection, cart) == NOTHING


def variables_of(shop: Shop, cart: dict[str, Any]) -> dict[str, Any]:
    method_id = PAYMENT_METHOD_ID.encode(shop.payment_methods["sandbox-approve"])
    return {
        "token": cart["token"],
        "version": cart["version"],
        "method": method_id,
        "returnUrl": RETURN_URL,
        "key": str(uuid4()),
    }


async def test_an_expired_cart(client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]) -> None:
    ended = "UPDATE cart SET expires_at = now() - interval '1 s' WHERE token_hash = $1"
    await connection.execute(ended, hash_secret(cart["token"]))

    assert codes_of(await complete(client, shop, cart)) == ["CART_EXPIRED"]
    assert await written(connection, cart) == NOTHING


async def test_an_incomplete_cart_says_everything_that_is_missing(
    client: Client, shop: Shop, connection: "Connection[Any]"
) -> None:
    await restock(connection, shop, shop.shirt_m, 10)
    empty = await cart_with(client)
    bare = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 1))
    undelivered = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 1))
    undelivered = (
        await change(
            client, "cartBuyerUpdate", token=undelivered["token"], email="a@example.com", shippingAddress=BERLIN
        )
    )["cart"]

    assert codes_of(await complete(client, shop, empty)) == ["CART_EMPTY"]
    assert codes_of(await complete(client, shop, bare)) == ["EMAIL_MISSING", "ADDRESS_MISSING"]
    assert codes_of(await complete(client, shop, undelivered)) == ["DELIVERY_NOT_SELECTED"]
    for each in (empty, bare, undelivered):
        assert await written(connection, each) == NOTHING


async def test_a_price_that_changed_is_shown_before_it_is_charged(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    await set_price(connection, shop, shop.shirt_m, 6500)
    try:
        key = str(uuid4())
        refused = await complete(client, shop, cart, key=key)
        assert codes_of(refused) == ["PRICE_CHANGED"]
        assert refused["userErrors"][0]["path"] == ["lines", cart["lines"]["nodes"][0]["id"]]
        assert await written(connection, cart) == NOTHING

        stale = await complete(client, shop, cart, key=key)
        assert [error["detail"] for error in stale["userErrors"]] == [{"currentVersion": 4}]

        agreed = await complete(client, shop, cart, key=key, changes={"version": 4})
        assert agreed["order"]["cost"]["total"]["amount"] == "70.80"
        assert agreed["replayed"] is False
    finally:
        await set_price(connection, shop, shop.shirt_m, 5990)


async def set_price(connection: "Connection[Any]", shop: Shop, variant: UUID, amount: int) -> None:
    await connection.execute(
        "UPDATE price SET amount = $3 FROM price_list l"
        " WHERE l.id = price_list_id AND $2 = ANY (l.market_ids) AND variant_id = $1",
        variant,
        shop.markets["eu"],
        amount,
    )


async def test_stock_that_is_gone_is_not_sold(client: Client, shop: Shop, connection: "Connection[Any]") -> None:
    await restock(connection, shop, shop.shirt_m, 10)
    cart = await ready_cart(client, shop.shirt_m, 5)
    await restock(connection, shop, shop.shirt_m, 4)
    before = await stored_cart(connection, cart["token"])

    payload = await complete(client, shop, cart, headers={"Tradewind-Country": "JP", "Tradewind-Language": "JA"})

    assert payload["userErrors"] == [
        {
            "code": "INSUFFICIENT_STOCK",
            "message": "在庫は残り4点です。数量を減らしてください。",
            "path": ["lines", cart["lines"]["nodes"][0]["id"]],
            "retryable": False,
            "detail": {"available": 4},
        }
    ]
    assert await stored_cart(connection, cart["token"]) == before
    assert await written(connection, cart) == NOTHING


async def test_another_ones_key_is_another_key(client: Client, shop: Shop, cart: dict[str, Any]) -> None:
    other = await ready_cart(client, shop.shirt_m)
    key = str(uuid4())

    first = await complete(client, shop, cart, key=key)
    second = await complete(client, shop, other, key=key)

    assert (first["replayed"], second["replayed"]) == (False, False)
    assert first["order"]["number"] != second["order"]["number"]


async def test_where_tax_is_unknown_the_order_says_so(client: Client, shop: Shop) -> None:
    cart = await cart_with(client, (VARIANT_ID.encode(shop.mug_variant), 1), country="US")
    address = {  # of the armed forces in the Americas: no state, and no rate
        "firstName": "Ana",
        "lastName": "Keller",
        "line1": "Unit 1",
        "city": "APO",
        "region": "AA",
        "postalCode": "34001",
        "countryCode": "US",
    }
    bought = await change(
        client, "cartBuyerUpdate", country="US", token=cart["token"], email="ana@example.com", shippingAddress=address
    )
    groups = bought["cart"]["deliveryGroups"]
    selections = [{"groupId": group["id"], "optionId": group["options"][0]["id"]} for group in groups]
    ready = await change(client, "cartDeliverySelect", country="US", token=cart["token"], selections=selections)

    order = (await complete(client, shop, ready["cart"], headers={"Tradewind-Country": "US"}))["order"]

    assert [warning["code"] for warning in order["warnings"]] == ["DUTIES_NOT_INCLUDED", "TAXES_NOT_INCLUDED"]
    assert (order["cost"]["tax"], order["cost"]["taxIncluded"], order["currencyCode"]) == (None, False, "USD")
    assert order["cost"]["total"]["formatted"].startswith("$")
