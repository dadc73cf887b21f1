"""Prices as staff set them over HTTP, many at once: all or nothing, or each for itself."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import VARIANT_ID
from app.identity import Scope
from tests.support.client import Client
from tests.support.shop import Shop
from tests.support.staff import Headers, last_entry, refused, staff_headers, write

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

RESULTS = "results { index isChanged userErrors { code path message } }"
PRICES = """query ($id: ID!, $first: Int!, $after: String, $sku: String) {
  priceList(id: $id) {
    prices(first: $first, after: $after, sku: $sku) {
      nodes { sku minQuantity amount { amount currencyCode } compareAt { amount } startsAt endsAt priceListCode }
      pageInfo { hasNextPage endCursor }
    }
  }
}"""
FRIDAY, SUNDAY, MONDAY = "2099-11-27T00:00:00+00:00", "2099-11-29T00:00:00+00:00", "2099-11-30T00:00:00+00:00"


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    """Headers of a token that may see and change prices."""
    assert client.runtime
    assert shop
    return await staff_headers(database_url, "Grace", [Scope.PRICING_READ, Scope.PRICING_WRITE])


@pytest.fixture(scope="module")
async def lists(client: Client, staff: Headers) -> dict[str, str]:
    """The ids of price lists by code."""
    found = await client.data("{ priceLists { id code } }", headers=staff)
    return {each["code"]: each["id"] for each in found["priceLists"]}


async def prices(client: Client, staff: Headers, list_id: str, **given: Any) -> dict[str, Any]:
    found = await client.data(PRICES, {"id": list_id, "first": 50} | given, headers=staff)
    page: dict[str, Any] = found["priceList"]["prices"]
    return page


async def told(connection: Connection) -> int:
    count: int = await connection.fetchval("SELECT count(*) FROM outbox_event WHERE type = 'pricing.prices_written'")
    return count


async def noted(connection: Connection) -> int:
    count: int = await connection.fetchval("SELECT count(*) FROM audit_entry")
    return count


async def set_prices(
    client: Client, staff: Headers, *rows: dict[str, Any], mode: str = "ALL_OR_NOTHING"
) -> dict[str, Any]:
    return await write(client, staff, "pricesSet", RESULTS, prices=list(rows), mode=mode)


def why(payload: dict[str, Any]) -> list[list[tuple[str, list[str]]]]:
    """What each row was refused for."""
    return [refused(each) for each in payload["results"]]


def mug(shop: Shop, code: str = "eu", **given: Any) -> dict[str, Any]:
    return {"variantId": VARIANT_ID.encode(shop.mug_variant), "priceListCode": code} | given


async def test_prices_are_set_changed_and_removed(
    client: Client, staff: Headers, shop: Shop, lists: dict[str, str], connection: Connection
) -> None:
    sku = await connection.fetchval("SELECT sku FROM product_variant WHERE id = $1", shop.mug_variant)
    events, entries = await told(connection), await noted(connection)
    made = await set_prices(
        client,
        staff,
        mug(shop, amount="6.99", compareAt="7.99"),
        {"sku": sku, "priceListId": lists["eu"], "minQuantity": 10, "amount": "5.49"},
        mug(shop, amount="4.99", startsAt=FRIDAY, endsAt=SUNDAY),
        mug(shop, "jp", amount="980"),
    )
    assert made["userErrors"] == []
    # In Japan the mug costs 980 yen already: a tenth of the shirt's 9,800.
    assert [each["isChanged"] for each in made["results"]] == [True, True, True, False]
    euros = {"currencyCode": "EUR"}
    expected = [
        {"minQuantity": 1, "amount": {"amount": "6.99"} | euros, "compareAt": {"amount": "7.99"}},
        {"minQuantity": 1, "amount": {"amount": "4.99"} | euros, "startsAt": FRIDAY, "endsAt": SUNDAY},
        {"minQuantity": 10, "amount": {"amount": "5.49"} | euros},
    ]
    empty = {"sku": sku, "compareAt": None, "startsAt": None, "endsAt": None, "priceListCode": "eu"}
    found = await prices(client, staff, lists["eu"], sku=sku)
    assert found["nodes"] == [empty | each for each in expected]
    assert (await told(connection), await noted(connection)) == (events + 1, entries + 1)
    entry = await last_entry(connection)
    assert (entry["action"], entry["subject_type"]) == ("pricing.prices_set", "price_list")
    assert [each["amount"] for each in entry["before"]["prices"]] == ["5.99"]
    assert sorted(each["amount"] for each in entry["after"]["prices"]) == ["4.99", "5.49", "6.99"]

    same = await set_prices(client, staff, mug(shop, amount="6.99", compareAt="7.99"))
    assert [each["isChanged"] for each in same["results"]] == [False]
    assert (await told(connection), await noted(connection)) == (events + 1, entries + 1)

    gone = await set_prices(
        client,
        staff,
        mug(shop, amount=None, minQuantity=10),
        mug(shop, amount=None, startsAt=FRIDAY),
        mug(shop, amount=None, minQuantity=99),
        mug(shop, amount="5.99"),
    )
    assert [each["isChanged"] for each in gone["results"]] == [True, True, False, True]
    found = await prices(client, staff, lists["eu"], sku=sku)
    assert found["nodes"] == [empty | {"minQuantity": 1, "amount": {"amount": "5.99"} | euros}]


async def test_an_end_alone_begins_now(client: Client, staff: Headers, shop: Shop, connection: Connection) -> None:
    made = await set_prices(client, staff, mug(shop, amount="3.00", endsAt=FRIDAY))
    assert made["results"][0]["isChanged"]
    begun = await connection.fetchval(
        "SELECT now() - starts_at < interval '1 minute' FROM dated_price WHERE amount = 300"
    )
    assert begun is True
    await connection.execute("DELETE FROM dated_price")


WRONG: list[tuple[dict[str, Any], list[tuple[str, list[str]]]]] = [
    ({"amount": "-0.01"}, [("AMOUNT_OUT_OF_RANGE", ["amount"])]),
    ({"amount": "1e15"}, [("AMOUNT_OUT_OF_RANGE", ["amount"])]),
    ({"amount": "1e999999999"}, [("AMOUNT_OUT_OF_RANGE", ["amount"])]),
    ({"amount": "NaN"}, [("AMOUNT_OUT_OF_RANGE", ["amount"])]),
    ({"amount": "1.999"}, [("AMOUNT_TOO_FINE", ["amount"])]),
    ({"amount": "1e-999999999"}, [("AMOUNT_TOO_FINE", ["amount"])]),
    ({"priceListCode": "jp", "amount": "980.5"}, [("AMOUNT_TOO_FINE", ["amount"])]),
    ({"compareAt": "4.00"}, [("COMPARE_AT_NOT_HIGHER", ["compareAt"])]),
    (
        {"amount": "-1", "compareAt": "-2"},
        [("AMOUNT_OUT_OF_RANGE", ["amount"]), ("AMOUNT_OUT_OF_RANGE", ["compareAt"])],
    ),
    ({"minQuantity": 0}, [("QUANTITY_OUT_OF_RANGE", ["minQuantity"])]),
    ({"minQuantity": 1_000_001}, [("QUANTITY_OUT_OF_RANGE", ["minQuantity"])]),
    ({"startsAt": FRIDAY, "endsAt": FRIDAY}, [("ENDS_BEFORE_START", ["endsAt"])]),
    ({"endsAt": "2020-01-01T00:00:00Z"}, [("ENDS_BEFORE_START", ["endsAt"])]),
    ({"priceListCode": "mars"}, [("PRICE_LIST_NOT_FOUND", ["priceListCode"])]),
    ({"priceListCode": None, "priceListId": "x"}, [("PRICE_LIST_NOT_FOUND", ["priceListId"])]),
    ({"variantId": "x"}, [("VARIANT_NOT_FOUND", ["variantId"])]),
    ({"variantId": None, "sku": "NO\0NE"}, [("VARIANT_NOT_FOUND", ["sku"])]),
    (
        {"variantId": None, "sku": "NONE", "priceListCode": "mars"},
        [("VARIANT_NOT_FOUND", ["sku"]), ("PRICE_LIST_NOT_FOUND", ["priceListCode"])],
    ),
]


@pytest.mark.parametrize(("wrong", "expected"), WRONG)
async def test_what_is_no_price_is_refused_and_with_it_all_or_only_itself(
    client: Client,
    staff: Headers,
    shop: Shop,
    lists: dict[str, str],
    connection: Connection,
    wrong: dict[str, Any],
    expected: list[tuple[str, list[str]]],
) -> None:
    located = [(code, ["prices", "1", *path]) for code, path in expected]
    before = await prices(client, staff, lists["eu"]), await told(connection), await noted(connection)
    rows = (mug(shop, amount="5.00"), mug(shop, amount="4.00", minQuantity=5) | wrong)

    nothing = await set_prices(client, staff, *rows)
    assert why(nothing) == [[], located]
    assert [each["isChanged"] for each in nothing["results"]] == [False, False]
    assert (await prices(client, staff, lists["eu"]), await told(connection), await noted(connection)) == before

    some = await set_prices(client, staff, *rows, mode="BEST_EFFORT")
    assert why(some) == [[], located]
    assert [each["isChanged"] for each in some["results"]] == [True, False]
    await set_prices(client, staff, mug(shop, amount="5.99"))
    assert await prices(client, staff, lists["eu"]) == before[0]


async def test_the_same_price_twice_and_prices_at_the_same_time_are_refused(
    client: Client, staff: Headers, shop: Shop, connection: Connection
) -> None:
    repeated = await set_prices(client, staff, mug(shop, amount="1"), mug(shop, amount="2"))
    assert why(repeated) == [[], [("PRICE_REPEATED", ["prices", "1"])]]

    first = mug(shop, amount="1.00", startsAt=FRIDAY, endsAt=MONDAY)
    second = mug(shop, amount="2.00", startsAt=SUNDAY)
    overlap = [("PRICES_OVERLAP", ["prices", "1", "startsAt"])]
    assert why(await set_prices(client, staff, first, second)) == [[], overlap]
    assert why(await set_prices(client, staff, first, second, mode="BEST_EFFORT")) == [[], overlap]
    later = [("PRICES_OVERLAP", ["prices", "0", "startsAt"])]
    assert why(await set_prices(client, staff, second)) == [later]
    # The first one ends earlier by the same request: then both have room, and another quantity always has.
    shorter = first | {"endsAt": SUNDAY}
    going = await set_prices(client, staff, second, shorter, second | {"minQuantity": 2, "startsAt": FRIDAY})
    assert [each["isChanged"] for each in going["results"]] == [True, True, True]
    assert await connection.fetchval("SELECT count(*) FROM dated_price") == 3
    await connection.execute("DELETE FROM dated_price")


async def test_a_request_sets_no_more_than_250_prices(client: Client, staff: Headers, shop: Shop) -> None:
    rows = [mug(shop, amount="1.00", minQuantity=number + 1) for number in range(251)]
    answer = await set_prices(client, staff, *rows)
    assert refused(answer) == [("TOO_MANY", ["prices"])]
    assert answer["results"] == []


async def test_a_list_is_read_page_by_page(client: Client, staff: Headers, shop: Shop, lists: dict[str, str]) -> None:
    await set_prices(
        client,
        staff,
        *(mug(shop, amount="1.00", minQuantity=quantity) for quantity in (5, 50)),
        mug(shop, amount="0.90", startsAt=FRIDAY, endsAt=SUNDAY),
        mug(shop, amount="0.80", startsAt=SUNDAY),
    )
    whole = (await prices(client, staff, lists["eu"]))["nodes"]
    assert len(whole) >= 7
    read: list[Any] = []
    after = None
    while True:
        page = await prices(client, staff, lists["eu"], first=2, after=after)
        read += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert read == whole
    assert (await prices(client, staff, lists["eu"], sku="no\0ne"))["nodes"] == []
    other = await client.ask(PRICES, {"id": lists["us"], "first": 2, "after": after}, headers=staff)
    assert other["errors"][0]["extensions"]["code"] == "CURSOR_OF_ANOTHER_CONTEXT"


ADJUSTED = "changedCount samples { sku minQuantity before { amount } after { amount } }"


async def test_prices_of_a_list_are_raised_after_a_look_at_what_would_come_of_it(
    client: Client, staff: Headers, lists: dict[str, str], connection: Connection
) -> None:
    before = (await prices(client, staff, lists["us"]))["nodes"]
    wanted = {"priceListId": lists["us"], "by": {"percent": "10"}}
    entries = await noted(connection)
    tried = await write(client, staff, "pricesAdjust", ADJUSTED, **wanted, dryRun=True)
    # 64.00 for each size of the shirt, 6.40 for the mug: US dollars.
    after = {"64.00": "70.40", "6.40": "7.04"}
    assert tried["changedCount"] == len(before)
    assert {each["before"]["amount"]: each["after"]["amount"] for each in tried["samples"]} == after
    assert (await prices(client, staff, lists["us"]))["nodes"] == before
    assert await noted(connection) == entries

    done = await write(client, staff, "pricesAdjust", ADJUSTED, **wanted)
    assert done == tried
    now = (await prices(client, staff, lists["us"]))["nodes"]
    assert [each["amount"]["amount"] for each in now] == [after[each["amount"]["amount"]] for each in before]
    entry = await last_entry(connection)
    assert (entry["action"], entry["after"]["percent"], entry["after"]["prices"]) == (
        "pricing.prices_adjusted",
        "10",
        len(before),
    )
    back = await write(client, staff, "pricesAdjust", "changedCount", **wanted | {"by": {"amount": "-0.64"}})
    assert back["changedCount"] == len(before)


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"by": {"percent": "0"}}, ("PERCENT_OUT_OF_RANGE", ["by", "percent"])),
        ({"by": {"percent": "-100"}}, ("PERCENT_OUT_OF_RANGE", ["by", "percent"])),
        ({"by": {"percent": "1e-999999999"}}, ("PERCENT_OUT_OF_RANGE", ["by", "percent"])),
        ({"by": {"amount": "-52.01"}}, ("AMOUNT_OUT_OF_RANGE", ["by", "amount"])),
        ({"by": {"amount": "0.001"}}, ("AMOUNT_TOO_FINE", ["by", "amount"])),
        ({"priceListId": "x"}, ("PRICE_LIST_NOT_FOUND", ["priceListId"])),
        ({"of": {"brandId": "x"}}, ("TARGET_NOT_FOUND", ["of"])),
    ],
)
async def test_what_would_leave_no_prices_is_refused(
    client: Client, staff: Headers, lists: dict[str, str], connection: Connection, wrong: Any, expected: Any
) -> None:
    before = await prices(client, staff, lists["uk"]), await noted(connection)
    given = {"priceListId": lists["uk"], "by": {"percent": "5"}} | wrong
    assert refused(await write(client, staff, "pricesAdjust", "changedCount", **given)) == [expected]
    assert (await prices(client, staff, lists["uk"]), await noted(connection)) == before
