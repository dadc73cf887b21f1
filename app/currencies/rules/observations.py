"""What sources said, and what follows for a pair: rates through a common currency, and which source is believed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, NamedTuple, Self

from app.currencies.models import RateSource

SIGNIFICANT_DIGITS: Final = 12
"""Of every rate. ECB gives six, commercial feeds up to ten."""
MOST_DECIMALS: Final = 14
HIGHEST_RATE: Final = Decimal(10) ** 10
"""Rates are below it: some six thousand times what a dinar of Kuwait is in rials."""
LOWEST_RATE: Final = Decimal(1).scaleb(-10)

_EXACT: Final = Context(prec=60)
_SIGNIFICANT: Final = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)
_SMALLEST: Final = Decimal(1).scaleb(-MOST_DECIMALS)

AHEAD: Final = timedelta(hours=1)
"""How far a source's clock may be ahead of ours."""

AGE_LIMITS: Final[Mapping[RateSource, timedelta]] = {
    # It gives a new rate each day at least; one of yesterday is still better than another source's.
    RateSource.COMMERCIAL: timedelta(hours=26),
    # TARGET working days: from Maundy Thursday to the Tuesday after Easter there is none for five days.
    RateSource.ECB_FEED: timedelta(days=6),
    RateSource.ECB_TABLE: timedelta(days=6),
}
"""How old what a source says may be before a fresher source is believed instead."""

_TRUST: Final = {source: place for place, source in enumerate(RateSource)}


class Observation(NamedTuple):
    """One unit of the base was worth so much of the quote at a moment, as a source says."""

    source: RateSource
    base_code: str
    quote_code: str
    rate: Decimal
    as_of: datetime


class ManualRate(NamedTuple):
    """A rate that staff set, from `as_of` up to and without `holds_until`."""

    base_code: str
    quote_code: str
    rate: Decimal
    as_of: datetime
    holds_until: datetime | None

    def holds_at(self, moment: datetime) -> bool:
        return self.as_of <= moment and (self.holds_until is None or moment < self.holds_until)


class LiveRate(NamedTuple):
    """What a source says of a pair, straight or through a common currency."""

    rate: Decimal
    source: RateSource
    as_of: datetime
    """Of two observations, the older."""


@dataclass(frozen=True)
class Board:
    """The latest observation of each source and pair."""

    by_source: Mapping[RateSource, Mapping[str, Mapping[str, Observation]]]

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> Self:
        """Of several of one source and pair, the latest counts."""
        found: dict[RateSource, dict[str, dict[str, Observation]]] = defaultdict(lambda: defaultdict(dict))
        for each in observations:
            quotes = found[each.source][each.base_code]
            if each.quote_code not in quotes or quotes[each.quote_code].as_of < each.as_of:
                quotes[each.quote_code] = each
        return cls({source: dict(bases) for source, bases in found.items()})

    def rates_of(self, base: str, quote: str) -> list[LiveRate]:
        """What each source says of the pair, at most one rate each."""
        rates = []
        for source, bases in self.by_source.items():
            if found := _rates_through(bases, base, quote):
                as_of, rate = max(found, key=lambda each: each[0])
                rates.append(LiveRate(rate, source, as_of))
        return rates


def _rates_through(
    bases: Mapping[str, Mapping[str, Observation]], base: str, quote: str
) -> Sequence[tuple[datetime, Decimal]]:
    """The rate of each way there is, the straight one first: of ways that are equally fresh, it is taken."""
    found = []
    for common in sorted(bases, key=lambda code: (code != base, code != quote, code != "EUR", code)):
        quotes = bases[common]
        legs = [quotes[code] for code in (base, quote) if code != common and code in quotes]
        if len(legs) + (common in (base, quote)) < 2:
            continue
        rate = cross_rate(
            Decimal(1) if common == base else quotes[base].rate,
            Decimal(1) if common == quote else quotes[quote].rate,
        )
        if rate is not None:
            found.append((min(leg.as_of for leg in legs), rate))
    return found


def cross_rate(of_base: Decimal, of_quote: Decimal) -> Decimal | None:
    """What the base is worth in the quote, where both are told in units for one of a common currency.

    Exact to twelve significant digits, half even, and fourteen decimals; None for what is then no rate.
    """
    return kept_rate(_EXACT.divide(of_quote, of_base))


def kept_rate(rate: Decimal) -> Decimal | None:
    """The rate with the digits that are kept; None where it is none that could be kept."""
    if not rate.is_finite() or not LOWEST_RATE <= rate < HIGHEST_RATE:
        return None
    rounded = _SIGNIFICANT.plus(rate)
    exponent = rounded.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_DECIMALS:
        rounded = rounded.quantize(_SMALLEST, ROUND_HALF_EVEN, _EXACT)
    return rounded.normalize(_EXACT) if LOWEST_RATE <= rounded < HIGHEST_RATE else None


def is_fresh(rate: LiveRate, now: datetime) -> bool:
    """Whether the source is believed before one that is trusted less."""
    limit = AGE_LIMITS.get(rate.source)
    return limit is None or now - rate.as_of <= limit


def by_preference(rates: Iterable[LiveRate], now: datetime) -> list[LiveRate]:
    """The rates in the order in which they are believed.

    First those that are fresh by the limit of their source, the most trusted source first, however fresh another is.
    Then those that are too old, the freshest first: the last good rate of any source is better than an older one of a
    better source. Of two that are equal in that, the more trusted.
    """
    fresh: list[LiveRate] = []
    old: list[LiveRate] = []
    for rate in rates:
        (fresh if is_fresh(rate, now) else old).append(rate)
    fresh.sort(key=lambda rate: _TRUST[rate.source])
    old.sort(key=lambda rate: (now - rate.as_of, _TRUST[rate.source]))
    return fresh + old
