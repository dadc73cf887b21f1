"""Exchange rates that move and expire while carts are sold."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection

from app.carts import CART_ID
from app.catalog import VARIANT_ID
from app.core.clock import utc_now
from app.currencies import FX_QUOTE_ID
from app.wiring import Runtime
from tests.commands.test_checkout import CONFIRMED
from tests.support.carts import change, stored_cart
from tests.support.checkout import books_of, choose_deliveries, complete, restock
from tests.support.client import Client
from tests.support.conversion import let_rates_expire, move_rate, sell_in_more_currencies
from tests.support.shop import Shop

LUND = {"lastName": "Berg", "line1": "Storgatan 1", "city": "Lund", "postalCode": "222 22", "countryCode": "SE"}
IN_KRONOR = {"Tradewind-Country": "SE", "Tradewind-Currency": "SEK", "Tradewind-Language": "en"}
CREATE = """
mutation ($input: CartCreateInput!) {
  cartCreate(input: $input) { cart { token } userErrors { code path message } }
}
"""


@pytest.fixture(scope="module", autouse=True)
async def more_currencies(runtime: Runtime, shop: Shop, database_url: str) -> AsyncIterator[None]:
    connection = await asyncpg.connect(database_url)
    await sell_in_more_currencies(runtime, connection, shop)
    yield
    await connection.close()


@pytest.fixture
async def cart(client: Client, shop: Shop, connection: "Connection[Any]") -> dict[str, Any]:
    """A shirt for Lund at 11.20 kronor for a euro: 679.00."""
    await restock(connection, shop, shop.shirt_m, 10)
    await move_rate(client.runtime, "SEK", Decimal("11.20"))
    return await cart_in_kronor(client, shop)


async def cart_in_kronor(client: Client, shop: Shop) -> dict[str, Any]:
    made = await create(client, lines=[{"variantId": VARIANT_ID.encode(shop.shirt_m)}])
    bought = await change(
        client,
        "cartBuyerUpdate",
        "SE",
        token=made["cart"]["token"],
        email="ana@example.com",
        shippingAddress=LUND,
    )
    return await choose_deliveries(client, bought["cart"])


async def create(client: Client, **fields: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await client.data(CREATE, {"input": fields}, headers=IN_KRONOR))["cartCreate"]
    return payload


async def test_a_rate_that_moves_while_the_cart_is_sold_changes_nothing(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    shown = cart["cost"]["total"]["amount"]
    moving = asyncio.create_task(move_rate(client.runtime, "SEK", Decimal("12.00")))
    payloads = await asyncio.gather(*(complete(client, shop, cart, "sandbox-timeout") for _ in range(4)))
    await moving

    assert [payload["userErrors"] for payload in payloads] == [[]] * 4
    assert {payload["order"]["number"] for payload in payloads} == {payloads[0]["order"]["number"]}
    order = payloads[0]["order"]
    assert (order["cost"]["total"]["amount"], order["currencyCode"]) == (shown, "SEK")
    assert order["payments"][0]["amount"] == {"amount": shown, "currencyCode": "SEK"}
    assert await books_of(connection, cart) == CONFIRMED


async def test_each_cart_keeps_its_own_rate(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    await move_rate(client.runtime, "SEK", Decimal("12.00"))
    later = await cart_in_kronor(client, shop)

    first, second = await asyncio.gather(complete(client, shop, cart), complete(client, shop, later))

    prices = [each["order"]["lines"]["nodes"][0]["cost"]["total"]["amount"] for each in (first, second)]
    assert prices == ["679.00", "729.00"]
    rates = await connection.fetch("SELECT rate FROM order_fx_quote WHERE quote_code = 'SEK' ORDER BY pinned_at")
    assert [row["rate"] for row in rates][-2:] == [Decimal("11.20"), Decimal("12.00")]


async def test_an_expired_rate_is_refused_by_everybody_and_renewed_once(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    """The rate did not move: the shopper is asked all the same, since nobody holds it any more."""
    await let_rates_expire(connection, CART_ID.decode(cart["id"]))

    payloads = await asyncio.gather(*(complete(client, shop, cart) for _ in range(5)))

    codes = sorted(error["code"] for payload in payloads for error in payload["userErrors"])
    assert set(codes) <= {"FX_QUOTE_EXPIRED", "STALE_VERSION"}
    assert codes[0] == "FX_QUOTE_EXPIRED"
    assert [payload["order"] for payload in payloads] == [None] * 5
    books = await books_of(connection, cart)
    assert (books.cart_version, books.attempts, books.reservations) == (cart["version"] + 1, [], [])
    (pin,) = [row for row in await stored_cart(connection, cart["token"]) if "expires_at" in row and "rate" in row]
    assert pin["expires_at"] > utc_now()

    agreed = await complete(client, shop, cart, changes={"version": cart["version"] + 1})
    assert agreed["order"]["cost"]["total"]["amount"] == cart["cost"]["total"]["amount"]


async def test_a_quote_is_kept_for_some_minutes_after_its_rate_has_ended(
    client: Client, shop: Shop, connection: "Connection[Any]", cart: dict[str, Any]
) -> None:
    (pin,) = await connection.fetch("SELECT * FROM cart_fx_quote WHERE cart_id = $1", CART_ID.decode(cart["id"]))
    quote = FX_QUOTE_ID.encode(pin["effective_rate_id"])
    lines = [{"variantId": VARIANT_ID.encode(shop.shirt_m)}]
    await move_rate(client.runtime, "SEK", Decimal("12.00"))
    assert (await create(client, lines=lines, fxQuoteId=quote))["userErrors"] == []

    # A market that keeps quotes for a moment only has given up that one.
    await connection.execute("UPDATE market_pricing SET quote_minutes = 1")
    await connection.execute("ALTER TABLE effective_rate DISABLE TRIGGER USER")
    await connection.execute(
        "UPDATE effective_rate SET until = until - interval '2 minutes', since = since - interval '1 hour'"
        " WHERE id = $1",
        pin["effective_rate_id"],
    )
    await connection.execute("ALTER TABLE effective_rate ENABLE TRIGGER USER")
    await move_rate(client.runtime, "PLN", Decimal("4.30"))
    carts = await connection.fetchval("SELECT count(*) FROM cart")
    try:
        refused = await create(client, lines=lines, fxQuoteId=quote)
        added = await change(client, "cartLinesAdd", "SE", token=cart["token"], lines=lines, fxQuoteId=quote)
    finally:
        await connection.execute("UPDATE market_pricing SET quote_minutes = 30")

    assert refused["cart"] is None
    assert refused["userErrors"] == [
        {
            "code": "FX_QUOTE_EXPIRED",
            "path": ["input", "fxQuoteId"],
            "message": "This exchange rate into SEK has expired: rates are kept for 1 minutes. "
            "Please load the prices again.",
        }
    ]
    assert [error["code"] for error in added["userErrors"]] == ["FX_QUOTE_EXPIRED"]
    assert added["cart"]["version"] == cart["version"]
    assert await connection.fetchval("SELECT count(*) FROM cart") == carts


@pytest.mark.parametrize("quote", ["nonsense", FX_QUOTE_ID.encode(UUID(int=7)), "zloty"])
async def test_a_quote_that_is_none_of_the_carts_currency(
    client: Client, shop: Shop, connection: "Connection[Any]", quote: str
) -> None:
    if quote == "zloty":
        rate = await connection.fetchval("SELECT id FROM effective_rate WHERE quote_code = 'PLN' AND until IS NULL")
        quote = FX_QUOTE_ID.encode(rate)
    carts = await connection.fetchval("SELECT count(*) FROM cart")

    refused = await create(client, lines=[{"variantId": VARIANT_ID.encode(shop.shirt_m)}], fxQuoteId=quote)

    assert [(error["code"], error["path"]) for error in refused["userErrors"]] == [
        ("FX_QUOTE_NOT_FOUND", ["input", "fxQuoteId"])
    ]
    assert await connection.fetchval("SELECT count(*) FROM cart") == carts
