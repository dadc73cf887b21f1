"""The tax of a cart: line by line and delivery by delivery, each rounded once, so that the parts add up to the whole.

Goods are taxed by their class. A delivery is taxed at the standard rate: the law of most countries has it follow the
goods that it brings (in the EU as a supply ancillary to theirs), so a parcel of nothing but books or food is charged
more tax here than it need be, and never less. What is shown with tax costs the same either way.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from app.carts.rules.contents import CartContents, ShopFacts
from app.tax import AppliedRate, TaxPartAmount, TaxTreatment, split_gross, split_net, split_tax

NO_TAX = AppliedRate(Decimal(), ())
"""Of a sale whose buyer accounts for the tax."""


class AmountTax(NamedTuple):
    """The tax in an amount, or on it."""

    rate: Decimal
    amount: int
    parts: tuple[TaxPartAmount, ...]


def tax_of(amount: int, rate: AppliedRate | None, *, included: bool) -> AmountTax | None:
    """The tax of an amount, rounded half up once, and its parts, which add up to it; None where no rate is known."""
    if rate is None:
        return None
    split = split_gross(amount, rate.rate) if included else split_net(amount, rate.rate)
    return AmountTax(rate.rate, split.tax, split_tax(split.tax, rate.parts))


def line_tax(contents: CartContents, shop: ShopFacts, variant_id: UUID, amount: int) -> AmountTax | None:
    """The tax of what was shown for a line."""
    return tax_of(amount, _charged(contents, shop.tax_rate_of(variant_id)), included=shop.displays_tax)


def delivery_tax(contents: CartContents, shop: ShopFacts, amount: int) -> AmountTax | None:
    """The tax of what was shown for a delivery."""
    return tax_of(amount, _charged(contents, shop.delivery_tax_rate), included=shop.displays_tax)


def shown_tax(contents: CartContents, shop: ShopFacts) -> int | None:
    """The tax of all lines and chosen deliveries, at the prices that were shown; None where a rate is not known."""
    taxes = [line_tax(contents, shop, line.variant_id, line.unit_amount * line.quantity) for line in contents.lines]
    taxes += [delivery_tax(contents, shop, selection.amount) for selection in contents.selections]
    return total_tax(contents, shop, taxes)


def total_tax(contents: CartContents, shop: ShopFacts, taxes: Iterable[AmountTax | None]) -> int | None:
    """The sum of taxes; None where one is not known, or nothing is known of the place. Unknown is not zero."""
    amounts = [None if tax is None else tax.amount for tax in taxes]
    known = [amount for amount in amounts if amount is not None]
    is_known = _charged(contents, shop.delivery_tax_rate) is not None and len(known) == len(amounts)
    return sum(known) if is_known else None


def sum_parts(taxes: Iterable[TaxPartAmount]) -> tuple[TaxPartAmount, ...]:
    """What each tax at each rate comes to, by the name of the tax, the higher rate first."""
    sums: dict[tuple[str, Decimal], int] = {}
    for part in taxes:
        key = part.component, part.rate
        sums[key] = sums.get(key, 0) + part.amount
    ordered = sorted(sums, key=lambda key: (key[0], -key[1]))
    return tuple(TaxPartAmount(component, rate, sums[component, rate]) for component, rate in ordered)


def _charged(contents: CartContents, rate: AppliedRate | None) -> AppliedRate | None:
    return NO_TAX if contents.cart.tax_treatment is TaxTreatment.REVERSE_CHARGE else rate
