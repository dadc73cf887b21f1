"""Orders over HTTP: opened by their secret, told a little of by number and e-mail, and listed for staff."""

from typing import Any
from uuid import uuid4

import pytest
from asyncpg import Connection

from app.core.ids import new_id
from app.identity import Scope, create_staff_token
from app.orders import ORDER_ID
from app.payments import PAYMENT_ID
from tests.support.checkout import ORDER, complete, open_order, ready_cart, restock
from tests.support.client import Client
from tests.support.shop import Shop

LOOKUP = "query ($number: String!, $email: String!) { orderLookup(number: $number, email: $email) { number status } }"
LIST = """
query ($first: Int! = 20, $after: String, $status: OrderStatus) {
  orders(first: $first, after: $after, status: $status) {
    nodes { id number status token } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""
NODE = "query ($id: ID!) { node(id: $id) { id ... on Order { ...OrderFields } } }" + ORDER
CANCEL = """
mutation ($input: OrderCancelInput!) {
  orderCancel(input: $input) {
    order { id status version cancelledAt }
    userErrors { code message path retryable detail { currentVersion } }
    warnings { code }
  }
}
"""


@pytest.fixture
async def order(client: Client, shop: Shop, connection: "Connection[Any]") -> dict[str, Any]:
    await restock(connection, shop, shop.shirt_m, 10)
    bought: dict[str, Any] = (await complete(client, shop, await ready_cart(client, shop.shirt_m)))["order"]
    return bought


async def staff_headers(client: Client, *scopes: Scope) -> dict[str, str]:
    token = await create_staff_token(await client.runtime.system_context(), name="Kim", scopes=scopes)
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("token", ["", "order_secret_x", "cart_secret_x"])
async def test_a_token_that_opens_nothing(client: Client, order: dict[str, Any], token: str) -> None:
    assert await open_order(client, token) is None
    assert await open_order(client, order["id"]) is None


async def test_number_and_email_tell_a_little(client: Client, order: dict[str, Any]) -> None:
    number = order["number"].lower().replace("-", " ")

    async def look(number: str, email: str) -> Any:
        return (await client.data(LOOKUP, {"number": number, "email": email}))["orderLookup"]

    told = {"number": order["number"], "status": "CONFIRMED"}
    assert await look(number, " ANA@example.com ") == told
    for wrong in ((number, "bob@example.com"), ("TW-0000-0000", "ana@example.com"), ("", "")):
        assert await look(*wrong) is None
    leak = await client.ask('{ orderLookup(number: "x", email: "x") { email } }')
    assert "Cannot query field 'email'" in leak["errors"][0]["message"]


async def test_an_order_by_its_id_is_for_staff(client: Client, order: dict[str, Any]) -> None:
    async def open_node(headers: dict[str, str]) -> Any:
        return (await client.data(NODE, {"id": order["id"]}, headers=headers))["node"]

    assert await open_node({}) is None
    assert await open_node(await staff_headers(client, Scope.INVENTORY_READ)) is None
    assert await open_node(await staff_headers(client, Scope.ORDERS_READ)) == order | {"token": None}


async def test_a_payment_by_its_id_is_for_staff(client: Client, order: dict[str, Any]) -> None:
    document = "query ($id: ID!) { node(id: $id) { id ... on Payment { status amount { formatted } } } }"
    payment_id = order["payments"][0]["id"]

    assert (await client.data(document, {"id": payment_id}))["node"] is None
    assert (await client.data(document, {"id": PAYMENT_ID.encode(new_id())}))["node"] is None
    staff = await staff_headers(client, Scope.ORDERS_READ)
    seen = (await client.data(document, {"id": payment_id}, headers=staff))["node"]
    assert (seen["id"], seen["status"]) == (payment_id, "AUTHORIZED")


async def test_the_list_is_for_staff(client: Client, order: dict[str, Any]) -> None:
    for headers, code in (({}, "UNAUTHENTICATED"), (await staff_headers(client, Scope.ORDERS_WRITE), "FORBIDDEN")):
        answer = await client.ask(LIST, headers=headers)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
        assert order["number"] not in str(answer)


async def test_the_list_is_paged_newest_first(client: Client, shop: Shop, order: dict[str, Any]) -> None:
    staff = await staff_headers(client, Scope.ORDERS_READ)
    newer = (await complete(client, shop, await ready_cart(client, shop.shirt_m), "sandbox-redirect"))["order"]

    async def page(**variables: Any) -> Any:
        return (await client.data(LIST, variables, headers=staff))["orders"]

    first = await page(first=1)
    assert first["nodes"] == [
        {"id": newer["id"], "number": newer["number"], "status": "AWAITING_PAYMENT", "token": None}
    ]
    second = await page(first=1, after=first["pageInfo"]["endCursor"])
    assert [node["id"] for node in second["nodes"]] == [order["id"]]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (True, True)
    confirmed = await page(status="CONFIRMED")
    assert {node["status"] for node in confirmed["nodes"]} == {"CONFIRMED"}
    assert order["id"] in [node["id"] for node in confirmed["nodes"]]
    with client.statements() as few:
        await page(first=1)
    with client.statements() as many:
        await page(first=100)
    assert len(few) == len(many)


@pytest.mark.parametrize("after", ["", "x", "WyJvcmRlcnM6IiwxLDJd", "WyJvcmRlcnM6IiwiMjAyNi0wMS0wMSIsIngiXQ"])
async def test_cursors_that_are_none(client: Client, order: dict[str, Any], after: str) -> None:
    staff = await staff_headers(client, Scope.ORDERS_READ)
    answer = await client.ask(LIST, {"after": after}, headers=staff)
    if after:
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_CURSOR"]
    else:
        assert order["id"] in [node["id"] for node in answer["data"]["orders"]["nodes"]]


async def test_lines_are_paged(client: Client, order: dict[str, Any]) -> None:
    document = """
    query ($token: OrderToken!, $first: Int!, $after: String) {
      order(token: $token) { lines(first: $first, after: $after) { nodes { sku } pageInfo { hasNextPage endCursor } } }
    }
    """
    lines = (await client.data(document, {"token": order["token"], "first": 1}))["order"]["lines"]
    assert (lines["nodes"], lines["pageInfo"]["hasNextPage"]) == ([{"sku": "SHIRT-M"}], False)
    rest = {"token": order["token"], "first": 1, "after": lines["pageInfo"]["endCursor"]}
    assert (await client.data(document, rest))["order"]["lines"]["nodes"] == []
    for wrong, code in (({"first": 0}, "PAGE_SIZE_OUT_OF_RANGE"), ({"first": 1, "after": "x"}, "INVALID_CURSOR")):
        answer = await client.ask(document, {"token": order["token"], **wrong})
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]


async def test_staff_cancel(client: Client, connection: "Connection[Any]", order: dict[str, Any]) -> None:
    wanted = {"orderId": order["id"], "version": 1, "reason": "Changed their mind", "idempotencyKey": str(uuid4())}
    for headers, code in (({}, "UNAUTHENTICATED"), (await staff_headers(client, Scope.ORDERS_READ), "FORBIDDEN")):
        answer = await client.ask(CANCEL, {"input": wanted}, headers=headers)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    staff = await staff_headers(client, Scope.ORDERS_WRITE)

    async def cancel(**changes: Any) -> Any:
        return (await client.data(CANCEL, {"input": wanted | changes}, headers=staff))["orderCancel"]

    stale = await cancel(version=9, idempotencyKey=None)
    assert stale["userErrors"] == [
        {
            "code": "STALE_VERSION",
            "message": "The order has changed in the meantime. Read it again, then repeat.",
            "path": ["input", "version"],
            "retryable": False,
            "detail": {"currentVersion": 1},
        }
    ]
    assert (stale["order"]["status"], stale["order"]["version"]) == ("CONFIRMED", 1)
    for forged in (ORDER_ID.encode(new_id()), "order_x", order["payments"][0]["id"], ""):
        payload = await cancel(orderId=forged)
        assert ([error["code"] for error in payload["userErrors"]], payload["order"]) == (["ORDER_NOT_FOUND"], None)

    done = await cancel()
    assert (done["userErrors"], done["order"]["status"], done["order"]["version"]) == ([], "CANCELLED", 2)
    assert done["order"]["cancelledAt"] is not None
    assert await cancel() == done
    reused = await cancel(reason="Another")
    assert [error["code"] for error in reused["userErrors"]] == ["IDEMPOTENCY_KEY_REUSED"]
    assert (await open_order(client, order["token"]))["status"] == "CANCELLED"
    assert (await books_of_order(connection, order)) == ["CANCELLED"]


async def books_of_order(connection: "Connection[Any]", order: dict[str, Any]) -> list[str]:
    rows = await connection.fetch('SELECT status FROM "order" WHERE id = $1', ORDER_ID.decode(order["id"]))
    return [row["status"] for row in rows]
