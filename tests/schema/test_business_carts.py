"""Carts of businesses over HTTP: VAT ids, who charges the tax, and whose prices they see."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from asyncpg import Connection

from app.catalog import VARIANT_ID
from app.core.ids import new_id
from app.tax import RegisterAnswer, VatId, VatRegisters
from tests.support.carts import BERLIN, cart_with, change, stored_cart
from tests.support.checkout import choose_deliveries, complete
from tests.support.client import Client
from tests.support.conversion import forget_prices
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

VAT_ID = "DE136695976"
"""Its check digit is right."""


class Register:
    """A register that gives one answer, and remembers what it was asked."""

    is_authority = True

    def __init__(self) -> None:
        self.answer = RegisterAnswer.VALID
        self.asked: list[str] = []

    async def ask(self, vat_id: VatId) -> RegisterAnswer:
        self.asked.append(str(vat_id))
        return self.answer


@pytest.fixture
async def register(client: Client, connection: "Connection[Any]") -> AsyncIterator[Register]:
    """Asked instead of the Union's; it forgets between tests."""
    parts, ours = client.runtime.parts, Register()
    before = parts[VatRegisters]
    parts[VatRegisters] = VatRegisters(ours, before.others)
    yield ours
    parts[VatRegisters] = before
    await connection.execute("DELETE FROM vat_id_check")


@pytest.fixture(autouse=True)
async def registered(shop: Shop, connection: "Connection[Any]") -> None:
    """The seller is registered in the Netherlands, where the warehouse of Rotterdam is."""
    assert shop.warehouses["rotterdam"]
    await connection.execute(
        "INSERT INTO tax_registration (id, country_code, number, is_home, valid_from)"
        " SELECT $1, 'NL', 'NL004495445B01', true, '2020-01-01' WHERE NOT EXISTS (SELECT 1 FROM tax_registration)",
        new_id(),
    )


@pytest.fixture
async def cart(client: Client, shop: Shop) -> dict[str, Any]:
    """Two shirts for Berlin, which leave from Rotterdam."""
    made = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 2))
    bought = await change(
        client, "cartBuyerUpdate", token=made["token"], email="ana@example.com", shippingAddress=BERLIN
    )
    return await choose_deliveries(client, bought["cart"])


BUSINESS = "query ($token: CartToken!) { cart(token: $token) { vatId taxTreatment cost { taxes { name } } } }"


async def business(client: Client, cart: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(BUSINESS, {"token": cart["token"]}))["cart"]
    return found


async def test_a_confirmed_business_of_another_member_state_pays_no_tax(
    client: Client, shop: Shop, cart: dict[str, Any], register: Register
) -> None:
    payload = await change(client, "cartBuyerUpdate", token=cart["token"], vatId="136 695 976")

    assert payload["userErrors"] == []
    assert [warning["code"] for warning in payload["warnings"]] == ["PRICE_CHANGED"]
    free = payload["cart"]
    # 59.90 with 19 % is 50.34 without, and 5.80 is 4.87.
    assert free["lines"]["nodes"][0]["price"]["displayed"]["amount"] == "50.34"
    assert (free["cost"]["subtotal"]["amount"], free["cost"]["shipping"]["amount"]) == ("100.68", "4.87")
    assert (free["cost"]["tax"]["amount"], free["cost"]["total"]["amount"]) == ("0.00", "105.55")
    assert await business(client, cart) == {
        "vatId": VAT_ID,
        "taxTreatment": "REVERSE_CHARGE",
        "cost": {"taxes": []},
    }
    assert register.asked == [VAT_ID]

    sold = await complete(client, shop, free)
    assert sold["userErrors"] == []
    document = (
        "query ($token: OrderToken!) { order(token: $token) { vatId taxTreatment taxNote cost { total { amount } } } }"
    )
    order = (await client.data(document, {"token": sold["order"]["token"]}))["order"]
    assert order == {
        "vatId": VAT_ID,
        "taxTreatment": "REVERSE_CHARGE",
        "taxNote": "Article 138 of Directive 2006/112/EC",
        "cost": {"total": {"amount": "105.55"}},
    }


async def test_a_vat_id_that_is_taken_away_brings_the_tax_back(
    client: Client, cart: dict[str, Any], register: Register
) -> None:
    await change(client, "cartBuyerUpdate", token=cart["token"], vatId=VAT_ID)
    payload = await change(client, "cartBuyerUpdate", token=cart["token"], vatId=None)

    assert payload["cart"]["cost"] == cart["cost"]
    assert (await business(client, cart))["taxTreatment"] == "STANDARD"
    assert register.asked == [VAT_ID]


@pytest.mark.parametrize(
    ("written", "answer", "asked"),
    [("DE123456789", RegisterAnswer.VALID, 0), ("no id", RegisterAnswer.VALID, 0), (VAT_ID, RegisterAnswer.INVALID, 1)],
)
async def test_a_vat_id_that_nobody_has_changes_nothing(
    client: Client,
    cart: dict[str, Any],
    register: Register,
    connection: "Connection[Any]",
    written: str,
    answer: RegisterAnswer,
    asked: int,
) -> None:
    register.answer = answer
    before = await stored_cart(connection, cart["token"])

    payload = await change(client, "cartBuyerUpdate", token=cart["token"], email="other@example.com", vatId=written)

    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("INVALID_VAT_ID", ["input", "vatId"])
    ]
    assert payload["cart"]["email"] == "ana@example.com"
    assert (await stored_cart(connection, cart["token"]), len(register.asked)) == (before, asked)


async def test_a_register_that_is_away_charges_tax_until_it_is_back(
    client: Client, cart: dict[str, Any], register: Register
) -> None:
    register.answer = RegisterAnswer.UNAVAILABLE
    away = await change(client, "cartBuyerUpdate", token=cart["token"], vatId=VAT_ID)

    assert (away["userErrors"], [warning["code"] for warning in away["warnings"]]) == ([], ["VAT_ID_NOT_CONFIRMED"])
    assert away["warnings"][0]["path"] == ["input", "vatId"]
    assert away["cart"]["cost"] == cart["cost"]
    kept = await business(client, cart)
    assert (kept["vatId"], kept["taxTreatment"]) == (VAT_ID, "STANDARD")

    register.answer = RegisterAnswer.VALID
    back = await change(client, "cartBuyerUpdate", token=cart["token"], vatId=VAT_ID)
    assert [warning["code"] for warning in back["warnings"]] == ["PRICE_CHANGED"]
    assert back["cart"]["cost"]["total"]["amount"] == "105.55"


async def test_a_register_is_not_asked_for_a_cart_that_is_none(client: Client, register: Register) -> None:
    payload = await change(client, "cartBuyerUpdate", token="cart_secret_none", vatId=VAT_ID)

    assert [error["code"] for error in payload["userErrors"]] == ["CART_NOT_FOUND"]
    assert register.asked == []


async def test_what_leaves_from_elsewhere_too_is_taxed_as_usual(client: Client, shop: Shop, register: Register) -> None:
    """Five mugs: three are in Rotterdam, so all leave from Ohio, and are imported."""
    made = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 2), (VARIANT_ID.encode(shop.mug_variant), 5))
    payload = await change(client, "cartBuyerUpdate", token=made["token"], shippingAddress=BERLIN, vatId=VAT_ID)

    assert payload["userErrors"] == []
    assert (await business(client, made))["taxTreatment"] == "STANDARD"
    line = made["lines"]["nodes"][1]["id"]

    removed = await change(client, "cartLinesRemove", token=made["token"], lineIds=[line])
    assert (await business(client, made))["taxTreatment"] == "REVERSE_CHARGE"
    assert [warning["code"] for warning in removed["warnings"]] == ["PRICE_CHANGED"]
    assert removed["cart"]["cost"]["subtotal"]["amount"] == "100.68"
    assert register.asked == [VAT_ID]


async def test_a_cart_keeps_the_group_that_it_was_opened_by(
    client: Client, shop: Shop, connection: "Connection[Any]"
) -> None:
    """Resellers have a list of their own, with tiers; what is stored on the cart decides, not who reads it."""
    cart = await cart_with(client, (VARIANT_ID.encode(shop.mug_variant), 1))
    await connection.execute("INSERT INTO customer_group (code, names) VALUES ('resellers', '{}')")
    list_id = new_id()
    await connection.execute(
        "INSERT INTO price_list (id, code, currency_code, tax_included, market_ids, group_codes)"
        " VALUES ($1, 'resellers', 'EUR', true, $2, '{resellers}')",
        list_id,
        [shop.markets["eu"]],
    )
    for least, amount in ((1, 500), (3, 450)):
        await connection.execute(
            "INSERT INTO price (variant_id, price_list_id, product_id, min_quantity, amount)"
            " VALUES ($1, $2, $3, $4, $5)",
            shop.mug_variant,
            list_id,
            shop.mug,
            least,
            amount,
        )
    forget_prices(client.runtime)
    await connection.execute("UPDATE cart SET customer_group_code = 'resellers' WHERE vat_id IS NULL")

    line = cart["lines"]["nodes"][0]["id"]
    one = await change(client, "cartLinesUpdate", token=cart["token"], lines=[{"lineId": line, "quantity": 2}])
    three = await change(client, "cartLinesUpdate", token=cart["token"], lines=[{"lineId": line, "quantity": 3}])

    assert [warning["code"] for warning in one["warnings"]] == ["PRICE_CHANGED"]
    assert one["cart"]["cost"]["subtotal"]["amount"] == "10.00"
    assert (three["warnings"], three["cart"]["cost"]["subtotal"]["amount"]) == ([], "13.50")
