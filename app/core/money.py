"""Money as integer minor units. Nothing here is a float, and nothing rounds without saying how.

The number of decimals of a currency is ISO 4217's (JPY 0, EUR 2, KWD 3). CLDR has others for some, since people there
leave decimals out (AFN, IQD, LBP: 0): that decides what is shown (`i18n.format_money`), not what is charged.
"""

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final, NamedTuple

_MINOR_DIGITS: Final = {
    # ISO 4217, list one ("List of current currencies and funds"), column "Minor unit", where it is not 2.
    # Source: SIX Financial Information, https://www.six-group.com/en/products-services/financial-information/data-standards.html
    **dict.fromkeys(
        (
            *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF"),
            *("XOF", "XPF"),
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
WITHOUT_MINOR_UNIT: Final = frozenset(
    {"XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"}
)
"""Metals, units of account, codes for tests: the list says "N.A.". Nothing is sold in them; they count whole units."""

MAX_AMOUNT = 10**15
"""The largest amount in minor units that the shop handles: far above any sale, far below a 64-bit overflow of sums."""


class Money(NamedTuple):
    """An amount in minor units (cents, yen, fils) of an ISO 4217 currency."""

    amount: int
    currency_code: str

    def __str__(self) -> str:
        return f"{to_decimal(self.amount, self.currency_code)} {self.currency_code}"


class InvalidAmountError(ValueError):
    """The text is not an amount of this currency."""


@cache
def minor_digits(currency_code: str) -> int:
    """How many decimals the currency has, by ISO 4217."""
    return 0 if currency_code in WITHOUT_MINOR_UNIT else _MINOR_DIGITS.get(currency_code, 2)


def to_decimal(amount: int, currency_code: str) -> Decimal:
    """The amount in major units, exact, with the currency's number of decimals."""
    return Decimal(amount).scaleb(-minor_digits(currency_code))


def parse_amount(text: str, currency_code: str) -> int:
    """Minor units from a plain decimal number in major units.

    Raises `InvalidAmountError` for anything but a finite number that is not negative, not absurd, and has no more
    decimals than the currency.
    """
    try:
        major = Decimal(text.strip())
    except InvalidOperation as error:
        raise InvalidAmountError(f"{text!r} is not a number; write it like 1234.50") from error
    if not major.is_finite():
        raise InvalidAmountError(f"{text!r} is not an amount")
    if major < 0:
        raise InvalidAmountError(f"{text!r} is negative")
    if major.adjusted() > 15:
        raise InvalidAmountError(f"{text!r} is larger than any price")
    minor = major.scaleb(minor_digits(currency_code))
    if (major and major.adjusted() < -15) or minor != minor.to_integral_value():
        raise InvalidAmountError(f"{text!r} has more decimals than {currency_code} has")
    if minor > MAX_AMOUNT:
        raise InvalidAmountError(f"{text!r} is larger than any price")
    return int(minor)


def divide_half_up(numerator: int, denominator: int) -> int:
    """Integer division rounded half away from zero, as invoices round. The denominator is positive."""
    quotient, remainder = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * remainder >= denominator)
    return rounded if numerator >= 0 else -rounded
