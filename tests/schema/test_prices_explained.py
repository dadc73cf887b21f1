"""A price tells how it came about, what it is per litre, what more pieces cost, and what it was and will be."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import PRODUCT_ID, VARIANT_ID
from app.identity import Scope
from app.pricing import PriceBookCache, assume_past
from tests.support.client import Client
from tests.support.conversion import forget_prices, sell_in_more_currencies
from tests.support.shop import Shop
from tests.support.staff import Headers, staff_headers, write

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

PRICE = """
query Price($id: ID!, $quantity: Int! = 1, $at: DateTime, $as: PriceAudienceInput) {
  node(id: $id) { ... on ProductVariant { price(quantity: $quantity, at: $at, as: $as) {
    displayed { amount currencyCode formatted } gross { amount } net { amount } tax { amount } taxRate
    taxes { name rate amount { amount } }
    compareAt { amount } priorPrice { amount } discountPercent validUntil
    unitPrice { amount { amount } perQuantity perUnit formatted }
    tiers { minQuantity price { displayed { amount } } }
    fxQuote { baseCurrencyCode currencyCode rate fee source isStale }
    explain { step rule source before { amount currencyCode } after { amount currencyCode } }
  } } }
}
"""
HISTORY = """
query History($id: ID!, $from: DateTime, $to: DateTime) {
  node(id: $id) { ... on ProductVariant { priceHistory(from: $from, to: $to) {
    since price { displayed { amount } compareAt { amount } }
  } } }
}
"""
OK = "userErrors { code path message }"


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    """Headers of a token that may see and change prices."""
    del client, shop  # the shop is there, and the schema
    return await staff_headers(database_url, "Grace", [Scope.PRICING_READ, Scope.PRICING_WRITE])


@pytest.fixture(scope="module", autouse=True)
async def a_shop_with_a_past(client: Client, shop: Shop, staff: Headers, database_url: str) -> None:
    """The prices have been what they are since January; kronor are converted; four mugs cost less each, 250 ml are in
    one, and a sale takes a quarter off shirts."""
    connection = await asyncpg.connect(database_url)
    try:
        await sell_in_more_currencies(client.runtime, connection, shop)
        await connection.execute(
            "UPDATE product_variant SET content_quantity = 250, content_unit = 'milliliter' WHERE id = $1",
            shop.mug_variant,
        )
    finally:
        await connection.close()
    async with client.runtime.database.transaction() as session:
        await assume_past(session, datetime(2026, 1, 1, tzinfo=UTC))
    row = {"variantId": VARIANT_ID.encode(shop.mug_variant), "priceListCode": "eu", "minQuantity": 4, "amount": "4.99"}
    set_them = await write(client, staff, "pricesSet", f"{OK} results {{ {OK} }}", prices=[row], mode="ALL_OR_NOTHING")
    assert (set_them["userErrors"], set_them["results"][0]["userErrors"]) == ([], [])
    sale = await write(
        client,
        staff,
        "saleCreate",
        OK,
        code="shirts",
        names=[{"languageCode": "EN", "name": "Shirts"}],
        kind="PERCENT",
        percent="25",
        targets={"productIds": [_product(shop)]},
    )
    assert sale["userErrors"] == []
    forget_prices(client.runtime)


def _product(shop: Shop) -> str:
    return PRODUCT_ID.encode(shop.shirt)


async def price(client: Client, variant: Any, headers: Headers | None = None, **given: Any) -> dict[str, Any]:
    data = await client.data(PRICE, {"id": VARIANT_ID.encode(variant), **given}, headers=headers or {})
    found: dict[str, Any] = data["node"]["price"]
    return found


async def test_steps_lead_to_the_price(client: Client, shop: Shop, staff: Headers) -> None:
    found = await price(client, shop.shirt_m, staff)
    # 59.90 less a quarter is 44.925, half up 44.93; of that 19/119 is 7.1737, so 37.76 and 7.17.
    assert (found["displayed"]["amount"], found["net"]["amount"], found["tax"]["amount"]) == ("44.93", "37.76", "7.17")
    assert found["taxes"] == [{"name": "VAT", "rate": "0.19", "amount": {"amount": "7.17"}}]
    steps = found["explain"]
    assert [(step["step"], step["after"]["amount"]) for step in steps] == [
        ("ROW", "59.90"),
        ("REDUCTION", "44.93"),
        ("TAX", "44.93"),
    ]
    assert [step["source"] for step in steps[:2]] == ["eu", "shirts"]
    assert steps[0]["before"] is None
    assert [step["before"] for step in steps[1:]] == [step["after"] for step in steps[:-1]]


async def test_shoppers_see_the_amounts_and_not_the_rules(client: Client, shop: Shop) -> None:
    steps = (await price(client, shop.shirt_m))["explain"]
    assert [step["after"]["amount"] for step in steps] == ["59.90", "44.93", "44.93"]
    assert {step["rule"] for step in steps} | {step["source"] for step in steps} == {None}


async def test_a_reduction_is_counted_from_the_lowest_price_of_thirty_days(client: Client, shop: Shop) -> None:
    found = await price(client, shop.shirt_m)
    # 44.93 is 24.99 % below 59.90, and a percentage is never rounded up.
    assert (found["compareAt"]["amount"], found["priorPrice"]["amount"], found["discountPercent"]) == (
        "59.90",
        "59.90",
        24,
    )
    british = await price(client, shop.shirt_m, {"Tradewind-Country": "GB"})
    assert (british["displayed"]["amount"], british["priorPrice"], british["discountPercent"]) == ("39.00", None, 25)


async def test_a_price_that_is_not_reduced_claims_nothing(client: Client, shop: Shop) -> None:
    found = await price(client, shop.mug_variant)
    assert (found["compareAt"], found["priorPrice"], found["discountPercent"], found["fxQuote"]) == (None,) * 4


async def test_tiers_and_the_price_at_another_quantity(client: Client, shop: Shop) -> None:
    one, four = await price(client, shop.mug_variant), await price(client, shop.mug_variant, quantity=4)
    assert (one["displayed"]["amount"], four["displayed"]["amount"]) == ("5.99", "4.99")
    assert one["tiers"] == [{"minQuantity": 4, "price": {"displayed": {"amount": "4.99"}}}]
    for quantity in (0, -1, 1_000_001):
        answer = await client.ask(PRICE, {"id": VARIANT_ID.encode(shop.mug_variant), "quantity": quantity})
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_a_litre_of_mugs(client: Client, shop: Shop) -> None:
    # 5.99 for 250 ml is 23.96 a litre: the directive names the litre.
    found = await price(client, shop.mug_variant, {"Tradewind-Language": "de"})
    assert found["unitPrice"] == {
        "amount": {"amount": "23.96"},
        "perQuantity": "1",
        "perUnit": "liter",
        "formatted": "23,96\xa0€/l",
    }
    assert (await price(client, shop.shirt_m))["unitPrice"] is None


async def test_a_converted_price_names_its_rate(client: Client, shop: Shop, staff: Headers) -> None:
    headers = {"Tradewind-Country": "SE", "Tradewind-Currency": "SEK"}
    found = await price(client, shop.mug_variant, {**staff, **headers})
    # 5.99 x 11.20 x 1.015 = 68.09, and the nearest price that ends in 9 is 69.
    assert found["displayed"]["amount"] == "69.00"
    assert found["fxQuote"] == {
        "baseCurrencyCode": "EUR",
        "currencyCode": "SEK",
        "rate": "11.2",
        "fee": "0.015",
        "source": "MANUAL",
        "isStale": False,
    }
    assert [(step["step"], step["after"]["amount"], step["after"]["currencyCode"]) for step in found["explain"]] == [
        ("ROW", "5.99", "EUR"),
        ("CONVERSION", "68.09", "SEK"),
        ("ROUNDING", "69.00", "SEK"),
        ("TAX", "69.00", "SEK"),
    ]


async def test_staff_see_other_times_and_other_shoppers(client: Client, shop: Shop, staff: Headers) -> None:
    before = await price(client, shop.shirt_m, staff, at="2026-06-01T00:00:00Z")
    assert (before["displayed"]["amount"], before["compareAt"]) == ("59.90", None)
    elsewhere = await price(client, shop.shirt_m, staff, **{"as": {"market": "jp"}})
    # 9,800 yen less a quarter.
    assert elsewhere["displayed"]["amount"] == "7350"
    for asked in (
        {"market": "atlantis"},
        {"market": "uk", "countryCode": "DE"},
        {"currencyCode": "JPY"},
        {"channel": "x"},
    ):
        answer = await client.ask(PRICE, {"id": VARIANT_ID.encode(shop.shirt_m), "as": asked}, headers=staff)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"], asked


@pytest.mark.parametrize("asked", [{"at": "2026-06-01T00:00:00Z"}, {"as": {"market": "jp"}}])
async def test_shoppers_see_neither(client: Client, shop: Shop, asked: dict[str, Any]) -> None:
    answer = await client.ask(PRICE, {"id": VARIANT_ID.encode(shop.shirt_m), **asked})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    assert answer["data"] == {"node": {"price": None}}


async def test_a_chart_of_what_it_cost(client: Client, shop: Shop) -> None:
    assert client.runtime.parts[PriceBookCache]
    start = datetime.now(UTC) - timedelta(days=60)
    data = await client.data(HISTORY, {"id": VARIANT_ID.encode(shop.shirt_m), "from": start.isoformat()})
    points = data["node"]["priceHistory"]
    assert datetime.fromisoformat(points[0]["since"]) == start
    assert [point["price"]["displayed"]["amount"] for point in points] == ["59.90", "44.93"]
    assert [point["price"]["compareAt"] for point in points] == [None, {"amount": "59.90"}]
    for span in (
        {"from": "2027-01-01T00:00:00Z"},
        {"from": "2020-01-01T00:00:00Z"},
        {"from": "2026-05-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"},
    ):
        answer = await client.ask(HISTORY, {"id": VARIANT_ID.encode(shop.shirt_m), **span})
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"], span


async def test_a_range_is_written_as_people_write_it(client: Client, shop: Shop) -> None:
    asked = "query ($id: ID!) { node(id: $id) { ... on Product { priceRange { formatted } } } }"
    headers = {"Tradewind-Language": "de"}
    data = await client.data(asked, {"id": PRODUCT_ID.encode(shop.shirt)}, headers=headers)
    assert data["node"]["priceRange"]["formatted"] == "44,93\xa0€"
    row = {"variantId": VARIANT_ID.encode(shop.shirt_l), "priceListCode": "eu", "amount": "79.90"}
    staff = await staff_headers(client.runtime.settings.database_url, "Ada", [Scope.PRICING_WRITE])
    written = await write(client, staff, "pricesSet", OK, prices=[row], mode="ALL_OR_NOTHING")
    assert written["userErrors"] == []
    # 79.90 less a quarter is 59.925, half up 59.93.
    data = await client.data(asked, {"id": PRODUCT_ID.encode(shop.shirt)}, headers=headers)
    assert data["node"]["priceRange"]["formatted"] == "44,93–59,93\xa0€"
