"""Stock over HTTP: staff see and change it, others do not learn whether it is there."""

from typing import Any

import asyncpg
import pytest

from app.catalog import VARIANT_ID
from app.core.context import RequestContext
from app.identity import Scope, create_staff_token
from app.inventory import WAREHOUSE_ID
from tests.support.client import Client
from tests.support.shop import Shop

ADJUST = """mutation ($input: StockAdjustInput!) { stockAdjust(input: $input) {
  stock { variant { sku } warehouse { name countryCode } onHand reserved available }
  replayed
  userErrors { code message path retryable detail { available } }
  warnings { code }
} }"""
STOCK = """query ($ids: [ID!]!) {
  warehouses { id name countryCode }
  stock(variantIds: $ids) { variant { sku } warehouse { name } onHand reserved available }
}"""


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> dict[str, str]:  # noqa: ARG001 - the shop is there before the context
    """Headers of a token that may see and adjust stock."""
    scopes = [Scope.INVENTORY_READ, Scope.INVENTORY_WRITE]
    return {"Authorization": f"Bearer {await create_staff_token(ctx, name='clerk', scopes=scopes)}"}


def adjustment(shop: Shop, **changed: Any) -> dict[str, Any]:
    return {
        "variantId": VARIANT_ID.encode(shop.mug_variant),
        "warehouseId": WAREHOUSE_ID.encode(shop.warehouses["ohio"]),
        "delta": 1,
        "reason": "Counted by hand",
        "idempotencyKey": "key",
    } | changed


async def test_staff_see_stock_by_warehouse(client: Client, shop: Shop, staff: dict[str, str]) -> None:
    ids = [VARIANT_ID.encode(shop.shirt_m), "forged", VARIANT_ID.encode(shop.shirt_l)]

    data = await client.data(STOCK, {"ids": ids}, headers=staff)

    assert [(each["name"], each["countryCode"]) for each in data["warehouses"]] == [
        ("Ohio", "US"),
        ("Rotterdam", "NL"),
        ("Shenzhen", "CN"),
    ]
    assert [(each["variant"]["sku"], each["warehouse"]["name"], each["available"]) for each in data["stock"]] == [
        ("SHIRT-M", "Rotterdam", 10),
        ("SHIRT-M", "Shenzhen", 100),
        ("SHIRT-L", "Shenzhen", 5),
    ]


async def test_a_warehouse_is_a_node(client: Client, shop: Shop) -> None:
    document = "query ($id: ID!) @inContext(language: DE) { node(id: $id) { id ... on Warehouse { name } } }"
    warehouse = WAREHOUSE_ID.encode(shop.warehouses["ohio"])

    assert await client.data(document, {"id": warehouse}) == {"node": {"id": warehouse, "name": "Ohio"}}


async def test_staff_adjust_stock_once_for_each_key(client: Client, shop: Shop, staff: dict[str, str]) -> None:
    change = {"input": adjustment(shop, delta=-8, idempotencyKey="eight broken")}

    first = (await client.data(ADJUST, change, headers=staff))["stockAdjust"]
    second = (await client.data(ADJUST, change, headers=staff))["stockAdjust"]

    stock = {"onHand": 42, "reserved": 0, "available": 42}
    assert first == {
        "stock": {"variant": {"sku": "MUG"}, "warehouse": {"name": "Ohio", "countryCode": "US"}, **stock},
        "replayed": False,
        "userErrors": [],
        "warnings": [],
    }
    assert second == {**first, "replayed": True}


@pytest.mark.parametrize(
    ("changed", "code", "path", "detail"),
    [
        ({"delta": -4}, "INSUFFICIENT_STOCK", "delta", {"available": 3}),
        ({"delta": 0}, "INVALID_QUANTITY", "delta", None),
        ({"delta": 2**31 - 1}, "INVALID_QUANTITY", "delta", None),
        ({"variantId": "forged"}, "VARIANT_NOT_FOUND", "variantId", None),
        ({"warehouseId": "forged"}, "WAREHOUSE_NOT_FOUND", "warehouseId", None),
        ({"reason": " "}, "INVALID_REASON", "reason", None),
        ({"reason": "a\x00b"}, "INVALID_REASON", "reason", None),
        ({"reason": "x" * 501}, "INVALID_REASON", "reason", None),
        ({"idempotencyKey": ""}, "INVALID_IDEMPOTENCY_KEY", "idempotencyKey", None),
        ({"idempotencyKey": "used"}, "IDEMPOTENCY_KEY_REUSED", "idempotencyKey", None),
    ],
)
async def test_what_is_refused(
    client: Client,
    shop: Shop,
    staff: dict[str, str],
    connection: "asyncpg.Connection[asyncpg.Record]",
    changed: dict[str, Any],
    code: str,
    path: str,
    detail: dict[str, int] | None,
) -> None:
    rotterdam = WAREHOUSE_ID.encode(shop.warehouses["rotterdam"])
    if code == "IDEMPOTENCY_KEY_REUSED":
        used = adjustment(shop, variantId=VARIANT_ID.encode(shop.shirt_l), idempotencyKey="used")
        await client.data(ADJUST, {"input": used}, headers=staff)
    before = await _stored(connection)

    data = await client.data(ADJUST, {"input": adjustment(shop, warehouseId=rotterdam) | changed}, headers=staff)

    (error,) = data["stockAdjust"]["userErrors"]
    assert (error["code"], error["path"], error["detail"]) == (code, ["input", path], detail)
    assert (data["stockAdjust"]["stock"], data["stockAdjust"]["replayed"]) == (None, False)
    assert await _stored(connection) == before


@pytest.mark.parametrize(
    ("scopes", "code"),
    [(None, "UNAUTHENTICATED"), ([Scope.ORDERS_WRITE], "FORBIDDEN"), ([Scope.INVENTORY_READ], "FORBIDDEN")],
)
async def test_others_may_not(
    client: Client,
    shop: Shop,
    ctx: RequestContext,
    connection: "asyncpg.Connection[asyncpg.Record]",
    scopes: list[Scope] | None,
    code: str,
) -> None:
    headers = {}
    if scopes is not None:
        headers = {"Authorization": f"Bearer {await create_staff_token(ctx, name='other', scopes=scopes)}"}
    before = await _stored(connection)

    answer = await client.ask(ADJUST, {"input": adjustment(shop)}, headers=headers)

    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert not answer.get("data")
    assert await _stored(connection) == before
    if scopes != [Scope.INVENTORY_READ]:
        seen = await client.ask(STOCK, {"ids": [VARIANT_ID.encode(shop.shirt_m)]}, headers=headers)
        assert {error["extensions"]["code"] for error in seen["errors"]} == {code}


async def test_at_most_a_hundred_variants_at_once(client: Client, shop: Shop, staff: dict[str, str]) -> None:
    answer = await client.ask(STOCK, {"ids": [VARIANT_ID.encode(shop.shirt_m)] * 101}, headers=staff)

    assert answer["errors"][0]["extensions"]["code"] == "TOO_MANY_IDS"


async def _stored(connection: "asyncpg.Connection[asyncpg.Record]") -> list[dict[str, Any]]:
    rows = []
    for table in ("stock", "audit_entry", "idempotent_request", "outbox_event"):
        rows += await connection.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608 - names of this list
    return [dict(row) for row in rows]
