"""What a list shows, what filters and search go by, what the cart charges and what the order keeps is one number."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest
from asyncpg import Connection

from app.carts import CART_ID
from app.catalog import VARIANT_ID
from app.core.settings import Settings
from app.wiring import Runtime
from search import index_all
from tests.support.carts import change, open_cart
from tests.support.checkout import choose_deliveries, complete, open_order
from tests.support.client import Client
from tests.support.conversion import (
    forget_prices,
    let_rates_expire,
    move_rate,
    plan_sale,
    sell_in_more_currencies,
)
from tests.support.shop import Shop

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Place:
    """Where somebody shops, and what the shirt costs there."""

    country: str
    currency: str
    shirt: str
    """Of the list in euro or the market's own, converted and rounded by hand beside each."""
    unit: str
    address: Mapping[str, str]
    own_currency: bool = True

    @property
    def headers(self) -> dict[str, str]:
        named = {} if self.own_currency else {"Tradewind-Currency": self.currency}
        return {"Tradewind-Country": self.country, "Tradewind-Language": "en", **named}


BERLIN = {"lastName": "Keller", "line1": "Torstr. 1", "city": "Berlin", "postalCode": "10119"}
LEEDS = {"lastName": "Lee", "line1": "1 High St", "city": "Leeds", "postalCode": "LS1 1AA"}
COLUMBUS = {"lastName": "Lee", "line1": "1 Main St", "city": "Columbus", "region": "OH", "postalCode": "43215"}
GUANGZHOU = {"lastName": "李", "line1": "中山路1号", "city": "广州市", "region": "广东省", "postalCode": "510000"}
TOKYO = {"lastName": "山田", "line1": "道玄坂1-2-3", "region": "東京都", "postalCode": "150-0043"}
DUBAI = {"lastName": "محمد", "line1": "شارع الشيخ زايد 1", "region": "دبي"}
LUND = {"lastName": "Berg", "line1": "Storgatan 1", "city": "Lund", "postalCode": "222 22"}
KRAKOW = {"lastName": "Nowak", "line1": "Rynek 1", "city": "Kraków", "postalCode": "31-042"}

PLACES = [
    Place("DE", "EUR", "59.90", "0.01", BERLIN),
    Place("GB", "GBP", "52.00", "0.01", LEEDS),
    Place("US", "USD", "64.00", "0.01", COLUMBUS),
    Place("CN", "CNY", "459.00", "0.01", GUANGZHOU),
    Place("JP", "JPY", "9800", "1", TOKYO),
    Place("AE", "AED", "239.00", "0.01", DUBAI),
    # 59.90 x 11.20 x 1.015 = 680.94, and the nearest price that ends in 9 is 679.
    Place("SE", "SEK", "679.00", "0.01", LUND, own_currency=False),
    # 59.90 x 4.25 x 1.015 = 258.39, and the nearest that ends in .99 is 257.99.
    Place("PL", "PLN", "257.99", "0.01", KRAKOW, own_currency=False),
]
LUND_IN_KRONOR = PLACES[6]

SHOWN = """
query Shown($filters: [ProductFilterInput!], $query: String!) {
  context { currencyCode fallbacks { argument } }
  products(first: 10, sort: PRICE_HIGH_TO_LOW, filters: $filters) {
    nodes { slug priceRange { min { displayed { amount currencyCode } } } variants(first: 5) { nodes { ...Priced } } }
  }
  product(slug: "linen-shirt") { variants(first: 5) { nodes { ...Priced } } }
  search(query: $query, first: 10, filters: $filters) {
    nodes { slug priceRange { min { displayed { amount currencyCode } } } }
  }
}
fragment Priced on ProductVariant { id price { displayed { amount currencyCode } fxQuote { id rate } } }
"""


@pytest.fixture(scope="module", autouse=True)
async def more_currencies(runtime: Runtime, settings: Settings, shop: Shop, database_url: str) -> None:
    """The small shop, indexed, which sells in kronor and zlotys too."""
    connection = await asyncpg.connect(database_url)
    try:
        await sell_in_more_currencies(runtime, connection, shop)
    finally:
        await connection.close()
    assert await index_all(settings) == 2


async def shown(client: Client, place: Place, filters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return await client.data(SHOWN, {"filters": filters or [], "query": "linen shirt"}, headers=place.headers)


async def found_between(client: Client, place: Place, least: Decimal, most: Decimal) -> tuple[bool, bool]:
    """Whether the list and the search show the shirt among what costs so much."""
    data = await shown(client, place, [{"price": {"min": str(least), "max": str(most)}}])
    lists = [{node["slug"] for node in data[name]["nodes"]} for name in ("products", "search")]
    return "linen-shirt" in lists[0], "linen-shirt" in lists[1]


async def filled_cart(client: Client, shop: Shop, place: Place, quantity: int = 2, **more: Any) -> dict[str, Any]:
    """A cart of shirts whose buyer lives there, with a delivery chosen."""
    document = (
        "mutation ($input: CartCreateInput!) { cartCreate(input: $input) { cart { token } userErrors { code } } }"
    )
    lines = [{"variantId": VARIANT_ID.encode(shop.shirt_m), "quantity": quantity}]
    made = (await client.data(document, {"input": {"lines": lines, **more}}, headers=place.headers))["cartCreate"]
    assert made["userErrors"] == []
    token = made["cart"]["token"]
    address = {**place.address, "countryCode": place.country}
    bought = await change(
        client, "cartBuyerUpdate", place.country, token=token, email="ana@example.com", shippingAddress=address
    )
    assert (bought["userErrors"], bought["warnings"]) == ([], [])
    return await choose_deliveries(client, bought["cart"])


def line_of(cart: dict[str, Any]) -> tuple[str, str, str]:
    (line,) = cart["lines"]["nodes"]
    displayed = line["price"]["displayed"]
    return displayed["amount"], displayed["currencyCode"], line["cost"]["total"]["amount"]


FX_QUOTES = """
query ($token: CartToken!) {
  cart(token: $token) { version currencyCode warnings { code path }
    fxQuotes { id baseCurrencyCode currencyCode rate fee source expiresAt } }
}
"""


async def kept_rates(client: Client, cart: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(FX_QUOTES, {"token": cart["token"]}))["cart"]
    return found


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.country}-{place.currency}")
async def test_one_price_from_the_list_to_the_order(client: Client, shop: Shop, place: Place) -> None:
    data = await shown(client, place)
    expected = {"amount": place.shirt, "currencyCode": place.currency}
    assert data["context"] == {"currencyCode": place.currency, "fallbacks": []}
    shirt, mug = data["products"]["nodes"]
    assert (shirt["slug"], mug["slug"]) == ("linen-shirt", "stoneware-mug")
    variants = [*shirt["variants"]["nodes"], *data["product"]["variants"]["nodes"]]
    assert [variant["price"]["displayed"] for variant in variants] == [expected] * 4
    assert shirt["priceRange"]["min"]["displayed"] == expected
    (hit,) = [node for node in data["search"]["nodes"] if node["slug"] == "linen-shirt"]
    assert hit["priceRange"]["min"]["displayed"] == expected

    price, unit = Decimal(place.shirt), Decimal(place.unit)
    assert await found_between(client, place, price, price) == (True, True)
    assert await found_between(client, place, price + unit, price * 2) == (False, False)
    assert await found_between(client, place, unit, price - unit) == (False, False)

    cart = await filled_cart(client, shop, place)
    twice = str(price * 2)
    assert line_of(cart) == (place.shirt, place.currency, twice)
    assert (cart["currencyCode"], cart["cost"]["subtotal"]["amount"]) == (place.currency, twice)

    sold = await complete(client, shop, cart)
    assert sold["userErrors"] == []
    order = await open_order(client, sold["order"]["token"])
    (line,) = order["lines"]["nodes"]
    assert (line["cost"]["total"]["amount"], order["currencyCode"]) == (twice, place.currency)
    assert order["cost"] | {"total": None} == sold["order"]["cost"] | {"total": None}
    for part in ("subtotal", "shipping", "tax", "total"):
        assert (order["cost"][part] or {}).get("amount") == (cart["cost"][part] or {}).get("amount")
    (payment,) = order["payments"]
    assert payment["amount"] == {"amount": order["cost"]["total"]["amount"], "currencyCode": place.currency}


async def test_a_rate_that_moves_changes_the_list_and_not_the_cart(
    client: Client, shop: Shop, settings: Settings, connection: "Connection[Any]"
) -> None:
    place = LUND_IN_KRONOR
    cart = await filled_cart(client, shop, place)
    version = cart["version"]
    try:
        # 59.90 x 12.00 x 1.015 = 729.58, and the nearest price that ends in 9 is 729.
        await move_rate(client.runtime, "SEK", Decimal("12.00"))
        await index_all(settings)  # a job does so: nothing else runs here

        data = await shown(client, place)
        assert data["products"]["nodes"][0]["priceRange"]["min"]["displayed"]["amount"] == "729.00"
        assert await found_between(client, place, Decimal("729.00"), Decimal("729.00")) == (True, True)
        assert await found_between(client, place, Decimal("679.00"), Decimal("679.00")) == (False, False)
        still = await open_cart(client, cart["token"], place.country)
        assert (still["version"], line_of(still)) == (version, ("679.00", "SEK", "1358.00"))
        assert still["cost"] == cart["cost"]
        kept = await kept_rates(client, cart)
        assert kept["warnings"] == []
        (pin,) = kept["fxQuotes"]
        assert (pin["baseCurrencyCode"], pin["currencyCode"], pin["rate"], pin["fee"], pin["source"]) == (
            "EUR",
            "SEK",
            "11.2",
            "0.015",
            "MANUAL",
        )

        more = await change(
            client,
            "cartLinesAdd",
            place.country,
            token=cart["token"],
            lines=[{"variantId": VARIANT_ID.encode(shop.shirt_m), "quantity": 1}],
        )
        assert (line_of(more["cart"]), more["warnings"]) == (("679.00", "SEK", "2037.00"), [])

        await let_rates_expire(connection, CART_ID.decode(cart["id"]))
        expired = await kept_rates(client, cart)
        assert [(warning["code"], warning["path"][0]) for warning in expired["warnings"]][:2] == [
            ("FX_QUOTE_EXPIRED", "fxQuotes"),
            ("PRICE_CHANGED", "lines"),
        ]
        assert line_of(await open_cart(client, cart["token"], place.country))[0] == "679.00"

        refused = await complete(client, shop, more["cart"])
        assert {error["code"] for error in refused["userErrors"]} == {"FX_QUOTE_EXPIRED", "PRICE_CHANGED"}
        assert refused["userErrors"][0]["code"] == "FX_QUOTE_EXPIRED"
        anew = await open_cart(client, cart["token"], place.country)
        assert (anew["version"], line_of(anew)) == (more["cart"]["version"] + 1, ("729.00", "SEK", "2187.00"))
        renewed = await kept_rates(client, cart)
        assert (renewed["warnings"], renewed["fxQuotes"][0]["rate"]) == ([], "12")

        sold = await complete(client, shop, anew)
        assert sold["userErrors"] == []
        order = await open_order(client, sold["order"]["token"])
        assert order["lines"]["nodes"][0]["cost"]["total"]["amount"] == "2187.00"
        document = "query ($token: OrderToken!) { order(token: $token) { fxQuotes { currencyCode rate fee } } }"
        (rate,) = (await client.data(document, {"token": order["token"]}))["order"]["fxQuotes"]
        assert rate == {"currencyCode": "SEK", "rate": "12", "fee": "0.015"}
    finally:
        await move_rate(client.runtime, "SEK", Decimal("11.20"))


async def test_a_quote_of_the_page_is_kept_though_the_rate_moves_before_the_cart_is_made(
    client: Client, shop: Shop
) -> None:
    place = LUND_IN_KRONOR
    (variant, _) = (await shown(client, place))["product"]["variants"]["nodes"]
    quote = variant["price"]["fxQuote"]["id"]
    try:
        await move_rate(client.runtime, "SEK", Decimal("12.00"))

        as_shown = await filled_cart(client, shop, place, fxQuoteId=quote)
        without = await filled_cart(client, shop, place)

        assert line_of(as_shown)[0] == "679.00"
        assert line_of(without)[0] == "729.00"
    finally:
        await move_rate(client.runtime, "SEK", Decimal("11.20"))


async def test_a_sale_that_begins_meanwhile_is_shown_before_it_is_charged(
    client: Client, shop: Shop, settings: Settings, connection: "Connection[Any]"
) -> None:
    place = LUND_IN_KRONOR
    await plan_sale(
        client.runtime,
        connection,
        "evening",
        10,
        timedelta(seconds=3),
        product_ids=[shop.shirt],
        market_ids=[shop.markets["eu"]],
    )
    try:
        cart = await filled_cart(client, shop, place)
        assert line_of(cart)[0] == "679.00"
        await asyncio.sleep(3)
        await index_all(settings)

        # 10 % off 679.00 is 611.10.
        data = await shown(client, place)
        assert data["products"]["nodes"][0]["priceRange"]["min"]["displayed"]["amount"] == "611.10"
        assert await found_between(client, place, Decimal("611.10"), Decimal("611.10")) == (True, True)
        kept = await kept_rates(client, cart)
        assert [warning["code"] for warning in kept["warnings"]] == ["PRICE_CHANGED"]
        refused = await complete(client, shop, cart)
        assert [error["code"] for error in refused["userErrors"]] == ["PRICE_CHANGED"]
        anew = await open_cart(client, cart["token"], place.country)
        assert (anew["version"], line_of(anew)) == (cart["version"] + 1, ("611.10", "SEK", "1222.20"))
        sold = await complete(client, shop, anew)
        assert (sold["userErrors"], sold["order"]["lines"]["nodes"][0]["cost"]["total"]["amount"]) == ([], "1222.20")
    finally:
        await connection.execute("DELETE FROM sale WHERE code = 'evening'")
        forget_prices(client.runtime)
