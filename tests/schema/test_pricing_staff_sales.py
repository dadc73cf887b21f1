"""Sales as staff plan them over HTTP: whom and what they are for, what they cannot be, what is noted."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import PRODUCT_ID
from app.identity import Scope
from tests.support.client import Client
from tests.support.shop import Shop
from tests.support.staff import Headers, last_entry, named, refused, staff_headers, write

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

TARGETS = "productIds categoryIds collectionIds brandIds attributes { attribute value }"
SALE = (
    "id code names { name } kind percent amounts { amount currencyCode } markets { code } channelCodes "
    f"customerGroupCodes targets {{ {TARGETS} }} excluded {{ {TARGETS} }} startsAt endsAt isPaused version"
)
WANTED: dict[str, Any] = {"names": named("Sale"), "kind": "PERCENT", "percent": "15"}
NOTHING: dict[str, Any] = {"productIds": [], "categoryIds": [], "collectionIds": [], "brandIds": [], "attributes": []}


def texts(text: str) -> list[dict[str, str]]:
    """As the catalog takes names, in English."""
    return [{"languageCode": "EN", "text": text}]


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    """Headers of a token that may see and change prices; the shop has an attribute to find products by."""
    assert client.runtime
    assert shop
    headers = await staff_headers(database_url, "Grace", [Scope.PRICING_READ, Scope.PRICING_WRITE, Scope.CATALOG_WRITE])
    attribute = "attribute { code }"
    values = [{"code": "linen", "names": texts("Linen")}]
    for given in (
        {"code": "material", "names": texts("Material"), "kind": "MULTI_SELECT", "values": values},
        {"code": "vegan", "names": texts("Vegan"), "kind": "BOOLEAN"},
        {"code": "manual", "names": texts("Manual"), "kind": "FILE"},
    ):
        made = await write(client, headers, "attributeCreate", attribute, **given)
        assert made["userErrors"] == []
    return headers


async def sales(client: Client, staff: Headers) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.data(f"{{ sales {{ {SALE} }} }}", headers=staff))["sales"]
    return found


async def written(connection: Connection) -> tuple[int, int]:
    """Entries of the audit log, and events."""
    row = await connection.fetchrow("SELECT (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM outbox_event)")
    assert row is not None
    return row[0], row[1]


async def test_a_sale_is_planned_changed_paused_and_ended(
    client: Client, staff: Headers, shop: Shop, connection: Connection
) -> None:
    shirt = PRODUCT_ID.encode(shop.shirt)
    made = await write(
        client,
        staff,
        "saleCreate",
        f"sale {{ {SALE} }}",
        **WANTED,
        code="linen-days",
        marketCodes=["eu"],
        channelCodes=["default"],
        targets={
            "productIds": [shirt],
            "attributes": [{"attribute": "material", "value": "linen"}, {"attribute": "vegan", "value": "true"}],
        },
        excluded={"productIds": [PRODUCT_ID.encode(shop.mug)]},
        startsAt="2099-11-27T00:00:00",
        endsAt="2099-12-01T00:00:00",
    )
    assert made["userErrors"] == []
    sale_id = made["sale"]["id"]
    attributes = [{"attribute": "material", "value": "linen"}, {"attribute": "vegan", "value": "true"}]
    assert made["sale"] == {
        "id": sale_id,
        "code": "linen-days",
        "names": [{"name": "Sale"}],
        "kind": "PERCENT",
        "percent": "15.00",
        "amounts": [],
        "markets": [{"code": "eu"}],
        "channelCodes": ["default"],
        "customerGroupCodes": [],
        "targets": NOTHING | {"productIds": [shirt], "attributes": attributes},
        "excluded": NOTHING | {"productIds": [PRODUCT_ID.encode(shop.mug)]},
        "startsAt": "2099-11-27T00:00:00",
        "endsAt": "2099-12-01T00:00:00",
        "isPaused": False,
        "version": 1,
    }
    entry = await last_entry(connection)
    assert (entry["action"], entry["after"]["conditions"]) == (
        "pricing.sale_created",
        [{"material": ["linen"]}, {"vegan": True}],
    )

    amounts = [{"currencyCode": "EUR", "amount": "5.00"}]
    change: dict[str, Any] = {"kind": "AMOUNT", "amounts": amounts, "isPaused": True, "endsAt": None}
    changed = await write(client, staff, "saleUpdate", f"sale {{ {SALE} }}", id=sale_id, version=1, **change)
    assert changed["sale"] == made["sale"] | {
        "kind": "AMOUNT",
        "percent": None,
        "amounts": [{"amount": "5.00", "currencyCode": "EUR"}],
        "isPaused": True,
        "endsAt": None,
        "version": 2,
    }
    entry = await last_entry(connection)
    assert entry["before"] == {
        "kind": "PERCENT",
        "percent": "15.00",
        "amounts": {},
        "is_paused": False,
        "ends_local": "2099-12-01T00:00:00",
    }
    stale = await write(client, staff, "saleUpdate", "sale { id }", id=sale_id, version=1, isPaused=False)
    assert refused(stale) == [("STALE_VERSION", ["version"])]
    asked = await client.data("query ($id: ID!) { sale(id: $id) { version } }", {"id": sale_id}, headers=staff)
    assert asked == {"sale": {"version": 2}}

    gone = await write(client, staff, "saleDelete", "deletedSaleId", id=sale_id, version=2)
    assert gone["deletedSaleId"] == sale_id
    assert await sales(client, staff) == []
    kept = "SELECT count(*) FROM pricing_past WHERE kind = 'sale'"
    assert await connection.fetchval(kept) == 2
    for name, shown in (("saleUpdate", "sale { id }"), ("saleDelete", "deletedSaleId")):
        assert refused(await write(client, staff, name, shown, id=sale_id)) == [("SALE_NOT_FOUND", ["id"])]


EUROS = {"currencyCode": "EUR", "amount": "5.00"}
BY_AMOUNT = {"kind": "AMOUNT", "percent": None, "marketCodes": ["eu"], "amounts": [EUROS]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"percent": "0"}, [("PERCENT_OUT_OF_RANGE", ["percent"])]),
        ({"percent": "100"}, [("PERCENT_OUT_OF_RANGE", ["percent"])]),
        ({"percent": "-5"}, [("PERCENT_OUT_OF_RANGE", ["percent"])]),
        ({"percent": "NaN"}, [("PERCENT_OUT_OF_RANGE", ["percent"])]),
        ({"percent": "12.345"}, [("PERCENT_OUT_OF_RANGE", ["percent"])]),
        ({"percent": None}, [("NOT_OF_KIND", ["percent"])]),
        ({"amounts": [EUROS]}, [("NOT_OF_KIND", ["amounts"])]),
        (BY_AMOUNT | {"percent": "5"}, [("NOT_OF_KIND", ["percent"])]),
        (BY_AMOUNT | {"marketCodes": ["eu", "uk"]}, [("AMOUNT_MISSING", ["amounts"])]),
        (BY_AMOUNT | {"marketCodes": []}, [("AMOUNT_MISSING", ["amounts"])] * 5),
        (BY_AMOUNT | {"amounts": [EUROS, EUROS]}, [("CURRENCY_REPEATED", ["amounts", "1", "currencyCode"])]),
        (BY_AMOUNT | {"amounts": [EUROS | {"amount": "-5"}]}, [("AMOUNT_OUT_OF_RANGE", ["amounts", "0", "amount"])]),
        (BY_AMOUNT | {"amounts": [EUROS | {"amount": "0"}]}, [("AMOUNT_OUT_OF_RANGE", ["amounts", "0", "amount"])]),
        (BY_AMOUNT | {"amounts": [EUROS | {"amount": "0.001"}]}, [("AMOUNT_TOO_FINE", ["amounts", "0", "amount"])]),
        (
            {"startsAt": "2099-11-27T00:00:00", "endsAt": "2099-11-27T00:00:00"},
            [("ENDS_BEFORE_START", ["endsAt"])],
        ),
        ({"code": "Sale"}, [("INVALID_CODE", ["code"])]),
        ({"names": []}, [("NO_ENGLISH_NAME", ["names"])]),
        ({"marketCodes": ["mars"]}, [("MARKET_NOT_FOUND", ["marketCodes", "0"])]),
        ({"channelCodes": ["fax"]}, [("CHANNEL_NOT_FOUND", ["channelCodes", "0"])]),
        ({"customerGroupCodes": ["nobody"]}, [("CUSTOMER_GROUP_NOT_FOUND", ["customerGroupCodes", "0"])]),
        (
            {"targets": {"productIds": ["x"], "brandIds": ["brand_00000000000000000000000000"]}},
            [("TARGET_NOT_FOUND", ["targets", "productIds", "0"]), ("TARGET_NOT_FOUND", ["targets", "brandIds", "0"])],
        ),
        ({"excluded": {"categoryIds": ["x"]}}, [("TARGET_NOT_FOUND", ["excluded", "categoryIds", "0"])]),
        (
            {"targets": {"attributes": [{"attribute": "none", "value": "x"}]}},
            [("ATTRIBUTE_NOT_FOUND", ["targets", "attributes", "0", "attribute"])],
        ),
        (
            {"targets": {"attributes": [{"attribute": "material", "value": "gold"}]}},
            [("ATTRIBUTE_VALUE_INVALID", ["targets", "attributes", "0", "value"])],
        ),
        (
            {"targets": {"attributes": [{"attribute": "manual", "value": "x"}]}},
            [("ATTRIBUTE_VALUE_INVALID", ["targets", "attributes", "0", "value"])],
        ),
        (
            {"targets": {"attributes": [{"attribute": "vegan", "value": "true"}] * 21}},
            [("TOO_MANY", ["targets", "attributes"])],
        ),
    ],
)
async def test_what_no_sale_can_be_is_refused(
    client: Client, staff: Headers, connection: Connection, given: dict[str, Any], expected: Any
) -> None:
    before = await written(connection)
    answer = await write(client, staff, "saleCreate", "sale { id }", **{"code": "another"} | WANTED | given)
    assert refused(answer)[: len(expected)] == expected
    assert {code for code, _ in refused(answer)} == {code for code, _ in expected}
    assert await sales(client, staff) == []
    assert await written(connection) == before


async def test_local_times_have_no_offset(client: Client, staff: Headers) -> None:
    document = "mutation ($input: SaleCreateInput!) { saleCreate(input: $input) { sale { id } } }"
    given = {"input": WANTED | {"code": "offset", "startsAt": "2099-11-27T00:00:00+01:00"}}
    answer = await client.ask(document, given, headers=staff)
    assert "no offset" in answer["errors"][0]["message"]
    assert await sales(client, staff) == []
