"""Units of measure, by their names in CLDR, and exact conversion between those of one dimension.

Factors are the definitions of the SI and, for inch, foot, yard, pound and their kin, of the international yard and
pound agreement of 1959; gallon and fluid ounce are those of the United States, as in CLDR.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Final

_FACTORS: Final[Mapping[str, Mapping[str, str]]] = {
    "mass": {
        "microgram": "0.000001",
        "milligram": "0.001",
        "gram": "1",
        "kilogram": "1000",
        "tonne": "1000000",
        "ounce": "28.349523125",
        "pound": "453.59237",
        "carat": "0.2",
    },
    "length": {
        "micrometer": "0.000001",
        "millimeter": "0.001",
        "centimeter": "0.01",
        "decimeter": "0.1",
        "meter": "1",
        "kilometer": "1000",
        "inch": "0.0254",
        "foot": "0.3048",
        "yard": "0.9144",
        "mile": "1609.344",
    },
    "area": {
        "square-centimeter": "0.0001",
        "square-meter": "1",
        "square-inch": "0.00064516",
        "square-foot": "0.09290304",
        "square-yard": "0.83612736",
    },
    "volume": {
        "milliliter": "1",
        "centiliter": "10",
        "deciliter": "100",
        "liter": "1000",
        "cubic-centimeter": "1",
        "cubic-meter": "1000000",
        "fluid-ounce": "29.5735295625",
        "cup": "236.5882365",
        "pint": "473.176473",
        "quart": "946.352946",
        "gallon": "3785.411784",
    },
    "voltage": {"volt": "1"},
    "current": {"milliampere": "0.001", "ampere": "1"},
    "resistance": {"ohm": "1"},
    "power": {"milliwatt": "0.001", "watt": "1", "kilowatt": "1000"},
    "energy": {"joule": "1", "kilojoule": "1000", "kilowatt-hour": "3600000", "foodcalorie": "4184"},
    "frequency": {"hertz": "1", "kilohertz": "1000", "megahertz": "1000000", "gigahertz": "1000000000"},
    "data": {
        "byte": "1",
        "kilobyte": "1000",
        "megabyte": "1000000",
        "gigabyte": "1000000000",
        "terabyte": "1000000000000",
    },
    "duration": {
        "millisecond": "0.001",
        "second": "1",
        "minute": "60",
        "hour": "3600",
        "day": "86400",
        "week": "604800",
    },
    "count": {"piece": "1"},
    "share": {"percent": "1"},
}
_DIMENSIONS: Final = {unit: dimension for dimension, units in _FACTORS.items() for unit in units}
_FACTOR: Final = {unit: Fraction(factor) for units in _FACTORS.values() for unit, factor in units.items()}

UNITS: Final = frozenset(_DIMENSIONS)
CONTENT_UNITS: Final = frozenset(
    unit for unit, dimension in _DIMENSIONS.items() if dimension in {"mass", "volume", "length", "area", "count"}
)
"""What the content of a variant is counted in."""

_PRICED_BY: Final[Mapping[str, str]] = {
    "mass": "kilogram",
    "volume": "liter",
    "length": "meter",
    "area": "square-meter",
    "count": "piece",
}

_PLACES: Final = Decimal("0.000000001")
_MOST_DIGITS: Final = 40


def unit_of_price(unit: str) -> str:
    """The unit that unit prices of such a content are for, where nothing else is customary: Directive 98/6/EC,
    Article 2(b). Raises `KeyError` for a unit that no content is counted in."""
    return _PRICED_BY[_DIMENSIONS[unit]]


def is_unit(unit: str) -> bool:
    """Whether numbers can be given in it."""
    return unit in _DIMENSIONS


def converted(amount: Decimal, unit: str, wanted: str) -> Decimal | None:
    """The amount in another unit of the same dimension; None where there is no way from one to the other.

    Exact wherever the result has at most nine decimals; rounded half to even where it has more, such as centimetres in
    inches.
    """
    if unit == wanted:
        return plain(amount)
    if unit not in _DIMENSIONS or _DIMENSIONS[unit] != _DIMENSIONS.get(wanted):
        return None
    exact = Fraction(amount) * _FACTOR[unit] / _FACTOR[wanted]
    with localcontext(prec=2 * _MOST_DIGITS):
        return plain((Decimal(exact.numerator) / exact.denominator).quantize(_PLACES, ROUND_HALF_EVEN))


def plain(number: Decimal) -> Decimal:
    """The same number written in one way only: no trailing zeros, no positive exponent, no negative zero.

    For numbers of less than forty digits: whoever takes them from outside has looked at their size.
    """
    if not number:
        return Decimal(0)
    with localcontext(prec=_MOST_DIGITS):
        return Decimal(format(number.normalize(), "f"))
