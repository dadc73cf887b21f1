"""Weights, contents and prices as feeds write them."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.catalog import ContentDraft

_MEASURE: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*([a-z]+)", re.IGNORECASE | re.ASCII)
_PRICE: Final = re.compile(r"(?P<amount>\S+)\s+(?P<currency>[A-Za-z]{3})", re.ASCII)

_GRAMS: Final = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
_UNITS: Final = {
    "mg": "milligram",
    "g": "gram",
    "kg": "kilogram",
    "ml": "milliliter",
    "cl": "centiliter",
    "l": "liter",
    "cm": "centimeter",
    "m": "meter",
    "sqm": "square-meter",
    "ct": "piece",
}
_SHORT: Final = {unit: short for short, unit in _UNITS.items()}
_BASES: Final = {
    "mg": ("g", Decimal("0.001")), "kg": ("g", Decimal(1000)),
    "cl": ("ml", Decimal(10)), "l": ("ml", Decimal(1000)), "m": ("cm", Decimal(100)),
}  # fmt: skip
"""What is how much of which smaller or larger unit."""


def price_parts(text: str) -> tuple[str, str] | None:
    """`15.00 USD` as amount and currency."""
    found = _PRICE.fullmatch(text)
    return (found["amount"], found["currency"].upper()) if found else None


def grams(text: str) -> int | None:
    """`3 kg` in whole grams; None for what is no weight."""
    found = _MEASURE.fullmatch(text)
    factor = _GRAMS.get(found[2].lower()) if found else None
    if found is None or factor is None:
        return None
    return int((Decimal(found[1]) * factor).quantize(Decimal(1), ROUND_HALF_UP))


def content(measure: str, base: str) -> ContentDraft | None:
    """`750 ml` per `100 ml`; None for what cannot be. A base in another unit of the same kind is converted."""
    amount = _measure(measure)
    if amount is None:
        return None
    quantity, short = amount
    if not base:
        return ContentDraft(quantity, _UNITS[short])
    per = _measure(base)
    reference = _converted(*per, short) if per else None
    return ContentDraft(quantity, _UNITS[short], reference) if reference else None


def measure_text(quantity: Decimal, unit: str) -> str | None:
    """The other way round; None for a unit that feeds do not have."""
    short = _SHORT.get(unit)
    return f"{_plain(quantity)} {short}" if short else None


def _measure(text: str) -> tuple[Decimal, str] | None:
    found = _MEASURE.fullmatch(text)
    if found is None or found[2].lower() not in _UNITS or not Decimal(found[1]):
        return None
    return Decimal(found[1]), found[2].lower()


def _converted(quantity: Decimal, short: str, wanted: str) -> Decimal | None:
    if short == wanted:
        return quantity
    base, factor = _BASES.get(short, (short, Decimal(1)))
    wanted_base, wanted_factor = _BASES.get(wanted, (wanted, Decimal(1)))
    return quantity * factor / wanted_factor if base == wanted_base else None


def _plain(quantity: Decimal) -> str:
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
