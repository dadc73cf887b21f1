"""Everything wrong that can be asked of a cart: the exact code, and nothing has changed."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.carts import CART_LINE_ID
from app.catalog import PRODUCT_ID, VARIANT_ID
from app.core.secrets import hash_secret, new_secret
from tests.support.carts import BERLIN, cart_with, change, open_cart, stored_cart
from tests.support.client import Client
from tests.support.shop import Shop

NOBODY = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture
async def cart(client: Client, shop: Shop) -> dict[str, Any]:
    """Two shirts for Berlin."""
    created = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 2))
    payload = await change(
        client, "cartBuyerUpdate", token=created["token"], email="ana@example.com", shippingAddress=BERLIN
    )
    opened: dict[str, Any] = payload["cart"]
    return opened


class Refused:
    """Asks for a change, and sees to it that it was refused and changed nothing."""

    def __init__(self, client: Client, connection: "asyncpg.Connection[asyncpg.Record]", token: str) -> None:
        self.client, self.connection, self.token = client, connection, token

    async def __call__(self, mutation: str, **fields: Any) -> list[tuple[str, list[str], dict[str, int] | None]]:
        before = await stored_cart(self.connection, self.token)
        shown = await open_cart(self.client, self.token)
        payload = await change(self.client, mutation, token=self.token, **fields)
        assert await stored_cart(self.connection, self.token) == before
        assert payload["cart"] == shown
        assert payload["warnings"] == []
        assert all(error["message"] and not error["retryable"] for error in payload["userErrors"])
        return [(error["code"], error["path"], error["detail"]) for error in payload["userErrors"]]


@pytest.fixture
def refused(client: Client, cart: dict[str, Any], connection: "asyncpg.Connection[asyncpg.Record]") -> Refused:
    return Refused(client, connection, cart["token"])


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**9])
async def test_quantities(refused: Refused, cart: dict[str, Any], shop: Shop, quantity: int) -> None:
    line = cart["lines"]["nodes"][0]["id"]
    expected = [("INVALID_QUANTITY", ["input", "lines", "0", "quantity"], None)]

    mug = {"variantId": VARIANT_ID.encode(shop.mug_variant), "quantity": quantity}
    assert await refused("cartLinesAdd", lines=[mug]) == expected
    assert await refused("cartLinesUpdate", lines=[{"lineId": line, "quantity": quantity}]) == expected


async def test_what_is_no_quantity_at_all(
    client: Client, cart: dict[str, Any], shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    before = await stored_cart(connection, cart["token"])
    document = "mutation ($input: CartLinesAddInput!) { cartLinesAdd(input: $input) { userErrors { code } } }"
    for quantity in (10**10, 1.5, "2", None, True):
        line = {"variantId": VARIANT_ID.encode(shop.shirt_m), "quantity": quantity}
        answer = await client.ask(document, {"input": {"token": cart["token"], "lines": [line]}})
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["GRAPHQL_VALIDATION_FAILED"], quantity

    assert await stored_cart(connection, cart["token"]) == before


async def test_variants_that_nobody_can_buy(refused: Refused, shop: Shop) -> None:
    unknown = [
        VARIANT_ID.encode(NOBODY),
        PRODUCT_ID.encode(shop.shirt),
        PRODUCT_ID.encode(shop.shirt_m),
        VARIANT_ID.encode(shop.draft_variant),
        VARIANT_ID.encode(shop.shirt_m)[:-1],
        str(shop.shirt_m),
        "SHIRT-M",
        "",
        "variant_' OR 1=1 --",
        "\x00\ud800",
    ]

    errors = await refused("cartLinesAdd", lines=[{"variantId": each} for each in unknown])

    assert errors == [
        ("VARIANT_NOT_FOUND", ["input", "lines", str(index), "variantId"], None) for index in range(len(unknown))
    ]


async def test_what_is_not_sold_here(
    refused: Refused, shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    rows = await connection.fetch(
        "DELETE FROM price WHERE variant_id = $1 AND price_list_id = (SELECT id FROM price_list WHERE code = 'eu')"
        " RETURNING *",
        shop.shirt_l,
    )
    try:
        errors = await refused("cartLinesAdd", lines=[{"variantId": VARIANT_ID.encode(shop.shirt_l)}])
    finally:
        await connection.execute("INSERT INTO price VALUES ($1, $2, $3, $4, $5, $6, $7)", *rows[0])

    assert errors == [("NOT_SOLD_HERE", ["input", "lines", "0", "variantId"], None)]


async def test_what_is_out_of_stock(
    refused: Refused, shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await connection.execute("UPDATE stock SET reserved = on_hand WHERE variant_id = $1", shop.shirt_l)
    try:
        errors = await refused("cartLinesAdd", lines=[{"variantId": VARIANT_ID.encode(shop.shirt_l)}])
    finally:
        await connection.execute("UPDATE stock SET reserved = 0 WHERE variant_id = $1", shop.shirt_l)

    assert errors == [("OUT_OF_STOCK", ["input", "lines", "0", "quantity"], {"available": 0})]


async def test_lines_of_another_cart(client: Client, refused: Refused, shop: Shop) -> None:
    other = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 1))
    foreign = other["lines"]["nodes"][0]["id"]
    for line in (foreign, CART_LINE_ID.encode(NOBODY), other["id"], "forged"):
        assert await refused("cartLinesUpdate", lines=[{"lineId": line, "quantity": 1}]) == [
            ("LINE_NOT_FOUND", ["input", "lines", "0", "lineId"], None)
        ]
        assert await refused("cartLinesRemove", lineIds=[line]) == [("LINE_NOT_FOUND", ["input", "lineIds", "0"], None)]


async def test_the_good_lines_do_not_go_in_beside_a_bad_one(refused: Refused, shop: Shop) -> None:
    lines = [{"variantId": VARIANT_ID.encode(shop.mug_variant)}, {"variantId": "SHIRT-M"}]

    assert await refused("cartLinesAdd", lines=lines) == [
        ("VARIANT_NOT_FOUND", ["input", "lines", "1", "variantId"], None)
    ]


async def test_a_stale_version(refused: Refused, cart: dict[str, Any]) -> None:
    line = cart["lines"]["nodes"][0]["id"]
    expected = [("STALE_VERSION", ["input", "version"], {"currentVersion": 2})]

    for stale in (1, 3, 0, -1):
        assert await refused("cartLinesUpdate", version=stale, lines=[{"lineId": line, "quantity": 1}]) == expected
    assert await refused("cartLinesAdd", version=1, lines=[]) == expected
    assert await refused("cartLinesRemove", version=1, lineIds=[line]) == expected
    assert await refused("cartBuyerUpdate", version=1, email="eve@example.com") == expected
    assert await refused("cartDeliverySelect", version=1, selections=[]) == expected


@pytest.mark.parametrize("email", ["", "ana", "ana@localhost", "<b>@example.com", "a\x00@example.com", "\ud800"])
async def test_what_is_no_email(refused: Refused, email: str) -> None:
    assert await refused("cartBuyerUpdate", email=email) == [("INVALID_EMAIL", ["input", "email"], None)]


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("firstName", "<img src=x onerror=alert(1)>", "INVALID_TEXT"),
        ("lastName", "Keller\u0007", "INVALID_TEXT"),
        ("organization", "\x00", "INVALID_TEXT"),
        ("city", "\ud800", "INVALID_TEXT"),
        ("line1", "x" * 201, "INVALID_TEXT"),
        ("line1", "", "ADDRESS_FIELD_REQUIRED"),
        ("city", None, "ADDRESS_FIELD_REQUIRED"),
        ("postalCode", "1011", "INVALID_POSTAL_CODE"),
        ("phone", "call me", "INVALID_PHONE"),
        ("countryCode", "KP", "COUNTRY_NOT_SERVED"),
    ],
)
async def test_addresses(refused: Refused, field: str, text: str | None, code: str) -> None:
    address = {"line1": "Torstr. 2", "city": "Berlin", "postalCode": "10119", "lastName": "Kim", "countryCode": "DE"}
    if code == "COUNTRY_NOT_SERVED":
        address |= {"postalCode": "", "region": "Pyongyang"}

    assert await refused("cartBuyerUpdate", shippingAddress=address | {field: text}) == [
        (code, ["input", "shippingAddress", field], None)
    ]


async def test_everything_wrong_with_a_buyer_is_told_at_once(refused: Refused) -> None:
    address = {"line1": "", "city": "Berlin", "postalCode": "1", "countryCode": "DE"}

    errors = await refused("cartBuyerUpdate", email="ana", shippingAddress=address)

    assert {(code, path[-1]) for code, path, _ in errors} == {
        ("INVALID_EMAIL", "email"),
        ("ADDRESS_FIELD_REQUIRED", "lastName"),
        ("ADDRESS_FIELD_REQUIRED", "line1"),
        ("INVALID_POSTAL_CODE", "postalCode"),
    }


async def test_a_country_that_does_not_exist(client: Client, cart: dict[str, Any]) -> None:
    document = "mutation ($input: CartBuyerUpdateInput!) { cartBuyerUpdate(input: $input) { userErrors { code } } }"
    address = BERLIN | {"countryCode": "ZZ"}

    answer = await client.ask(document, {"input": {"token": cart["token"], "shippingAddress": address}})

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]


async def test_a_country_where_the_goods_are_not_sold(
    refused: Refused, shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    rows = await connection.fetch(
        "DELETE FROM price WHERE variant_id = $1 AND price_list_id = (SELECT id FROM price_list WHERE code = 'uk')"
        " RETURNING *",
        shop.shirt_m,
    )
    london = {
        "lastName": "Lee",
        "line1": "10 Downing St",
        "city": "London",
        "postalCode": "SW1A 2AA",
        "countryCode": "GB",
    }
    try:
        errors = await refused("cartBuyerUpdate", shippingAddress=london)
    finally:
        await connection.execute("INSERT INTO price VALUES ($1, $2, $3, $4, $5, $6, $7)", *rows[0])

    assert errors == [("NOT_SOLD_HERE", ["input", "shippingAddress", "countryCode"], None)]


async def test_deliveries_that_are_not_offered(
    client: Client, refused: Refused, cart: dict[str, Any], shop: Shop
) -> None:
    (group,) = cart["deliveryGroups"]
    other = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 1))
    (foreign,) = (await change(client, "cartBuyerUpdate", token=other["token"], shippingAddress=BERLIN))["cart"][
        "deliveryGroups"
    ]
    choose = [
        (foreign["id"], foreign["options"][0]["id"], "DELIVERY_GROUP_NOT_FOUND", "groupId"),
        ("forged", group["options"][0]["id"], "DELIVERY_GROUP_NOT_FOUND", "groupId"),
        (group["id"], foreign["options"][0]["id"], "DELIVERY_OPTION_NOT_FOUND", "optionId"),
        (group["id"], "forged", "DELIVERY_OPTION_NOT_FOUND", "optionId"),
    ]
    for group_id, option_id, code, field in choose:
        errors = await refused("cartDeliverySelect", selections=[{"groupId": group_id, "optionId": option_id}])
        assert errors == [(code, ["input", "selections", "0", field], None)]


@pytest.mark.parametrize(
    "token",
    [new_secret("cart"), "", "cart_01h455vb4pex5vsknk084sn02q", "\x00", "\ud800"],
    ids=["unknown", "empty", "id", "nul", "surrogate"],
)
async def test_a_token_that_opens_nothing(client: Client, shop: Shop, token: str) -> None:
    assert await open_cart(client, token) is None
    lines = [{"variantId": VARIANT_ID.encode(shop.shirt_m)}]
    payload = await change(client, "cartLinesAdd", token=token, lines=lines)
    assert payload["cart"] is None
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("CART_NOT_FOUND", ["input", "token"])
    ]


async def test_an_id_opens_nothing(client: Client, cart: dict[str, Any]) -> None:
    data = await client.data("query ($id: ID!) { node(id: $id) { id } }", {"id": cart["id"]})

    assert data["node"] is None
    assert await open_cart(client, cart["id"]) is None


async def test_an_expired_cart(
    client: Client, cart: dict[str, Any], connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    token = cart["token"]
    await connection.execute(
        "UPDATE cart SET expires_at = now() - interval '1 second' WHERE token_hash = $1", hash_secret(token)
    )
    before = await stored_cart(connection, token)

    answer = await client.ask("query ($token: CartToken!) { cart(token: $token) { id } }", {"token": token})
    payload = await change(client, "cartLinesRemove", token=token, lineIds=[cart["lines"]["nodes"][0]["id"]])

    assert answer["data"]["cart"] is None
    assert answer["errors"][0]["extensions"]["code"] == "CART_EXPIRED"
    assert answer["errors"][0]["message"] == "This cart has expired. Please create a new one."
    assert payload["cart"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["CART_EXPIRED"]
    assert await stored_cart(connection, token) == before


async def test_an_ordered_cart(
    refused: Refused, cart: dict[str, Any], shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await connection.execute(
        "UPDATE cart SET order_id = gen_random_uuid() WHERE token_hash = $1", hash_secret(cart["token"])
    )
    line, group = cart["lines"]["nodes"][0]["id"], cart["deliveryGroups"][0]
    expected = [("CART_COMPLETED", ["input", "token"], None)]

    assert await refused("cartLinesAdd", lines=[{"variantId": VARIANT_ID.encode(shop.shirt_m)}]) == expected
    assert await refused("cartLinesUpdate", lines=[{"lineId": line, "quantity": 1}]) == expected
    assert await refused("cartLinesRemove", lineIds=[line]) == expected
    assert await refused("cartBuyerUpdate", email="eve@example.com") == expected
    choice = {"groupId": group["id"], "optionId": group["options"][0]["id"]}
    assert await refused("cartDeliverySelect", selections=[choice]) == expected


async def test_a_refused_creation_leaves_no_cart(
    client: Client, shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    before = await connection.fetchval("SELECT count(*) FROM cart")
    lines = [{"variantId": VARIANT_ID.encode(shop.shirt_m), "quantity": 0}]

    payload = await change(client, "cartCreate", lines=lines)

    assert payload["cart"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["INVALID_QUANTITY"]
    assert await connection.fetchval("SELECT count(*) FROM cart") == before


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("DE", "Bitte legen Sie einen neuen an."),
        ("FR", "Veuillez en créer un nouveau."),
    ],
)
@pytest.mark.usefixtures("shop")
async def test_errors_speak_the_shoppers_language(client: Client, language: str, message: str) -> None:
    document = """mutation ($language: LanguageCode) @inContext(language: $language) {
      cartLinesRemove(input: { token: "cart_secret_x", lineIds: [] }) { userErrors { message } } }"""

    data = await client.data(document, {"language": language})

    assert data["cartLinesRemove"]["userErrors"][0]["message"].endswith(message)
