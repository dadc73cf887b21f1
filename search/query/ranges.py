"""Facets of things that are compared, cut into a few spans between round bounds: numbers, days, prices."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any, Final

BUCKETS: Final = 8
"""About so many spans: round bounds make it some more or fewer."""

_ROUND: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_STEPS_OF_MONTHS: Final = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)


@dataclass(frozen=True)
class RangeBucket:
    """A span, both ends included, and how many products lie in it."""

    least: str
    """A number or price such as 12.50, or a day such as 2027-03-31: as a filter takes it."""
    most: str
    count: int
    selected: bool
    input: dict[str, Any]
    """The `ProductFilterInput` that narrows a list down to it."""


@dataclass(frozen=True)
class RangeFacet:
    """What lies between the least and the greatest value."""

    least: str
    most: str
    histogram: tuple[RangeBucket, ...]
    unit: str | None = None
    """The attribute's unit, or the currency of prices."""


def spans_of_numbers(
    least: Decimal, most: Decimal, step: Decimal, buckets: int = BUCKETS
) -> list[tuple[Decimal, Decimal]]:
    """The spans between round bounds that cover everything from `least` to `most`, both ends included.

    `step` is the distance between two values that lie next to each other, such as 0.01 of euros: a span ends one step
    before the next begins. 0 where values lie at any distance: then the spans have their bounds in common.
    """
    width = _round_width((most - least) / buckets, step)
    start = (least / width).to_integral_value(ROUND_FLOOR) * width
    bounds = [start]
    while bounds[-1] <= most:
        bounds.append(bounds[-1] + width)
    return [(_plain(low), _plain(high - step)) for low, high in pairwise(bounds)]


def spans_of_days(least: date, most: date, buckets: int = BUCKETS) -> list[tuple[date, date]]:
    """The spans that cover all days from one to another: of days, weeks, months or years."""
    days = (most - least).days + 1
    if days <= buckets * 7:
        width = 1 if days <= buckets else 7
        start = least if width == 1 else least - timedelta(days=least.weekday())
        starts = [start + timedelta(days=width * place) for place in range((most - start).days // width + 2)]
    else:
        months = next((each for each in _STEPS_OF_MONTHS if days / 30.4 / each <= buckets), _STEPS_OF_MONTHS[-1])
        starts = _starts_of_months(least, most, months)
    return [(first, following - timedelta(days=1)) for first, following in pairwise(starts)]


def _starts_of_months(least: date, most: date, months: int) -> list[date]:
    """Counted from January of the year 1; bounds beyond what a calendar has are left at its ends."""
    place = (least.year * 12 + least.month - 1) // months * months
    starts: list[date] = []
    while not starts or starts[-1] <= most:
        year, month = divmod(place, 12)
        if year > date.max.year:
            return [*starts, date.max]
        starts.append(date(year, month + 1, 1) if year >= 1 else date.min)
        place += months
    return starts


def _round_width(wanted: Decimal, step: Decimal) -> Decimal:
    """The least round number that is at least this wide, and a number of whole steps."""
    smallest = step or Decimal(1)
    if wanted <= 0:
        return smallest
    power = Decimal(10) ** wanted.adjusted()
    width = next(power * each for each in _ROUND if power * each >= wanted)
    while step and width % step:
        width = next((power * each for each in _ROUND if power * each > width), width * 2)
    return max(width, step)


def _plain(number: Decimal) -> Decimal:
    """Without an exponent and trailing zeros, which `str` would write."""
    return Decimal(format(number.normalize(), "f"))
