"""Gross, net and tax. Amounts are minor units; rates are exact fractions; rounding is half up, once, and named."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from app.core.money import divide_half_up


class TaxPart(NamedTuple):
    """One tax among those that an amount bears, such as VAT, or the GST and the QST of Québec."""

    component: str
    rate: Decimal
    """A fraction: 0.19 is 19 %."""


class TaxPartAmount(NamedTuple):
    """What one tax comes to."""

    component: str
    rate: Decimal
    amount: int


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


def split_tax(tax: int, parts: Sequence[TaxPart]) -> tuple[TaxPartAmount, ...]:
    """Which part of the tax each rate makes, in proportion to the rates: their sum is the tax, to the last unit.

    Each part has its share rounded towards zero; the units that are left over go to the largest remainders, of equal
    ones to the part that stands first. Without any rate above zero there is no tax to share: ValueError.
    """
    whole = sum((part.rate for part in parts), Decimal())
    if not whole:
        if tax:
            raise ValueError("a tax without a rate cannot be shared")
        return tuple(TaxPartAmount(part.component, part.rate, 0) for part in parts)
    numerator, denominator = whole.as_integer_ratio()
    sign, size = (-1 if tax < 0 else 1), abs(tax)
    shares, remainders = [], []
    for part in parts:
        part_numerator, part_denominator = part.rate.as_integer_ratio()
        divisor = numerator * part_denominator
        share, rest = divmod(size * part_numerator * denominator, divisor)
        shares.append(share)
        remainders.append(Decimal(rest) / divisor)
    largest_first = sorted(range(len(parts)), key=lambda position: (-remainders[position], position))
    for position in largest_first[: size - sum(shares)]:
        shares[position] += 1
    return tuple(
        TaxPartAmount(part.component, part.rate, sign * share) for part, share in zip(parts, shares, strict=True)
    )
