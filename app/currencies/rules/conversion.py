"""Amounts of one currency in another."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.core.money import divide_half_up, minor_digits

NO_FEE: Final = Decimal(0)


def conversion_factor(base: str, quote: str, rate: Decimal, fee: Decimal = NO_FEE) -> Fraction:
    """How many minor units of the quote one of the base is: rate × (1 + fee), and the difference of minor digits."""
    scale = Fraction(10) ** (minor_digits(quote) - minor_digits(base))
    return Fraction(rate) * (1 + Fraction(fee)) * scale


def convert(amount: int, base: str, quote: str, rate: Decimal, fee: Decimal = NO_FEE) -> int:
    """The amount of the base, in minor units, as minor units of the quote: × rate × (1 + fee), rounded half up once.

    The currencies may have different minor units: 10.00 EUR at 163.215 are 1632 JPY.
    """
    exact = amount * conversion_factor(base, quote, rate, fee)
    return divide_half_up(exact.numerator, exact.denominator)
