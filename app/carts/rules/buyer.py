"""Who buys, and where the goods go. A cart moves with its address: to the country's market, currency and prices."""

from dataclasses import dataclass, replace
from typing import Any

from app.carts.errors import CartErrorCode
from app.carts.rules.contents import CartContents, CartFacts, ShopFacts
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
    vat_id: str | Keep | None = KEEP
    """In full, and well-formed."""
    is_vat_id_confirmed: bool = False
    """Whether the register knows the VAT id that is set."""


def update_buyer(contents: CartContents, buyer: Buyer, shop: ShopFacts) -> Edit:
    """Set the buyer's e-mail, address and VAT id. `shop` speaks of the country that the cart goes to."""
    cart = contents.cart
    edited = replace(contents, cart=with_buyer(cart, buyer))
    if isinstance(buyer.shipping_address, dict) and not shop.options:
        raise Refusal(country_not_served(shop.country_code))
    if shop.country_code == cart.country_code:
        return Edit(edited)
    return _move(edited, shop)


def with_buyer(cart: CartFacts, buyer: Buyer) -> CartFacts:
    """The cart with what is set."""
    if not isinstance(buyer.email, Keep):
        cart = cart._replace(email=buyer.email)
    if not isinstance(buyer.shipping_address, Keep):
        cart = cart._replace(shipping_address=buyer.shipping_address)
    if not isinstance(buyer.vat_id, Keep):
        is_confirmed = buyer.vat_id is not None and buyer.is_vat_id_confirmed
        cart = cart._replace(vat_id=buyer.vat_id, is_vat_id_confirmed=is_confirmed)
    return cart


def country_not_served(country_code: str) -> Problem:
    """No warehouse of the shop sends anything there."""
    return Problem(CartErrorCode.COUNTRY_NOT_SERVED, COUNTRY_PATH, {"country": country_code})


def _move(contents: CartContents, shop: ShopFacts) -> Edit:
    """The cart in another country. What cannot be sold there is a reason to refuse; what changes is told."""
    unsold = [
        Problem(CartErrorCode.NOT_SOLD_HERE, COUNTRY_PATH, {"sku": shop.articles[line.variant_id].sku})
        for line in contents.lines
        if not shop.is_sold(line.variant_id)
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
    return Edit(replace(contents, cart=cart, lines=tuple(lines), selections=()), tuple(warnings))
