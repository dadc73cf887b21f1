"""A cart, from the first line to the chosen delivery, over HTTP."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from app.catalog import VARIANT_ID
from app.core.secrets import hash_secret
from tests.support.carts import BERLIN, cart_with, change, open_cart, stored_cart
from tests.support.client import Client
from tests.support.shop import Shop

TOKYO = {"lastName": "山田", "line1": "道玄坂1-2-3", "region": "東京都", "postalCode": "150-0043", "countryCode": "JP"}
DUBAI = {"lastName": "محمد", "line1": "شارع الشيخ زايد 1", "region": "دبي", "countryCode": "AE"}
COLUMBUS = {
    "lastName": "Lee",
    "line1": "1 Main St",
    "city": "Columbus",
    "region": "OH",
    "postalCode": "43215",
    "countryCode": "US",
}


@pytest.fixture
def shirt(shop: Shop) -> str:
    return VARIANT_ID.encode(shop.shirt_m)


@pytest.fixture
def mug(shop: Shop) -> str:
    return VARIANT_ID.encode(shop.mug_variant)


def basket(cart: dict[str, Any]) -> dict[str, int]:
    return {line["variant"]["sku"]: line["quantity"] for line in cart["lines"]["nodes"]}


def amounts(cart: dict[str, Any]) -> dict[str, str | None]:
    return {
        part: value and value["amount"]
        for part, value in cart["cost"].items()
        if part not in ("taxIncluded", "complete")
    }


async def test_a_new_cart(client: Client, shirt: str, mug: str) -> None:
    cart = await cart_with(client, (shirt, 1), (mug, 2), (shirt, 1))

    assert cart["token"].startswith("cart_secret_")
    assert (cart["version"], cart["countryCode"], cart["currencyCode"]) == (1, "DE", "EUR")
    assert (cart["email"], cart["shippingAddress"], cart["deliveryGroups"]) == (None, None, [])
    assert 29 <= (datetime.fromisoformat(cart["expiresAt"]) - datetime.now(UTC)).days <= 30
    first, second = cart["lines"]["nodes"]
    assert first["variant"] == {"id": shirt, "sku": "SHIRT-M", "product": {"name": "Linen shirt"}}
    assert (first["quantity"], second["quantity"]) == (2, 2)
    # 59.90 with 19 % has 9.56 of tax: 59.90 - 50.34.
    assert first["price"] == {
        "displayed": {"amount": "59.90", "currencyCode": "EUR"},
        "taxRate": "0.19",
        "tax": {"amount": "9.56", "currencyCode": "EUR"},
    }
    assert first["cost"]["total"]["amount"] == "119.80"
    # Tax by line: 119.80 has 19.13, 11.98 has 1.91.
    assert amounts(cart) == {
        "subtotal": "131.78",
        "discount": "0.00",
        "shipping": None,
        "duty": None,
        "fees": None,
        "tax": "21.04",
        "total": "131.78",
        "dueOnDelivery": None,
    }
    assert (cart["cost"]["taxIncluded"], cart["cost"]["complete"]) == (True, False)


async def test_an_empty_cart_can_be_filled_later(client: Client, shirt: str) -> None:
    payload = await change(client, "cartCreate")
    filled = await change(client, "cartLinesAdd", token=payload["cart"]["token"], lines=[{"variantId": shirt}])

    assert basket(payload["cart"]) == {}
    assert (basket(filled["cart"]), filled["cart"]["version"]) == ({"SHIRT-M": 1}, 2)


async def test_lines_are_added_changed_and_removed(client: Client, shirt: str, mug: str) -> None:
    cart = await cart_with(client, (shirt, 1))
    token, line = cart["token"], cart["lines"]["nodes"][0]["id"]

    added = await change(
        client,
        "cartLinesAdd",
        token=token,
        version=1,
        lines=[{"variantId": mug, "quantity": 2}, {"variantId": shirt, "quantity": 1}],
    )
    assert (added["userErrors"], added["warnings"]) == ([], [])
    assert (basket(added["cart"]), added["cart"]["version"]) == ({"SHIRT-M": 2, "MUG": 2}, 2)
    assert added["cart"]["lines"]["nodes"][0]["id"] == line

    updated = await change(client, "cartLinesUpdate", token=token, version=2, lines=[{"lineId": line, "quantity": 3}])
    assert (basket(updated["cart"]), updated["cart"]["version"]) == ({"SHIRT-M": 3, "MUG": 2}, 3)

    removed = await change(client, "cartLinesRemove", token=token, version=3, lineIds=[line])
    assert (basket(removed["cart"]), removed["cart"]["version"]) == ({"MUG": 2}, 4)
    assert basket(await open_cart(client, token)) == {"MUG": 2}


async def test_what_changes_nothing_leaves_the_version(
    client: Client, shirt: str, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    cart = await cart_with(client, (shirt, 2))
    token = cart["token"]
    await change(client, "cartBuyerUpdate", token=token, email="ana@example.com", shippingAddress=BERLIN)
    before = await stored_cart(connection, token)

    line = cart["lines"]["nodes"][0]["id"]
    await change(client, "cartLinesUpdate", token=token, lines=[{"lineId": line, "quantity": 2}])
    await change(client, "cartLinesAdd", token=token, lines=[])
    await change(client, "cartLinesRemove", token=token, lineIds=[])
    await change(client, "cartBuyerUpdate", token=token)
    await change(client, "cartBuyerUpdate", token=token, email=" ana@example.com", shippingAddress=BERLIN)

    assert await stored_cart(connection, token) == before


async def test_more_than_there_is_becomes_what_there_is(client: Client, shirt: str, mug: str) -> None:
    cart = await cart_with(client, (mug, 1))
    payload = await change(client, "cartLinesAdd", token=cart["token"], lines=[{"variantId": shirt, "quantity": 900}])

    assert payload["userErrors"] == []
    assert basket(payload["cart"]) == {"MUG": 1, "SHIRT-M": 110}
    assert payload["warnings"] == [
        {
            "code": "QUANTITY_REDUCED",
            "message": "Only 110 in stock: the quantity is now 110.",
            "path": ["input", "lines", "0", "quantity"],
        }
    ]


async def test_delivery_is_offered_once_the_address_is_known(client: Client, shirt: str, mug: str) -> None:
    cart = await cart_with(client, (shirt, 2), (mug, 5))  # 3 mugs are in Rotterdam, 50 in Ohio
    token = cart["token"]
    buyer = await change(client, "cartBuyerUpdate", token=token, email="ana@Example.com", shippingAddress=BERLIN)

    assert buyer["cart"]["email"] == "ana@example.com"
    assert buyer["cart"]["shippingAddress"] == {**BERLIN, "region": None, "phone": "+49301234567"}
    rotterdam, ohio = buyer["cart"]["deliveryGroups"]
    assert (rotterdam["warehouse"]["name"], rotterdam["warehouse"]["countryCode"]) == ("Rotterdam", "NL")
    assert (ohio["warehouse"]["name"], ohio["warehouse"]["countryCode"]) == ("Ohio", "US")
    shirts, mugs = (line["id"] for line in buyer["cart"]["lines"]["nodes"])
    assert rotterdam["lines"] == [{"line": {"id": shirts}, "quantity": 2}]
    assert ohio["lines"] == [{"line": {"id": mugs}, "quantity": 5}]
    # Two shirts of 240 g: 4.90 + 0.90; five mugs of 380 g: 9.90 + 2 x 4.50.
    assert [option["price"]["amount"] for option in rotterdam["options"]] == ["5.80", "14.00"]
    assert [option["price"]["amount"] for option in ohio["options"]] == ["18.90", "42.70"]
    assert ohio["options"][0]["estimate"]["reasons"][-1] == "CUSTOMS"
    assert "CUSTOMS" not in rotterdam["options"][0]["estimate"]["reasons"]

    chosen = await change(
        client,
        "cartDeliverySelect",
        token=token,
        selections=[
            {"groupId": rotterdam["id"], "optionId": rotterdam["options"][0]["id"]},
            {"groupId": ohio["id"], "optionId": ohio["options"][1]["id"]},
        ],
    )
    # 119.80 + 29.95 + 5.80 + 42.70; their tax: 19.13 + 4.78 + 0.93 + 6.82.
    assert chosen["warnings"] == []
    costs = amounts(chosen["cart"])
    assert (costs["shipping"], costs["tax"], costs["total"]) == ("48.50", "31.66", "198.25")
    assert chosen["cart"]["deliveryGroups"][1]["selectedOption"] == {
        "id": ohio["options"][1]["id"],
        "price": {"amount": "42.70", "currencyCode": "EUR"},
    }

    again = await change(
        client,
        "cartDeliverySelect",
        token=token,
        selections=[{"groupId": ohio["id"], "optionId": ohio["options"][1]["id"]}],
    )
    assert [warning["code"] for warning in again["warnings"]] == ["ALREADY_SELECTED"]
    assert again["cart"]["version"] == chosen["cart"]["version"]


async def _ready(client: Client, shirt: str) -> dict[str, Any]:
    """A cart of two shirts for Berlin with standard delivery."""
    cart = await cart_with(client, (shirt, 2))
    buyer = await change(client, "cartBuyerUpdate", token=cart["token"], shippingAddress=BERLIN)
    (group,) = buyer["cart"]["deliveryGroups"]
    choice = {"groupId": group["id"], "optionId": group["options"][0]["id"]}
    ready: dict[str, Any] = (await change(client, "cartDeliverySelect", token=cart["token"], selections=[choice]))[
        "cart"
    ]
    return ready


@pytest.mark.parametrize(
    ("address", "currency", "unit", "subtotal", "tax", "total"),
    [
        # 9,800 yen with 10 %: 19,600 has 1,782.
        (TOKYO, "JPY", "9800", "19600", "1782", "19600"),
        # 239 dirham with 5 %: 478 has 22.76.
        (DUBAI, "AED", "239.00", "478.00", "22.76", "478.00"),
        # Ohio adds 5.75 % (Ohio Revised Code, section 5739.02): 7.36 on 128.00.
        (COLUMBUS, "USD", "64.00", "128.00", "7.36", "135.36"),
    ],
    ids=["JP", "AE", "US"],
)
async def test_a_cart_moves_with_its_address(
    client: Client, shirt: str, address: dict[str, str], currency: str, unit: str, subtotal: str, tax: str, total: str
) -> None:
    cart = await _ready(client, shirt)

    moved = await change(client, "cartBuyerUpdate", token=cart["token"], shippingAddress=address)

    assert moved["userErrors"] == []
    assert [warning["code"] for warning in moved["warnings"]] == ["DELIVERY_SELECTION_DROPPED", "PRICE_CHANGED"]
    there = moved["cart"]
    assert (there["countryCode"], there["currencyCode"]) == (address["countryCode"], currency)
    assert there["lines"]["nodes"][0]["price"]["displayed"] == {"amount": unit, "currencyCode": currency}
    costs = amounts(there)
    assert (costs["subtotal"], costs["shipping"], costs["tax"], costs["total"]) == (subtotal, None, tax, total)
    assert there["cost"]["taxIncluded"] is (currency != "USD")
    assert there["version"] == cart["version"] + 1
    assert there["deliveryGroups"][0]["selectedOption"] is None
    assert {option["price"]["currencyCode"] for option in there["deliveryGroups"][0]["options"]} == {currency}


async def test_null_takes_the_buyer_away(client: Client, shirt: str) -> None:
    cart = await _ready(client, shirt)

    payload = await change(client, "cartBuyerUpdate", token=cart["token"], email=None, shippingAddress=None)

    assert (payload["cart"]["shippingAddress"], payload["cart"]["deliveryGroups"]) == (None, [])
    assert [warning["code"] for warning in payload["warnings"]] == ["DELIVERY_SELECTION_DROPPED"]


async def test_a_changed_price_is_shown_with_the_next_change_and_told(
    client: Client, shop: Shop, shirt: str, mug: str, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    cart = await _ready(client, shirt)
    await connection.execute("UPDATE price SET amount = amount + 100 WHERE variant_id = $1", shop.shirt_m)
    try:
        looked_at = await open_cart(client, cart["token"])
        changed = await change(client, "cartLinesAdd", token=cart["token"], lines=[{"variantId": mug}])
    finally:
        await connection.execute("UPDATE price SET amount = amount - 100 WHERE variant_id = $1", shop.shirt_m)

    assert amounts(looked_at)["subtotal"] == "119.80"
    assert amounts(changed["cart"])["subtotal"] == "127.79"  # 2 x 60.90 + 5.99
    assert [warning["code"] for warning in changed["warnings"]] == ["PRICE_CHANGED"]


async def test_an_ordered_cart_can_still_be_looked_at(
    client: Client, shirt: str, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    cart = await _ready(client, shirt)
    await connection.execute(
        "UPDATE cart SET order_id = gen_random_uuid(), expires_at = now() - interval '1 day' WHERE token_hash = $1",
        hash_secret(cart["token"]),
    )

    ordered = await open_cart(client, cart["token"])

    assert (amounts(ordered), ordered["deliveryGroups"]) == (amounts(cart), [])


async def test_the_language_is_the_requests_and_the_rest_the_carts(client: Client, shirt: str) -> None:
    cart = await _ready(client, shirt)
    document = """query ($token: CartToken!) @inContext(country: JP, language: JA) { cart(token: $token) {
      currencyCode lines { nodes { variant { product { name } } } } cost { total { formatted } }
      deliveryGroups { warehouse { name } options { name } }
    } }"""

    data = await client.data(document, {"token": cart["token"]})

    assert data["cart"] == {
        "currencyCode": "EUR",
        "lines": {"nodes": [{"variant": {"product": {"name": "リネンシャツ"}}}]},
        "cost": {"total": {"formatted": "€125.60"}},
        "deliveryGroups": [
            {"warehouse": {"name": "ロッテルダム"}, "options": [{"name": "通常配送"}, {"name": "速達"}]}
        ],
    }


async def test_a_cart_takes_a_fixed_number_of_statements(client: Client, shop: Shop, shirt: str, mug: str) -> None:
    small = await cart_with(client, (shirt, 1))
    large = await cart_with(client, (shirt, 1), (mug, 9), (VARIANT_ID.encode(shop.shirt_l), 1))
    counts = []
    for cart in (small, large):
        await change(client, "cartBuyerUpdate", token=cart["token"], shippingAddress=BERLIN)
        with client.statements() as seen:
            await open_cart(client, cart["token"])
        counts.append(len(seen))

    # Cart, lines, selections, rates; articles, stock, warehouses, options, prices; variants and products of the lines.
    assert counts == [11, 11]


async def test_lines_are_paged(client: Client, shop: Shop, shirt: str, mug: str) -> None:
    cart = await cart_with(client, (shirt, 1), (mug, 1), (VARIANT_ID.encode(shop.shirt_l), 1))
    document = """query ($token: CartToken!, $first: Int!, $after: String) { cart(token: $token) {
      lines(first: $first, after: $after) { nodes { variant { sku } } pageInfo { hasNextPage endCursor } }
    } }"""

    first = (await client.data(document, {"token": cart["token"], "first": 2}))["cart"]["lines"]
    cursor = first["pageInfo"]["endCursor"]
    second = (await client.data(document, {"token": cart["token"], "first": 2, "after": cursor}))["cart"]["lines"]
    another = await cart_with(client, (shirt, 1))
    answer = await client.ask(document, {"token": another["token"], "first": 2, "after": cursor})

    assert [node["variant"]["sku"] for node in first["nodes"]] == ["SHIRT-M", "MUG"]
    assert [node["variant"]["sku"] for node in second["nodes"]] == ["SHIRT-L"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert answer["errors"][0]["extensions"]["code"] == "CURSOR_OF_ANOTHER_CONTEXT"


async def test_every_cart_mutation_answers_one_fragment(client: Client) -> None:
    document = """query { __type(name: "CartPayload") { possibleTypes { name } } }"""

    data = await client.data(document)

    assert {kind["name"] for kind in data["__type"]["possibleTypes"]} == {
        "CartCreatePayload",
        "CartLinesAddPayload",
        "CartLinesUpdatePayload",
        "CartLinesRemovePayload",
        "CartBuyerUpdatePayload",
        "CartDeliverySelectPayload",
    }
