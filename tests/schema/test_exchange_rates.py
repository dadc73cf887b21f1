"""Exchange rates over HTTP: what staff see, set, confirm and remove, and who may."""

from datetime import timedelta
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.clock import utc_now
from app.core.secrets import hash_secret
from app.currencies import RateSource, ensure_pairs
from tests.support.client import Client
from tests.support.rates import said, update_from
from tests.support.shop import Shop

Headers: TypeAlias = dict[str, str]

LIVE = "{ rate source asOf }"
PAIR = f"""
    baseCurrencyCode quoteCurrencyCode isStale band note version
    effective {{ rate source until holdsUntil }} live {LIVE} held {LIVE}
"""
ERRORS = "userErrors { code path message detail { currentVersion } }"
LIST = f"""query ($first: Int, $after: String, $base: CurrencyCode, $quote: CurrencyCode) {{
    exchangeRates(first: $first, after: $after, base: $base, quote: $quote) {{
        nodes {{ id {PAIR} }} pageInfo {{ hasNextPage endCursor }}
    }}
}}"""
HISTORY = """query ($first: Int, $after: String, $quote: CurrencyCode!) {
    exchangeRateHistory(base: EUR, quote: $quote, first: $first, after: $after) {
        nodes { id rate source since until } pageInfo { hasNextPage endCursor }
    }
}"""


def mutation(name: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ exchangeRate {{ {PAIR} }} {ERRORS} }} }}"


SET, REMOVE, UPDATE = mutation("exchangeRateSet"), mutation("exchangeRateRemove"), mutation("currencyPairUpdate")


async def token(database_url: str, name: str, *scopes: str) -> Headers:
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "INSERT INTO staff_token (id, name, token_hash, scopes, created_at) "
        "VALUES (gen_random_uuid(), $1, $2, $3, now())",
        name,
        hash_secret(f"token-of-{name}"),
        list(scopes),
    )
    await connection.close()
    return {"Authorization": f"Bearer token-of-{name}"}


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    """Headers of one who may see and change rates. Two pairs are used, and one of them has a rate that jumped."""
    assert shop
    ctx = await client.runtime.system_context()
    async with ctx.transaction() as session:
        await ensure_pairs(session, [("EUR", "USD"), ("EUR", "JPY"), ("GBP", "KWD")])
    now = utc_now()
    rates = {"USD": "1.1000", "JPY": "160"}
    await update_from(ctx, said(RateSource.COMMERCIAL, "EUR", rates, now, age=timedelta(hours=2)))
    await update_from(ctx, said(RateSource.COMMERCIAL, "EUR", {"USD": "1.11", "JPY": "16"}, now))
    return await token(database_url, "ada", "pricing:read", "pricing:write")


async def pairs(client: Client, staff: Headers, **variables: Any) -> list[dict[str, Any]]:
    found = (await client.data(LIST, variables, headers=staff))["exchangeRates"]["nodes"]
    assert isinstance(found, list)
    return found


async def write(client: Client, headers: Headers, document: str, **given: Any) -> dict[str, Any]:
    data = await client.data(document, {"input": given}, headers=headers)
    (payload,) = data.values()
    assert isinstance(payload, dict)
    return payload


def codes(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


async def test_staff_see_what_prices_go_by_what_sources_say_and_what_waits(client: Client, staff: Headers) -> None:
    yen, dollar, dinar = await pairs(client, staff)

    assert (dollar["effective"]["rate"], dollar["live"]["rate"], dollar["held"]) == ("1.1", "1.11", None)
    assert (dollar["effective"]["source"], dollar["band"], dollar["isStale"]) == ("COMMERCIAL", "0.02", False)
    assert (yen["effective"]["rate"], yen["live"]["rate"], yen["held"]["rate"]) == ("160", "160", "16")
    assert (dinar["baseCurrencyCode"], dinar["effective"], dinar["live"], dinar["isStale"]) == ("GBP", None, None, True)
    assert [each["quoteCurrencyCode"] for each in await pairs(client, staff, base="EUR")] == ["JPY", "USD"]
    assert [each["quoteCurrencyCode"] for each in await pairs(client, staff, quote="USD")] == ["USD"]


async def test_pairs_are_paged_and_fetched_by_their_ids(client: Client, staff: Headers) -> None:
    seen: list[str] = []
    after = None
    while True:
        page = (await client.data(LIST, {"first": 1, "after": after}, headers=staff))["exchangeRates"]
        seen += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == 3

    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"
    assert (await client.data(document, {"ids": seen}, headers=staff))["nodes"] == [
        {"id": each, "__typename": "ExchangeRate"} for each in seen
    ]
    assert (await client.data(document, {"ids": seen}))["nodes"] == [None] * 3
    answer = await client.ask(LIST, {"after": "forged"}, headers=staff)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_CURSOR"]


async def test_a_rate_is_set_by_hand_and_removed_and_history_has_it_all(client: Client, staff: Headers) -> None:
    sale = {"base": "EUR", "quote": "USD", "rate": "1.125", "holdsUntil": "2999-01-01T00:00:00", "note": "Sale"}
    done = await write(client, staff, SET, **sale, version=1)

    assert codes(done) == []
    shown = done["exchangeRate"]
    assert shown["effective"] == {
        "rate": "1.125",
        "source": "MANUAL",
        "until": None,
        "holdsUntil": "2999-01-01T00:00:00+00:00",
    }
    assert (shown["note"], shown["version"], shown["live"]["rate"]) == ("Sale", 2, "1.11")

    stale = await write(client, staff, REMOVE, base="EUR", quote="USD", version=1)
    assert codes(stale) == [("STALE_VERSION", ["input", "version"])]
    assert stale["userErrors"][0]["detail"] == {"currentVersion": 2}
    assert stale["exchangeRate"] is None

    done = await write(client, staff, REMOVE, base="EUR", quote="USD", version=2)
    assert codes(done) == []
    assert (done["exchangeRate"]["effective"]["rate"], done["exchangeRate"]["note"]) == ("1.11", None)

    first = (await client.data(HISTORY, {"quote": "USD", "first": 2}, headers=staff))["exchangeRateHistory"]
    cursor = first["pageInfo"]["endCursor"]
    rest = (await client.data(HISTORY, {"quote": "USD", "after": cursor}, headers=staff))["exchangeRateHistory"]
    rates = first["nodes"] + rest["nodes"]
    assert [each["rate"] for each in rates] == ["1.11", "1.125", "1.1"]
    assert [each["until"] for each in rates] == [None, rates[0]["since"], rates[1]["since"]]
    other = await client.ask(HISTORY, {"quote": "JPY", "after": cursor}, headers=staff)
    assert [error["extensions"]["code"] for error in other["errors"]] == ["CURSOR_OF_ANOTHER_CONTEXT"]


async def test_a_held_rate_is_confirmed_as_it_was_read_and_a_band_is_set(client: Client, staff: Headers) -> None:
    wrong = await write(client, staff, UPDATE, base="EUR", quote="JPY", confirmRate="17")
    assert codes(wrong) == [("HELD_RATE_DIFFERS", ["input", "confirmRate"])]

    done = await write(client, staff, UPDATE, base="EUR", quote="JPY", confirmRate="16.0", band="0.005")

    shown = done["exchangeRate"]
    assert codes(done) == []
    assert (shown["effective"]["rate"], shown["held"], shown["band"]) == ("16", None, "0.005")


async def test_what_is_wrong_is_told_in_words(client: Client, staff: Headers) -> None:
    pair = {"base": "EUR", "quote": "USD"}
    for document, given, told in (
        (SET, {**pair, "rate": "0"}, ("RATE_NOT_POSITIVE", ["input", "rate"])),
        (SET, {**pair, "rate": "-1"}, ("RATE_NOT_POSITIVE", ["input", "rate"])),
        (SET, {**pair, "rate": "NaN"}, ("RATE_NOT_POSITIVE", ["input", "rate"])),
        (SET, {**pair, "rate": "1e99"}, ("RATE_OUT_OF_RANGE", ["input", "rate"])),
        (SET, {**pair, "rate": "110"}, ("RATE_FAR_FROM_LIVE", ["input", "rate"])),
        (SET, {**pair, "rate": "1.1", "holdsUntil": "2020-01-01T00:00:00Z"}, ("ENDS_BEFORE_START", None)),
        (SET, {"base": "EUR", "quote": "EUR", "rate": "1"}, ("SAME_CURRENCY", ["input", "quote"])),
        (REMOVE, pair, ("RATE_NOT_SET", ["input"])),
        (REMOVE, {"base": "USD", "quote": "EUR"}, ("PAIR_NOT_FOUND", ["input"])),
        (UPDATE, {**pair, "band": "0.6"}, ("BAND_OUT_OF_RANGE", ["input", "band"])),
    ):
        refused = await write(client, staff, document, **given)
        ((code, path),) = codes(refused)
        assert code == told[0], given
        assert path == (told[1] or ["input", "holdsUntil"])
        assert refused["userErrors"][0]["message"]
        assert refused["exchangeRate"] is None

    far = await write(client, staff, SET, **pair, rate="110")
    assert "1.11" in far["userErrors"][0]["message"]
    unknown = await client.ask(SET, {"input": {"base": "EUR", "quote": "XYZ", "rate": "1"}}, headers=staff)
    assert "errors" in unknown


async def test_only_those_who_may_see_or_change_rates(client: Client, staff: Headers, database_url: str) -> None:
    assert staff
    reader = await token(database_url, "bob", "pricing:read")
    stranger = await token(database_url, "eve", "orders:read")
    given = {"input": {"base": "EUR", "quote": "USD", "rate": "1.1"}}
    for document, variables, headers, code in (
        (LIST, {}, {}, "UNAUTHENTICATED"),
        (LIST, {}, stranger, "FORBIDDEN"),
        (HISTORY, {"quote": "USD"}, stranger, "FORBIDDEN"),
        (SET, given, {}, "UNAUTHENTICATED"),
        (SET, given, reader, "FORBIDDEN"),
    ):
        answer = await client.ask(document, variables, headers=headers)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert len(await pairs(client, reader)) == 3
