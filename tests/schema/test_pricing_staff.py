"""Price lists, rounding and customer groups as staff set them over HTTP: refusals change nothing, changes are noted."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.identity import Scope
from app.pricing import PRICE_LIST_ID
from tests.support.client import Client
from tests.support.shop import Shop
from tests.support.staff import Headers, last_entry, named, refused, staff_headers, write

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

LIST = (
    "id code names { languageCode name } currencyCode taxIncluded taxCountryCode markets { code } channelCodes "
    "countryCodes customerGroupCodes startsAt endsAt priority isActive version"
)
GROUP = "code names { languageCode name } version"
RULE = "id currencyCode market { code } bands { from step ending mode } version"
PRICING = "market { code } basePriceList { code } conversionFee maxRateAgeHours oldRates quoteMinutes version"
B2B: dict[str, Any] = {"code": "b2b-eu", "currencyCode": "EUR", "taxIncluded": False}


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    """Headers of a token that may see and change prices."""
    assert client.runtime
    assert shop
    return await staff_headers(
        database_url, "Grace", [Scope.PRICING_READ, Scope.PRICING_WRITE, Scope.STOREFRONTS_WRITE]
    )


async def lists(client: Client, staff: Headers) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.data(f"{{ priceLists {{ {LIST} }} }}", headers=staff))["priceLists"]
    return found


async def count(connection: Connection, table: str) -> int:
    found: int = await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of this file
    return found


async def test_only_staff_with_the_scope_see_and_change_prices(
    client: Client, staff: Headers, database_url: str
) -> None:
    other = await staff_headers(database_url, "Ada", [Scope.SETTINGS_WRITE])
    document = (
        'mutation { priceListCreate(input: {code: "x", currencyCode: EUR, taxIncluded: true}) { priceList { id } } }'
    )
    for headers, code in (({}, "UNAUTHENTICATED"), (other, "FORBIDDEN")):
        for asked in ("{ priceLists { id } }", "{ sales { id } }", "{ customerGroups { code } }", document):
            answer = await client.ask(asked, headers=headers)
            assert answer["errors"][0]["extensions"]["code"] == code, asked
    assert "x" not in [each["code"] for each in await lists(client, staff)]


async def test_a_price_list_says_for_whom_it_is(client: Client, staff: Headers, connection: Connection) -> None:
    await write(
        client, staff, "customerGroupCreate", "customerGroup { code }", code="resellers", names=named("Resellers")
    )
    made = await write(
        client,
        staff,
        "priceListCreate",
        f"priceList {{ {LIST} }}",
        **B2B,
        names=named("Resellers in Europe"),
        marketCodes=["uk", "eu", "uk"],
        channelCodes=["default"],
        countryCodes=["FR", "DE"],
        customerGroupCodes=["resellers"],
        startsAt="2026-11-27T00:00:00+01:00",
        endsAt="2026-12-01T00:00:00",
        priority=5,
    )
    assert made["userErrors"] == []
    list_id = made["priceList"].pop("id")
    assert made["priceList"] == {
        "code": "b2b-eu",
        "names": [{"languageCode": "EN", "name": "Resellers in Europe"}],
        "currencyCode": "EUR",
        "taxIncluded": False,
        "taxCountryCode": None,
        "markets": [{"code": "eu"}, {"code": "uk"}],
        "channelCodes": ["default"],
        "countryCodes": ["DE", "FR"],
        "customerGroupCodes": ["resellers"],
        "startsAt": "2026-11-26T23:00:00+00:00",
        "endsAt": "2026-12-01T00:00:00+00:00",
        "priority": 5,
        "isActive": True,
        "version": 1,
    }
    entry = await last_entry(connection)
    assert (entry["action"], entry["actor_name"]) == ("pricing.price_list_created", "Grace")
    assert entry["subject_id"] == PRICE_LIST_ID.decode(list_id)
    assert entry["before"] is None
    assert entry["after"]["group_codes"] == ["resellers"]

    changed = await write(
        client,
        staff,
        "priceListUpdate",
        f"priceList {{ {LIST} }}",
        id=list_id,
        version=1,
        endsAt=None,
        priority=5,
        marketCodes=[],
    )
    assert (changed["priceList"]["endsAt"], changed["priceList"]["markets"], changed["priceList"]["version"]) == (
        None,
        [],
        2,
    )
    entry = await last_entry(connection)
    assert entry["action"] == "pricing.price_list_updated"
    assert entry["before"]["ends_at"] == "2026-12-01T00:00:00Z"
    assert entry["after"] == {"ends_at": None, "market_ids": []}

    same = await write(client, staff, "priceListUpdate", "priceList { version }", id=list_id, priority=5)
    assert same["priceList"] == {"version": 2}
    stale = await write(client, staff, "priceListUpdate", "priceList { id }", id=list_id, version=1, priority=9)
    assert refused(stale) == [("STALE_VERSION", ["version"])]
    assert stale["userErrors"][0]["detail"] == {"currentVersion": 2}
    told = "SELECT count(*) FROM outbox_event WHERE type = 'pricing.tariff_changed'"
    assert await connection.fetchval(told) == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"code": "No code"}, [("INVALID_CODE", ["code"])]),
        ({"code": "eu"}, [("CODE_TAKEN", ["code"])]),
        ({"names": [{"languageCode": "DE", "name": "Nur deutsch"}]}, [("NO_ENGLISH_NAME", ["names"])]),
        ({"names": named("\n")}, [("INVALID_NAME", ["names", "0", "name"])]),
        ({"names": named("One") * 2}, [("LANGUAGE_REPEATED", ["names", "1", "languageCode"])]),
        (
            {"names": [*named("One"), {"languageCode": "FI", "name": "Yksi"}]},
            [("LANGUAGE_NOT_SPOKEN", ["names", "1", "languageCode"])],
        ),
        ({"marketCodes": ["eu", "mars"]}, [("MARKET_NOT_FOUND", ["marketCodes", "1"])]),
        ({"channelCodes": ["fax"]}, [("CHANNEL_NOT_FOUND", ["channelCodes", "0"])]),
        ({"countryCodes": ["AQ"]}, [("COUNTRY_NOT_SERVED", ["countryCodes", "0"])]),
        ({"customerGroupCodes": ["nobody"]}, [("CUSTOMER_GROUP_NOT_FOUND", ["customerGroupCodes", "0"])]),
        (
            {"startsAt": "2026-11-27T00:00:00Z", "endsAt": "2026-11-27T00:00:00Z"},
            [("ENDS_BEFORE_START", ["endsAt"])],
        ),
        ({"taxCountryCode": "DE"}, [("TAX_NOT_INCLUDED", ["taxCountryCode"])]),
        (
            {"code": "Ä", "marketCodes": ["mars"], "channelCodes": ["\0"]},
            [
                ("INVALID_CODE", ["code"]),
                ("MARKET_NOT_FOUND", ["marketCodes", "0"]),
                ("CHANNEL_NOT_FOUND", ["channelCodes", "0"]),
            ],
        ),
    ],
)
async def test_what_no_price_list_can_be_is_refused(
    client: Client, staff: Headers, connection: Connection, given: dict[str, Any], expected: Any
) -> None:
    before = await lists(client, staff), await count(connection, "audit_entry"), await count(connection, "outbox_event")
    answer = await write(client, staff, "priceListCreate", "priceList { id }", **B2B | {"code": "another"} | given)
    assert refused(answer) == expected
    assert answer["priceList"] is None
    after = await lists(client, staff), await count(connection, "audit_entry"), await count(connection, "outbox_event")
    assert after == before


async def test_a_list_with_prices_keeps_its_currency_and_stays(client: Client, staff: Headers) -> None:
    eu = next(each for each in await lists(client, staff) if each["code"] == "eu")
    other = await write(client, staff, "priceListUpdate", "priceList { id }", id=eu["id"], currencyCode="USD")
    assert refused(other) == [("CURRENCY_IN_USE", ["currencyCode"])]
    gone = await write(client, staff, "priceListDelete", "deletedPriceListId", id=eu["id"])
    assert refused(gone) == [("IN_USE", ["id"])]
    assert next(each for each in await lists(client, staff) if each["code"] == "eu") == eu

    made = await write(client, staff, "priceListCreate", "priceList { id }", **B2B | {"code": "empty"})
    list_id = made["priceList"]["id"]
    dollars = await write(
        client, staff, "priceListUpdate", "priceList { currencyCode }", id=list_id, currencyCode="USD"
    )
    assert dollars["priceList"] == {"currencyCode": "USD"}
    deleted = await write(client, staff, "priceListDelete", "deletedPriceListId", id=list_id, version=2)
    assert deleted == {"deletedPriceListId": list_id, "userErrors": []}
    for name, shown in (("priceListUpdate", "priceList { id }"), ("priceListDelete", "deletedPriceListId")):
        for given in (list_id, "x"):
            assert refused(await write(client, staff, name, shown, id=given)) == [("PRICE_LIST_NOT_FOUND", ["id"])]


async def test_a_customer_group_that_something_names_stays(
    client: Client, staff: Headers, connection: Connection
) -> None:
    made = await write(
        client, staff, "customerGroupCreate", f"customerGroup {{ {GROUP} }}", code="clubs", names=named("Clubs")
    )
    assert made["customerGroup"] == {"code": "clubs", "names": [{"languageCode": "EN", "name": "Clubs"}], "version": 1}
    taken = await write(client, staff, "customerGroupCreate", "customerGroup { code }", code="clubs", names=named("C"))
    assert refused(taken) == [("CODE_TAKEN", ["code"])]
    nameless = await write(client, staff, "customerGroupCreate", "customerGroup { code }", code="x", names=[])
    assert refused(nameless) == [("NO_ENGLISH_NAME", ["names"])]
    renamed = await write(
        client,
        staff,
        "customerGroupUpdate",
        "customerGroup { version }",
        code="clubs",
        version=1,
        names=named("Our clubs"),
    )
    assert renamed["customerGroup"] == {"version": 2}
    stale = await write(client, staff, "customerGroupUpdate", "customerGroup { code }", code="clubs", version=1)
    assert refused(stale) == [("STALE_VERSION", ["version"])]

    listed = await write(
        client,
        staff,
        "priceListCreate",
        "priceList { id }",
        **B2B | {"code": "of-clubs", "customerGroupCodes": ["clubs"]},
    )
    assert refused(await _delete_clubs(client, staff)) == [("IN_USE", ["code"])]
    await write(client, staff, "priceListDelete", "deletedPriceListId", id=listed["priceList"]["id"])
    sale = await write(
        client,
        staff,
        "saleCreate",
        "sale { id }",
        code="of-clubs",
        names=named("Clubs"),
        kind="PERCENT",
        percent="5",
        customerGroupCodes=["clubs"],
    )
    assert refused(await _delete_clubs(client, staff)) == [("IN_USE", ["code"])]
    await write(client, staff, "saleDelete", "deletedSaleId", id=sale["sale"]["id"])
    portal = await write(
        client,
        staff,
        "storefrontCreate",
        "storefront { id version customerGroupCode }",
        code="portal",
        name="Portal",
        customerGroupCode="clubs",
    )
    assert portal["storefront"]["customerGroupCode"] == "clubs"
    assert refused(await _delete_clubs(client, staff)) == [("IN_USE", ["code"])]
    opened = await write(
        client,
        staff,
        "storefrontUpdate",
        "storefront { customerGroupCode }",
        id=portal["storefront"]["id"],
        version=1,
        customerGroupCode=None,
    )
    assert opened["storefront"] == {"customerGroupCode": None}
    unknown = await write(
        client,
        staff,
        "storefrontUpdate",
        "storefront { id }",
        id=portal["storefront"]["id"],
        version=2,
        customerGroupCode="nobody",
    )
    assert refused(unknown) == [("CUSTOMER_GROUP_NOT_FOUND", ["customerGroupCode"])]

    assert await _delete_clubs(client, staff) == {"deletedCustomerGroupCode": "clubs", "userErrors": []}
    assert (await last_entry(connection))["before"] == {"code": "clubs", "names": {"en": "Our clubs"}}
    assert refused(await _delete_clubs(client, staff)) == [("CUSTOMER_GROUP_NOT_FOUND", ["code"])]


async def _delete_clubs(client: Client, staff: Headers) -> dict[str, Any]:
    return await write(client, staff, "customerGroupDelete", "deletedCustomerGroupCode", code="clubs")


NINETY_FIVE = {"from": "0.00", "step": "1.00", "ending": "0.95", "mode": "NEAREST"}


async def test_a_rounding_rule_is_set_again_and_deleted(client: Client, staff: Headers, connection: Connection) -> None:
    shown = f"roundingRule {{ {RULE} }}"
    made = await write(client, staff, "roundingRuleSet", shown, currencyCode="EUR", bands=[NINETY_FIVE], version=0)
    rule_id = made["roundingRule"].pop("id")
    assert made["roundingRule"] == {"currencyCode": "EUR", "market": None, "bands": [NINETY_FIVE], "version": 1}
    same = await write(client, staff, "roundingRuleSet", shown, currencyCode="EUR", bands=[NINETY_FIVE])
    assert (same["roundingRule"]["id"], same["roundingRule"]["version"]) == (rule_id, 1)
    own = await write(client, staff, "roundingRuleSet", shown, currencyCode="EUR", marketCode="eu", bands=[NINETY_FIVE])
    assert own["roundingRule"]["market"] == {"code": "eu"}
    up = [NINETY_FIVE | {"mode": "UP"}]
    changed = await write(client, staff, "roundingRuleSet", shown, currencyCode="EUR", bands=up, version=1)
    assert (changed["roundingRule"]["bands"], changed["roundingRule"]["version"]) == (up, 2)
    entry = await last_entry(connection)
    assert entry["before"] == {"bands": [{"from": 0, "step": 100, "ending": 95, "mode": "NEAREST"}]}
    assert entry["after"] == {"bands": [{"from": 0, "step": 100, "ending": 95, "mode": "UP"}]}
    all_rules = await client.data(f"{{ roundingRules {{ {RULE} }} }}", headers=staff)
    assert [(rule["market"], rule["version"]) for rule in all_rules["roundingRules"]] == [
        (None, 2),
        ({"code": "eu"}, 1),
    ]

    stale = await write(client, staff, "roundingRuleDelete", "deletedRoundingRuleId", id=rule_id, version=1)
    assert refused(stale) == [("STALE_VERSION", ["version"])]
    gone = await write(client, staff, "roundingRuleDelete", "deletedRoundingRuleId", id=rule_id, version=2)
    assert gone["deletedRoundingRuleId"] == rule_id
    again = await write(client, staff, "roundingRuleDelete", "deletedRoundingRuleId", id=rule_id)
    assert refused(again) == [("ROUNDING_RULE_NOT_FOUND", ["id"])]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"bands": []}, [("NUMBER_OUT_OF_RANGE", ["bands"])]),
        ({"bands": [NINETY_FIVE] * 21}, [("NUMBER_OUT_OF_RANGE", ["bands"])]),
        ({"marketCode": "mars"}, [("MARKET_NOT_FOUND", ["marketCode"])]),
        ({"bands": [NINETY_FIVE | {"step": "0.001"}]}, [("AMOUNT_TOO_FINE", ["bands", "0", "step"])]),
        ({"bands": [NINETY_FIVE | {"from": "-1"}]}, [("AMOUNT_OUT_OF_RANGE", ["bands", "0", "from"])]),
        ({"bands": [NINETY_FIVE | {"step": "0"}]}, [("INVALID_ROUNDING", ["bands", "0"])]),
        ({"bands": [NINETY_FIVE | {"ending": "1.00"}]}, [("INVALID_ROUNDING", ["bands", "0"])]),
        ({"bands": [NINETY_FIVE, NINETY_FIVE]}, [("INVALID_ROUNDING", ["bands", "1"])]),
        (
            {"bands": [NINETY_FIVE | {"mode": "UP"}, NINETY_FIVE | {"from": "20.50", "step": "5.00", "mode": "DOWN"}]},
            [("INVALID_ROUNDING", ["bands", "1"])],
        ),
        ({"version": 7}, [("STALE_VERSION", ["version"])]),
    ],
)
async def test_a_rounding_rule_that_turns_prices_round_is_refused(
    client: Client, staff: Headers, connection: Connection, given: dict[str, Any], expected: Any
) -> None:
    before = await count(connection, "rounding_rule"), await count(connection, "audit_entry")
    wanted: dict[str, Any] = {"currencyCode": "USD", "bands": [NINETY_FIVE]}
    answer = await write(client, staff, "roundingRuleSet", "roundingRule { id }", **wanted | given)
    assert refused(answer) == expected
    assert (await count(connection, "rounding_rule"), await count(connection, "audit_entry")) == before


async def test_a_market_converts_a_list_into_its_currencies(
    client: Client, staff: Headers, connection: Connection
) -> None:
    asked = (
        f'{{ marketPricing(marketCode: "uk") {{ {PRICING} }} gone: marketPricing(marketCode: "mars") {{ version }} }}'
    )
    usual = {
        "market": {"code": "uk"},
        "basePriceList": None,
        "conversionFee": "0",
        "maxRateAgeHours": 120,
        "oldRates": "KEEP",
        "quoteMinutes": 30,
        "version": 0,
    }
    assert await client.data(asked, headers=staff) == {"marketPricing": usual, "gone": None}
    eu = next(each for each in await lists(client, staff) if each["code"] == "eu")
    shown = f"marketPricing {{ {PRICING} }}"
    given = {"marketCode": "uk", "basePriceListId": eu["id"], "conversionFee": "0.025", "oldRates": "NO_PRICE"}
    made = await write(client, staff, "marketPricingUpdate", shown, **given, version=0)
    expected = usual | {"basePriceList": {"code": "eu"}, "conversionFee": "0.025", "oldRates": "NO_PRICE", "version": 1}
    assert made["marketPricing"] == expected
    pairs = await connection.fetch("SELECT base_code, quote_code FROM currency_pair")
    assert [tuple(pair) for pair in pairs] == [("EUR", "GBP")]

    for wrong, problem in (
        ({"marketCode": "mars"}, ("MARKET_NOT_FOUND", ["marketCode"])),
        ({"basePriceListId": "x"}, ("PRICE_LIST_NOT_FOUND", ["basePriceListId"])),
        ({"conversionFee": "1"}, ("FEE_OUT_OF_RANGE", ["conversionFee"])),
        ({"conversionFee": "-0.01"}, ("FEE_OUT_OF_RANGE", ["conversionFee"])),
        ({"conversionFee": "0.000001"}, ("FEE_OUT_OF_RANGE", ["conversionFee"])),
        ({"conversionFee": "NaN"}, ("FEE_OUT_OF_RANGE", ["conversionFee"])),
        ({"maxRateAgeHours": 0}, ("NUMBER_OUT_OF_RANGE", ["maxRateAgeHours"])),
        ({"quoteMinutes": 1441}, ("NUMBER_OUT_OF_RANGE", ["quoteMinutes"])),
        ({"version": 0}, ("STALE_VERSION", ["version"])),
    ):
        answer = await write(client, staff, "marketPricingUpdate", shown, **{"marketCode": "uk"} | wrong)
        assert refused(answer) == [problem], wrong
    assert (await client.data(asked, headers=staff))["marketPricing"] == expected
    used = await write(client, staff, "priceListDelete", "deletedPriceListId", id=eu["id"])
    assert refused(used) == [("IN_USE", ["id"])]

    nothing = await write(client, staff, "marketPricingUpdate", shown, marketCode="uk", basePriceListId=None, version=1)
    assert (nothing["marketPricing"]["basePriceList"], nothing["marketPricing"]["conversionFee"]) == (None, "0.025")
    entry = await last_entry(connection)
    assert (entry["action"], entry["after"]) == ("pricing.market_pricing_updated", {"base_price_list_id": None})
