"""From a word typed into the search to a parcel at the door, in three countries and three languages.

A real shop runs in its own processes: server, worker, database, search engine, sandbox bank and carrier. What is
expected is computed here from the demo shop's data, by sums of this file's own.
"""

import asyncio
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import httpx2
import pytest

from i18n import translate
from tests.journeys.shopper import STAFF, Shopper, staff_token
from tests.support.dev import Dev
from tests.support.shop import demo_data

pytestmark = pytest.mark.slow

SKU = "HK-SMG-SKY"
QUANTITY = 2


@dataclass(frozen=True)
class Walk:
    """One journey."""

    country: str
    language: str
    tag: str
    word: str
    currency: str
    warehouse: str
    zone: str
    tax_percent: int
    method: str
    address: dict[str, str]
    number: str
    crosses_customs: bool

    def __str__(self) -> str:
        return f"{self.tag}-{self.country}"


BERLIN = {"line1": "Torstr. 1", "city": "Berlin", "postalCode": "10119", "countryCode": "DE"}
TOKYO = {
    "line1": "丸の内1-9-1",
    "city": "千代田区",
    "region": "東京都",
    "postalCode": "100-0005",
    "countryCode": "JP",
}
DUBAI = {"line1": "شارع الشيخ زايد 1", "city": "دبي", "region": "دبي", "countryCode": "AE"}

WALKS = [
    Walk("DE", "DE", "de", "Becher", "EUR", "rotterdam", "eu", 19, "sandbox-approve", BERLIN, "SBX-DE-1", False),
    Walk("JP", "JA", "ja", "マグカップ", "JPY", "shenzhen", "japan", 10, "sandbox-redirect", TOKYO, "SBX-JP-1", True),
    Walk("AE", "AR", "ar", "كوب", "AED", "shenzhen", "gulf", 5, "sandbox-transfer", DUBAI, "SBX-AE-CUSTOMS", True),
]


def mug() -> tuple[dict[str, Any], dict[str, Any]]:
    """The demo shop's mug, and the variant of it that is bought."""
    for product in demo_data("products/home.json"):
        for variant in product["variants"]:
            if variant["sku"] == SKU:
                return product, variant
    raise AssertionError(f"the demo shop has no {SKU}")


def shipping_price(walk: Walk, code: str, grams: int) -> Decimal:
    """Base and started kilograms, as the option's row says."""
    for option in demo_data("delivery_options.json"):
        if (option["warehouse"], option["zone"], option["code"]) == (walk.warehouse, walk.zone, code):
            price = option["prices"][walk.currency]
            return Decimal(price["base"]) + -(-grams // 1000) * Decimal(price["perKilogram"])
    raise AssertionError(f"no option {code} from {walk.warehouse} to {walk.zone}")


def contained_tax(gross: Decimal, walk: Walk) -> Decimal:
    """The tax in an amount that includes it, rounded half up to the currency's unit."""
    unit = Decimal(1) if walk.currency == "JPY" else Decimal("0.01")
    return (gross * walk.tax_percent / (100 + walk.tax_percent)).quantize(unit, ROUND_HALF_UP)


@pytest.fixture(scope="module")
async def http() -> Any:
    async with httpx2.AsyncClient(timeout=30) as client:
        yield client


@pytest.mark.parametrize("walk", WALKS, ids=str)
async def test_a_shopper_finds_buys_and_follows(dev: Dev, http: httpx2.AsyncClient, walk: Walk) -> None:
    shopper = Shopper(http, dev.url, walk.country, walk.language)
    product, variant = mug()
    name = product["translations"][walk.tag]["name"]
    unit = Decimal(variant["prices"][walk.currency])
    subtotal = unit * QUANTITY

    # Found by a word of the language, at the price of the market.
    found = {node["slug"]: node for node in await shopper.search(walk.word)}
    hit = found[product["slug"]]
    assert hit["name"] == name
    assert {price["currencyCode"] for price in hit["prices"]} == {walk.currency}

    # The product page says the same, with its tax.
    offered = await shopper.variant(product["slug"], SKU)
    assert Decimal(offered["price"]["displayed"]["amount"]) == unit
    assert Decimal(offered["price"]["gross"]["amount"]) == unit
    assert Decimal(offered["price"]["tax"]["amount"]) == contained_tax(unit, walk)
    assert Decimal(offered["price"]["net"]["amount"]) == unit - contained_tax(unit, walk)
    assert offered["availability"]["code"] == "IN_STOCK"

    # A cart, and what it costs so far.
    cart = await shopper.create_cart(offered["id"], QUANTITY)
    (line,) = cart["lines"]["nodes"]
    assert line["variant"]["product"]["name"] == name
    assert Decimal(line["cost"]["total"]["amount"]) == subtotal
    assert cart["cost"]["shipping"] is None
    assert cart["cost"]["taxIncluded"] is True

    # An address gives delivery options; the cheapest is chosen.
    cart = await shopper.set_buyer(walk.address | {"firstName": "Ana", "lastName": "Keller"})
    (group,) = cart["deliveryGroups"]
    option = min(group["options"], key=lambda each: Decimal(each["price"]["amount"]))
    shipping = shipping_price(walk, "standard", variant["weightGrams"] * QUANTITY)
    warehouse = next(row for row in demo_data("warehouses.json") if row["code"] == walk.warehouse)
    assert group["warehouse"]["name"] == warehouse["names"][walk.tag]
    assert Decimal(option["price"]["amount"]) == shipping
    assert ("CUSTOMS" in option["estimate"]["reasons"]) == walk.crosses_customs
    assert option["estimate"]["earliest"] <= option["estimate"]["latest"]

    cart = await shopper.select_delivery(group["id"], option["id"])
    cost = cart["cost"]
    tax = contained_tax(subtotal, walk) + contained_tax(shipping, walk)
    assert Decimal(cost["subtotal"]["amount"]) == subtotal
    assert Decimal(cost["shipping"]["amount"]) == shipping
    assert Decimal(cost["tax"]["amount"]) == tax
    assert Decimal(cost["total"]["amount"]) == subtotal + shipping
    assert (cost["duty"], cost["complete"]) == (None, False)

    # Paid: at once, at the bank's page, or by a transfer that arrives later.
    completed = await shopper.complete(walk.method, f"journey-{walk}")
    assert [warning["code"] for warning in completed["warnings"]] == ["DUTIES_NOT_INCLUDED"]
    assert completed["warnings"][0]["message"] == translate("WarningCode.DUTIES_NOT_INCLUDED", (walk.tag,))
    if walk.method == "sandbox-redirect":
        action = completed["nextAction"]
        assert (action["__typename"], completed["order"]["status"]) == ("RedirectAction", "AWAITING_PAYMENT")
        back = await http.post(action["url"], data={"decision": "approve"}, follow_redirects=False)
        assert (back.status_code, back.headers["location"]) == (303, "https://shop.example/thanks")
    token = completed["order"]["token"]

    order = await shopper.until(token, lambda seen: seen["status"] == "CONFIRMED")
    assert order["cost"] == cost
    assert order["payments"][0]["status"] == "AUTHORIZED"
    assert Decimal(order["payments"][0]["amount"]["amount"]) == subtotal + shipping
    assert [(each["sku"], each["quantity"]) for each in order["lines"]["nodes"]] == [(SKU, QUANTITY)]
    assert order["lines"]["nodes"][0]["name"].startswith(name)

    # The same key again: the same order, and no second charge.
    again = await shopper.complete(walk.method, f"journey-{walk}")
    assert (again["order"]["token"], again["replayed"]) == (token, True)

    # Staff ship it; the carrier reports; the shopper reads it in the shopper's language.
    staff = Shopper(http, dev.url, walk.country, walk.language, await asyncio.to_thread(staff_token, dev))
    shipped = await staff.ship(order["id"], order["version"], walk.number)
    assert shipped["status"] in ("CREATED", "LABEL_CREATED")
    order = await shopper.until(token, lambda seen: seen["status"] == "DELIVERED")
    (shipment,) = order["shipments"]
    codes = [event["code"] for event in reversed(shipment["events"])]
    assert (codes[0], codes[-1], shipment["status"]) == ("CREATED", "DELIVERED", "DELIVERED")
    assert ("IN_CUSTOMS" in codes) == walk.crosses_customs
    assert ("CUSTOMS_DELAY" in codes) == ("CUSTOMS" in walk.number)
    assert shipment["statusText"] == translate("TrackingCode.DELIVERED", (walk.tag,))
    for event in shipment["events"]:
        assert event["text"] == translate(f"TrackingCode.{event['code']}", (walk.tag,))
        assert event["localTime"] is None or re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", event["localTime"]
        )
    assert order["payments"][0]["status"] in ("AUTHORIZED", "CAPTURED")

    # With number and e-mail, a summary that names nobody.
    summary = await shopper.look_up(order["number"])
    assert summary["status"] == "DELIVERED"
    assert summary["shipments"][0]["statusText"] == shipment["statusText"]


def test_staff_scopes_name_what_the_journey_needs() -> None:
    assert STAFF == ("orders:read", "orders:write", "shipments:write")
