"""Setting a shop up over HTTP, from nothing: languages, markets, channels, price lists, warehouses."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.secrets import hash_secret
from app.identity import Scope
from tests.support.client import Client

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Headers: TypeAlias = dict[str, str]

ERRORS = "userErrors { code path message detail { currentVersion } }"
MARKET = (
    "id code name currencyCode moreCurrencyCodes timeZone displaysTax countryCodes languageCodes defaultCountryCode "
    "isDefault version"
)
TOKEN = "staff-token-of-the-first-day"


def mutation(name: str, shown: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {shown} {ERRORS} }} }}"


LANGUAGES = mutation("languagesUpdate", "languages { languageCode fallbackLanguageCode }")
MARKET_CREATE = mutation("marketCreate", f"market {{ {MARKET} }}")
MARKET_UPDATE = mutation("marketUpdate", f"market {{ {MARKET} }}")
MARKET_DELETE = mutation("marketDelete", "deletedMarketId")
CHANNEL_CREATE = mutation("channelCreate", "channel { code name isDefault version markets { code } }")
CHANNEL_UPDATE = mutation("channelUpdate", "channel { code name isDefault version markets { code } }")
LIST_CREATE = mutation("priceListCreate", "priceList { id code currencyCode taxIncluded version markets { code } }")
LIST_DELETE = mutation("priceListDelete", "deletedPriceListId")
WAREHOUSE_CREATE = mutation("warehouseCreate", "warehouse { id code name countryCode timeZone cutOffHour version }")
WAREHOUSE_UPDATE = mutation("warehouseUpdate", "warehouse { name timeZone cutOffHour version }")
SETUP = """{ languages { languageTag } markets { code } channels { code } }"""

GERMANY = {
    "code": "de",
    "names": [{"languageCode": "EN", "name": "Germany"}],
    "currencyCode": "EUR",
    "displaysTax": True,
    "countryCodes": ["DE", "AT"],
    "languageCodes": ["EN"],
}

ELSEWHERE = GERMANY | {"code": "no", "names": [{"languageCode": "EN", "name": "Norway"}]}
ELSEWHERE |= {"currencyCode": "NOK", "countryCodes": ["NO"]}


def named(name: str) -> list[dict[str, str]]:
    return [{"languageCode": "EN", "name": name}]


def codes(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


@pytest.fixture(scope="module")
async def staff(client: Client, database_url: str) -> Headers:
    """Headers of a token that may set the shop up. The shop has nothing at all, not even a market."""
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "INSERT INTO staff_token (id, name, token_hash, scopes, created_at) "
        "VALUES (gen_random_uuid(), 'Grace', $1, $2, now())",
        hash_secret(TOKEN),
        [Scope.SETTINGS_WRITE.value, Scope.PRICING_WRITE.value],
    )
    await connection.close()
    assert client.runtime
    return {"Authorization": f"Bearer {TOKEN}"}


async def write(client: Client, headers: Headers, document: str, **given: Any) -> dict[str, Any]:
    data = await client.data(document, {"input": given}, headers=headers)
    (payload,) = data.values()
    assert isinstance(payload, dict)
    return payload


async def test_shoppers_of_an_empty_shop_are_told_what_is_missing_and_staff_are_let_in(
    client: Client, staff: Headers
) -> None:
    refused = await client.ask("{ products { nodes { id } } }")
    assert refused["errors"][0]["extensions"]["code"] == "SHOP_HAS_NO_MARKET"
    assert "`marketCreate`" in refused["errors"][0]["message"]

    seen = await client.ask(SETUP, headers=staff)
    assert seen["data"] == {
        "languages": [{"languageTag": "en"}],
        "markets": [],
        "channels": [{"code": "default"}],
    }
    assert seen["extensions"]["context"]["market"] == ""
    somewhere = await client.ask("{ context { countryCode } }", headers=staff)
    assert somewhere["errors"][0]["extensions"]["code"] == "SHOP_HAS_NO_MARKET"
    cart = await client.ask("mutation { cartCreate(input: {}) { userErrors { code } } }", headers=staff)
    assert cart["errors"][0]["extensions"]["code"] == "SHOP_HAS_NO_MARKET"


async def test_who_may_not_set_the_shop_up_changes_nothing(client: Client) -> None:
    for document, given in ((MARKET_CREATE, GERMANY), (LANGUAGES, {"languages": []})):
        answer = await client.ask(document, {"input": given})
        assert answer["errors"][0]["extensions"]["code"] in ("UNAUTHENTICATED", "SHOP_HAS_NO_MARKET")


async def test_languages_fall_back_along_chains_that_end(client: Client, staff: Headers) -> None:
    made = await write(
        client,
        staff,
        LANGUAGES,
        languages=[
            {"languageCode": "DE_AT", "fallbackLanguageCode": "DE"},
            {"languageCode": "DE"},
            {"languageCode": "FR", "fallbackLanguageCode": "EN"},
        ],
    )
    assert made["userErrors"] == []
    assert made["languages"] == [
        {"languageCode": "DE", "fallbackLanguageCode": "EN"},
        {"languageCode": "DE_AT", "fallbackLanguageCode": "DE"},
        {"languageCode": "EN", "fallbackLanguageCode": None},
        {"languageCode": "FR", "fallbackLanguageCode": "EN"},
    ]

    ring = await write(client, staff, LANGUAGES, languages=[{"languageCode": "DE", "fallbackLanguageCode": "DE_AT"}])
    assert codes(ring) == [("LANGUAGE_CHAIN_CIRCULAR", ["input", "languages", "0", "fallbackLanguageCode"])]
    strange = await write(client, staff, LANGUAGES, languages=[{"languageCode": "JA", "fallbackLanguageCode": "KO"}])
    assert codes(strange) == [("LANGUAGE_NOT_SPOKEN", ["input", "languages", "0", "fallbackLanguageCode"])]
    assert strange["languages"] == made["languages"] == ring["languages"]


async def test_the_first_market_is_the_default_one_and_shoppers_come_in(
    client: Client, staff: Headers, connection: Connection
) -> None:
    made = await write(client, staff, MARKET_CREATE, **GERMANY)

    assert made["userErrors"] == []
    assert made["market"].pop("id").startswith("market_")
    assert made["market"] == {
        "code": "de",
        "name": "Germany",
        "currencyCode": "EUR",
        "moreCurrencyCodes": [],
        "timeZone": "UTC",
        "displaysTax": True,
        "countryCodes": ["AT", "DE"],
        "languageCodes": ["EN"],
        "defaultCountryCode": "DE",
        "isDefault": True,
        "version": 1,
    }
    seen = await client.data("{ context { market { code } countryCode currencyCode } }")
    assert seen["context"] == {"market": {"code": "de"}, "countryCode": "DE", "currencyCode": "EUR"}
    entry = await connection.fetchrow("SELECT * FROM audit_entry WHERE action = 'markets.created'")
    assert entry is not None
    assert (entry["actor_name"], entry["subject_type"], entry["before"]) == ("Grace", "market", None)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"code": "De"}, "INVALID_CODE", ["input", "code"]),
        ({"code": "de"}, "CODE_TAKEN", ["input", "code"]),
        ({"names": [{"languageCode": "DE", "name": "x"}]}, "NO_ENGLISH_NAME", ["input", "names"]),
        ({"names": named(" \n")}, "INVALID_NAME", ["input", "names", "0", "name"]),
        ({"countryCodes": ["AT"]}, "COUNTRY_SERVED_ELSEWHERE", ["input", "countryCodes", "0"]),
        ({"defaultCountryCode": "FR"}, "DEFAULT_COUNTRY_NOT_SERVED", ["input", "defaultCountryCode"]),
        ({"languageCodes": ["EN", "KO"]}, "LANGUAGE_NOT_SPOKEN", ["input", "languageCodes", "1"]),
        ({"defaultLanguageCode": "FR"}, "DEFAULT_LANGUAGE_NOT_OFFERED", ["input", "defaultLanguageCode"]),
    ],
)
async def test_a_market_that_cannot_be_is_refused_and_not_made(
    client: Client, staff: Headers, change: dict[str, Any], code: str, path: list[str]
) -> None:
    wanted = GERMANY | {"code": "ch", "countryCodes": ["CH"]} | change

    refused = await write(client, staff, MARKET_CREATE, **wanted)

    assert codes(refused) == [(code, path)]
    assert refused["market"] is None
    assert (await client.data("{ markets { code } }", headers=staff))["markets"] == [{"code": "de"}]


async def test_an_unknown_currency_is_no_currency(client: Client, staff: Headers) -> None:
    answer = await client.ask(MARKET_CREATE, {"input": GERMANY | {"currencyCode": "XYZ"}}, headers=staff)

    assert answer["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED")


async def test_a_market_is_changed_where_it_is_as_it_was_read(client: Client, staff: Headers) -> None:
    (market,) = (await client.data(f"{{ markets {{ {MARKET} }} }}", headers=staff))["markets"]
    change = {"id": market["id"], "version": 1, "countryCodes": ["DE"], "languageCodes": ["DE", "EN"]}

    changed = await write(client, staff, MARKET_UPDATE, **change)
    again = await write(client, staff, MARKET_UPDATE, **change | {"version": 2})
    stale = await write(client, staff, MARKET_UPDATE, **change | {"displaysTax": False})
    orphaned = await write(client, staff, MARKET_UPDATE, id=market["id"], isDefault=False)

    expected = market | {"countryCodes": ["DE"], "languageCodes": ["DE", "EN"], "version": 2}
    assert changed["market"] == again["market"] == expected
    assert codes(stale) == [("STALE_VERSION", ["input", "version"])]
    assert stale["userErrors"][0]["detail"] == {"currentVersion": 2}
    assert codes(orphaned) == [("DEFAULT_MARKET_NEEDED", ["input", "isDefault"])]
    assert (await client.data(f"{{ markets {{ {MARKET} }} }}", headers=staff))["markets"] == [expected]


async def test_a_new_default_takes_over_and_what_is_used_is_not_deleted(client: Client, staff: Headers) -> None:
    swiss = GERMANY | {"code": "ch", "names": named("Switzerland"), "countryCodes": ["CH"], "currencyCode": "CHF"}
    made = await write(client, staff, MARKET_CREATE, **swiss, isDefault=True)
    markets = {
        each["code"]: each for each in (await client.data(f"{{ markets {{ {MARKET} }} }}", headers=staff))["markets"]
    }
    assert {code: market["isDefault"] for code, market in markets.items()} == {"ch": True, "de": False}

    refused = await write(client, staff, MARKET_DELETE, id=made["market"]["id"])
    assert codes(refused) == [("DEFAULT_MARKET_NEEDED", ["input", "id"])]
    await write(client, staff, MARKET_UPDATE, id=markets["de"]["id"], isDefault=True)
    swiss = {"code": "ch", "currencyCode": "CHF", "taxIncluded": True, "marketCodes": ["ch"]}
    listed = await write(client, staff, LIST_CREATE, **swiss)
    used = await write(client, staff, MARKET_DELETE, id=made["market"]["id"])
    assert codes(used) == [("IN_USE", ["input", "id"])]
    gone = await write(client, staff, LIST_DELETE, id=listed["priceList"]["id"])
    assert gone["deletedPriceListId"] == listed["priceList"]["id"]
    deleted = await write(client, staff, MARKET_DELETE, id=made["market"]["id"])
    assert deleted == {"deletedMarketId": made["market"]["id"], "userErrors": []}
    assert (await client.data("{ markets { code } }", headers=staff))["markets"] == [{"code": "de"}]
    missing = await write(client, staff, MARKET_DELETE, id=made["market"]["id"])
    assert codes(missing) == [("MARKET_NOT_FOUND", ["input", "id"])]


async def test_a_market_has_a_time_zone_and_offers_other_currencies(client: Client, staff: Headers) -> None:
    market = await write(client, staff, MARKET_CREATE, **ELSEWHERE)
    own = {name: market["market"][name] for name in ("currencyCode", "moreCurrencyCodes", "timeZone")}
    assert own == {"currencyCode": "NOK", "moreCurrencyCodes": [], "timeZone": "UTC"}
    market_id = market["market"]["id"]

    nowhere = await write(client, staff, MARKET_UPDATE, id=market_id, timeZone="Europe/Atlantis")
    assert codes(nowhere) == [("INVALID_TIME_ZONE", ["input", "timeZone"])]
    offered = {"timeZone": "Europe/Oslo", "moreCurrencyCodes": ["SEK", "NOK", "EUR", "SEK"]}
    changed = await write(client, staff, MARKET_UPDATE, id=market_id, version=1, **offered)
    assert changed["market"]["moreCurrencyCodes"] == ["SEK", "EUR"]
    assert (changed["market"]["timeZone"], changed["market"]["version"]) == ("Europe/Oslo", 2)

    renamed = await write(client, staff, MARKET_UPDATE, id=market_id, version=2, names=named("The North"))
    assert renamed["market"]["moreCurrencyCodes"] == ["SEK", "EUR"]
    assert renamed["market"]["timeZone"] == "Europe/Oslo"


async def test_channels_sell_in_markets_that_are_there(client: Client, staff: Headers) -> None:
    unknown = await write(client, staff, CHANNEL_CREATE, code="app", names=named("App"), marketCodes=["xx"])
    made = await write(client, staff, CHANNEL_CREATE, code="app", names=named("App"), marketCodes=["de"])
    taken = await write(client, staff, CHANNEL_CREATE, code="app", names=named("App"))
    orphaned = await write(client, staff, CHANNEL_UPDATE, code="default", isDefault=False)
    renamed = await write(client, staff, CHANNEL_UPDATE, code="app", version=1, names=named("Our app"), marketCodes=[])
    stale = await write(client, staff, CHANNEL_UPDATE, code="app", version=1, names=named("App"))

    assert codes(unknown) == [("MARKET_NOT_FOUND", ["input", "marketCodes", "0"])]
    expected = {"code": "app", "name": "App", "isDefault": False, "version": 1, "markets": [{"code": "de"}]}
    assert made["channel"] == expected
    assert codes(taken) == [("CODE_TAKEN", ["input", "code"])]
    assert codes(orphaned) == [("DEFAULT_CHANNEL_NEEDED", ["input", "isDefault"])]
    everywhere = {"markets": [{"code": "de"}, {"code": "no"}]}
    assert renamed["channel"] == expected | everywhere | {"name": "Our app", "version": 2}
    assert codes(stale) == [("STALE_VERSION", ["input", "version"])]


async def test_a_warehouse_has_a_time_zone_and_an_hour(client: Client, staff: Headers) -> None:
    wanted = {"code": "berlin", "names": named("Berlin"), "countryCode": "DE", "timeZone": "Europe/Berlin"}
    nowhere = await write(client, staff, WAREHOUSE_CREATE, **wanted | {"timeZone": "Europe/Pankow", "cutOffHour": 25})
    made = await write(client, staff, WAREHOUSE_CREATE, **wanted)
    warehouse_id = made["warehouse"].pop("id")
    changed = await write(client, staff, WAREHOUSE_UPDATE, id=warehouse_id, version=1, cutOffHour=16)

    assert codes(nowhere) == [("INVALID_TIME_ZONE", ["input", "timeZone"]), ("INVALID_HOUR", ["input", "cutOffHour"])]
    expected = {"code": "berlin", "name": "Berlin", "countryCode": "DE", "timeZone": "Europe/Berlin", "cutOffHour": 14}
    assert made["warehouse"] == expected | {"version": 1}
    assert changed["warehouse"] == {"name": "Berlin", "timeZone": "Europe/Berlin", "cutOffHour": 16, "version": 2}
