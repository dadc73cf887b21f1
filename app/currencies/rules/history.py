"""The effective rates with their history: what one currency was worth in another, as the shop went by it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple, Self
from uuid import UUID

from app.currencies.models import RateSource
from app.currencies.rules.observations import LiveRate

Pair = tuple[str, str]
"""Base and quote: from which currency, and into which."""

_ITSELF: Final = UUID(int=0)
_TICK: Final = timedelta(microseconds=1)
"""A rate of just the limit's age is not older."""


class EffectiveRate(NamedTuple):
    """The rate that the shop goes by, from `since` up to and without `until`. `until` None: still."""

    id: UUID
    base_code: str
    quote_code: str
    rate: Decimal
    """What one unit of the base is worth in the quote, in major units."""
    source: RateSource | None
    """None: of a currency in itself."""
    as_of: datetime
    """Of the observation that moved the rate here."""
    since: datetime
    until: datetime | None
    holds_until: datetime | None = None
    """Of a rate by hand: when it is to end."""

    def holds_at(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


class KeptPair(NamedTuple):
    """A conversion that the shop makes, and what was last observed of it."""

    id: UUID
    base_code: str
    quote_code: str
    band: Decimal
    live: LiveRate | None
    held: LiveRate | None
    version: int

    @property
    def codes(self) -> Pair:
        return self.base_code, self.quote_code

    @property
    def name(self) -> str:
        return f"{self.base_code}/{self.quote_code}"


@dataclass(frozen=True)
class ExchangeRates:
    """All effective rates, those that ended since `known_since` included: a small table, cached whole."""

    by_pair: Mapping[Pair, tuple[EffectiveRate, ...]]
    """The latest first."""
    pairs: Mapping[Pair, KeptPair]
    by_id: Mapping[UUID, EffectiveRate]

    @classmethod
    def of(cls, rates: Iterable[EffectiveRate] = (), pairs: Iterable[KeptPair] = ()) -> Self:
        by_pair: dict[Pair, list[EffectiveRate]] = defaultdict(list)
        for rate in sorted(rates, key=lambda each: each.since, reverse=True):
            by_pair[rate.base_code, rate.quote_code].append(rate)
        return cls(
            {pair: tuple(of_pair) for pair, of_pair in by_pair.items()},
            {pair.codes: pair for pair in pairs},
            {rate.id: rate for of_pair in by_pair.values() for rate in of_pair},
        )

    def rate(self, base: str, quote: str, at: datetime) -> EffectiveRate | None:
        """The rate that held at the moment. None: the shop knew none. A currency is worth 1 in itself, always."""
        if base == quote:
            return EffectiveRate(_ITSELF, base, quote, Decimal(1), None, at, at, None)
        return next((rate for rate in self.by_pair.get((base, quote), ()) if rate.holds_at(at)), None)

    def observed_at(self, base: str, quote: str, at: datetime) -> datetime | None:
        """When the rate that holds at the moment was last seen to be right: inside its band, or as staff set it.

        A rate by hand is right for as long as it holds, and one that has ended was until then. None: no rate holds.
        """
        rate = self.rate(base, quote, at)
        if rate is None:
            return None
        if rate.until is not None or rate.source in (RateSource.MANUAL, None):
            return at
        pair = self.pairs.get((base, quote))
        return max(rate.as_of, pair.live.as_of) if pair and pair.live else rate.as_of

    def is_older(self, base: str, quote: str, at: datetime, limit: timedelta) -> bool:
        """Whether the rate that holds at the moment was not seen to be right for longer than the limit."""
        observed = self.observed_at(base, quote, at)
        return observed is not None and at - observed > limit

    def next_change(self, at: datetime, limit: timedelta | None = None) -> datetime | None:
        """The first moment after this one at which a rate is to change by the clock alone. None: none is known.

        That is the planned end of a rate by hand, and, with a `limit` of age, the moment at which one becomes older.
        """
        moments = [
            moment
            for rates in self.by_pair.values()
            for rate in rates
            for moment in (rate.since, rate.until, rate.holds_until if rate.until is None else None)
            if moment is not None
        ]
        if limit is not None:
            moments += [
                observed + limit + _TICK
                for base, quote in self.by_pair
                if (observed := self.observed_at(base, quote, at)) is not None and observed < at
            ]
        return min((moment for moment in moments if moment > at), default=None)
