"""`priceSimulate` over HTTP: what staff see, why a change is refused, and that nothing is written."""

from decimal import Decimal
from typing import TypeAlias

import asyncpg
import pytest

from app.identity import Scope
from tests.support.client import Client
from tests.support.shop import Shop
from tests.support.staff import Headers, staff_headers

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ASKED = """query ($input: PriceSimulateInput!) { priceSimulate(input: $input) {
  markets {
    marketCode countryCode currencyCode cheaper dearer noLongerSold newlySold
    lowestChangePercent highestChangePercent meanChangePercent
    examples { sku before { amount currencyCode } after { amount } }
  }
  userErrors { code path }
} }"""


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    assert client.runtime
    assert shop
    return await staff_headers(database_url, "Grace", [Scope.PRICING_READ])


async def test_a_sale_that_is_tried(client: Client, staff: Headers, connection: Connection) -> None:
    sale = {
        "code": "try", "names": [{"languageCode": "EN", "name": "Try"}], "kind": "PERCENT", "percent": "20",
        "marketCodes": ["eu"], "startsAt": "2099-01-01T00:00", "targets": {"brandIds": []},
    }  # fmt: skip
    told = (await client.data(ASKED, {"input": {"sale": sale}}, headers=staff))["priceSimulate"]
    assert told["userErrors"] == []
    (market,) = told["markets"]
    amounts = [
        row["amount"]
        for row in await connection.fetch(
            "SELECT amount FROM price JOIN price_list AS list ON list.id = price_list_id WHERE list.code = 'eu'"
        )
    ]
    changes = {5990: Decimal(-20), 599: Decimal(479 - 599) * 100 / 599}
    mean = sum((changes[each] for each in amounts), Decimal(0)) / len(amounts)
    examples = market.pop("examples")
    assert market == {
        "marketCode": "eu", "countryCode": "DE", "currencyCode": "EUR", "cheaper": len(amounts), "dearer": 0,
        "noLongerSold": 0, "newlySold": 0, "lowestChangePercent": "-20.03", "highestChangePercent": "-20.00",
        "meanChangePercent": f"{mean:.2f}",
    }  # fmt: skip
    assert {"59.90", "5.99"} >= {each["before"]["amount"] for each in examples}
    assert {each["before"]["amount"]: each["after"]["amount"] for each in examples} == {
        "59.90": "47.92",
        "5.99": "4.79",  # 4.792, half up
    }
    assert await connection.fetchval("SELECT count(*) FROM sale") == 0


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (
            {"prices": {"priceListId": "nothing", "by": {"percent": "5"}}},
            ["input", "prices", "priceListId"],
            "PRICE_LIST_NOT_FOUND",
        ),
        (
            {"marketPricing": {"marketCode": "eu", "conversionFee": "1"}},
            ["input", "marketPricing", "conversionFee"],
            "FEE_OUT_OF_RANGE",
        ),
        (
            {"exchangeRate": {"base": "EUR", "quote": "USD", "rate": "0"}},
            ["input", "exchangeRate", "rate"],
            "NUMBER_OUT_OF_RANGE",
        ),
        (
            {"roundingRule": {"currencyCode": "EUR", "bands": [{"from": "0", "step": "0", "ending": "0"}]}},
            ["input", "roundingRule", "bands", "0"],
            "INVALID_ROUNDING",
        ),
    ],
)
async def test_what_would_be_refused_says_where(
    client: Client, staff: Headers, change: dict[str, object], path: list[str], code: str
) -> None:
    told = (await client.data(ASKED, {"input": change}, headers=staff))["priceSimulate"]
    assert told == {"markets": [], "userErrors": [{"code": code, "path": path}]}


async def test_one_change_at_a_time_and_only_for_staff(client: Client, staff: Headers) -> None:
    both = {
        "prices": {"priceListId": "x", "by": {"percent": "5"}},
        "exchangeRate": {"base": "EUR", "quote": "USD", "rate": "1"},
    }
    assert (await client.ask(ASKED, {"input": both}, headers=staff))["errors"]
    answer = await client.ask(ASKED, {"input": {"exchangeRate": both["exchangeRate"]}})
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_files_of_what_decides_prices_need_the_scope_of_prices(client: Client, database_url: str) -> None:
    clerk = await staff_headers(database_url, "Ada", [Scope.EXCHANGE_WRITE])
    source = 'url: "https://shop.example/a.csv", idempotencyKey: "k"'
    for document in (
        f"mutation {{ importJobCreate(input: {{format: SALES, {source}}}) {{ userErrors {{ code }} }} }}",
        'mutation { exportJobCreate(input: {format: TAX_RATES, idempotencyKey: "k"}) { userErrors { code } } }',
    ):
        answer = await client.ask(document, headers=clerk)
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
