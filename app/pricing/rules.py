"""Gross, net and tax. Amounts are minor units; rates are exact fractions; rounding is half up, once, and named."""

from dataclasses import dataclass
from decimal import Decimal

from app.core.money import divide_half_up


@dataclass(frozen=True)
class TaxSplit:
    """An amount with and without its tax: gross = net + tax."""

    gross: int
    net: int
    tax: int


def split_gross(gross: int, rate: Decimal) -> TaxSplit:
    """The gross amount is kept; the net amount, gross ÷ (1 + rate), is rounded half up, and the tax is the rest."""
    numerator, denominator = rate.as_integer_ratio()
    net = divide_half_up(gross * denominator, denominator + numerator)
    return TaxSplit(gross=gross, net=net, tax=gross - net)


def split_net(net: int, rate: Decimal) -> TaxSplit:
    """The net amount is kept; the tax, net × rate, is rounded half up, and the gross amount is their sum."""
    numerator, denominator = rate.as_integer_ratio()
    tax = divide_half_up(net * numerator, denominator)
    return TaxSplit(gross=net + tax, net=net, tax=tax)


@dataclass(frozen=True)
class ShownPrice:
    """A price as it is shown at a place. None is not known."""

    displayed: int
    gross: int | None
    net: int | None
    tax: int | None
    rate: Decimal | None


def shown_price(amount: int, *, tax_included: bool, rate: Decimal | None, displays_tax: bool) -> ShownPrice:
    """What a price list's amount means at a place with this rate (None: no rate is known) and this habit of display.

    A list with tax keeps its gross amount in every country of its market, one without keeps its net amount. Without a
    rate only the list's own amount is known, and is what is displayed.
    """
    if rate is None:
        gross, net = (amount, None) if tax_included else (None, amount)
        return ShownPrice(displayed=amount, gross=gross, net=net, tax=None, rate=None)
    split = split_gross(amount, rate) if tax_included else split_net(amount, rate)
    displayed = split.gross if displays_tax else split.net
    return ShownPrice(displayed=displayed, gross=split.gross, net=split.net, tax=split.tax, rate=rate)
