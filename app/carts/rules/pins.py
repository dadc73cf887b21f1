"""Exchange rates that a cart keeps, so that a rate which moves between page and payment changes nothing.

A rate is pinned when the first price that is converted by it goes into the cart, and counts until it expires. Then the
cart says so, checkout refuses it, and the next change pins the rate of that moment.
"""

from collections.abc import Iterable
from datetime import datetime

from app.carts.rules.contents import CartContents, PinnedRate, ShopFacts
from app.carts.rules.groups import offered_amounts
from app.core.errors import Problem, WarningCode
from app.currencies import Pair


def holding(contents: CartContents, currency_code: str, now: datetime) -> tuple[PinnedRate, ...]:
    """The rates that still count, of those that lead to the currency."""
    return tuple(pin for pin in contents.fx_quotes if pin.expires_at > now and pin.quote_code == currency_code)


def expired(contents: CartContents, now: datetime) -> list[Problem]:
    """What to say of the rates by which the cart was shown, and which no longer count. An empty cart showed nothing."""
    return [
        Problem(WarningCode.FX_QUOTE_EXPIRED, ("fxQuotes", f"{pin.base_code}/{pin.quote_code}"))
        for pin in contents.fx_quotes
        if pin.expires_at <= now and contents.lines
    ]


def pinned_for(contents: CartContents, shop: ShopFacts) -> tuple[PinnedRate, ...]:
    """The rates that the cart keeps from now on: those that still count, and those that its prices need now."""
    pins = {pin.pair: pin for pin in shop.pinned}
    for pair in _pairs_used(contents, shop):
        if pair not in pins and pair in shop.fx_quotes:
            pins[pair] = shop.fx_quotes[pair]
    return tuple(pins[pair] for pair in sorted(pins))


def _pairs_used(contents: CartContents, shop: ShopFacts) -> Iterable[Pair]:
    for line in contents.lines:
        price = shop.price_of(line.variant_id, line.quantity)
        if price and price.effective_rate:
            yield price.effective_rate.base_code, price.effective_rate.quote_code
    offered = {option_id for options in offered_amounts(contents, shop).values() for option_id in options}
    if shop.conversion and any(
        option.id in offered and option.currency_code != shop.currency_code for option in shop.options
    ):
        yield shop.conversion.pair
