"""Who buys, and where the goods go. A cart moves with its address: to the country's market, currency and prices."""

from dataclasses import dataclass, replace
from typing import Any

from app.carts.errors import CartErrorCode
from app.carts.rules.contents import CartContents, ShopFacts
from app.carts.rules.edits import Edit
from app.core.errors import Problem, Refusal, WarningCode

COUNTRY_PATH = ("input", "shippingAddress", "countryCode")


@dataclass(frozen=True)
class Keep:
    """A part of the buyer that stays as it is."""


KEEP = Keep()


@dataclass(frozen=True)
class Buyer:
    """What is set; None takes it away."""

    email: str | Keep | None = KEEP
    shipping_address: dict[str, Any] | Keep | None = KEEP
    """The document of an `Address`."""


def update_buyer(contents: CartContents, buyer: Buyer, shop: ShopFacts) -> Edit:
    """Set the buyer's e-mail and address. `shop` speaks of the country that the cart goes to."""
    cart = contents.cart
    if not isinstance(buyer.email, Keep):
        cart = cart._replace(email=buyer.email)
    if not isinstance(buyer.shipping_address, Keep):
        cart = cart._replace(shipping_address=buyer.shipping_address)
    edited = replace(contents, cart=cart)
    if isinstance(buyer.shipping_address, dict) and not shop.options:
        raise Refusal(country_not_served(shop.country_code))
    if shop.country_code == cart.country_code:
        return Edit(edited)
    return _move(edited, shop)


def country_not_served(country_code: str) -> Problem:
    """No warehouse of the shop sends anything there."""
    return Problem(CartErrorCode.COUNTRY_NOT_SERVED, COUNTRY_PATH, {"country": country_code})


def _move(contents: CartContents, shop: ShopFacts) -> Edit:
    """The cart in another country. What cannot be sold there is a reason to refuse; what changes is told."""
    unsold = [
        Problem(CartErrorCode.NOT_SOLD_HERE, COUNTRY_PATH, {"sku": shop.articles[line.variant_id].sku})
        for line in contents.lines
        if shop.price_of(line.variant_id) is None
    ]
    if unsold:
        raise Refusal(*unsold)
    warnings = []
    if contents.selections:
        warnings.append(Problem(WarningCode.DELIVERY_SELECTION_DROPPED, COUNTRY_PATH))
    lines = []
    for line in contents.lines:
        deliverable = shop.deliverable(line.variant_id)
        if 0 < deliverable < line.quantity:
            warnings.append(Problem(WarningCode.QUANTITY_REDUCED, COUNTRY_PATH, {"available": deliverable}))
            line = line._replace(quantity=deliverable)
        lines.append(line)
    cart = contents.cart._replace(market_id=shop.market_id, country_code=shop.country_code)
    return Edit(CartContents(cart, tuple(lines), ()), tuple(warnings))
