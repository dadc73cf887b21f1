"""Which rate holds on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Self
from uuid import UUID


class StandardRate(NamedTuple):
    """A country's standard rate, from its first day up to and without `valid_to`."""

    id: UUID
    country_code: str
    rate: Decimal
    """A fraction: 0.19 is 19 %."""
    valid_from: date
    valid_to: date | None
    source: str
    confidence: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class TaxRates:
    """All dated rates: a small table, cached whole."""

    by_country: Mapping[str, tuple[StandardRate, ...]]

    @classmethod
    def of(cls, rates: Iterable[StandardRate]) -> Self:
        by_country: dict[str, tuple[StandardRate, ...]] = {}
        for rate in sorted(rates, key=lambda each: each.valid_from, reverse=True):
            by_country[rate.country_code] = (*by_country.get(rate.country_code, ()), rate)
        return cls(by_country)

    def rate_of(self, country_code: str, day: date) -> StandardRate | None:
        """The rate that holds in the country on the day; of two, the one that began later. None: none is known."""
        return next((rate for rate in self.by_country.get(country_code, ()) if rate.holds_on(day)), None)

    def next_change(self, day: date) -> date | None:
        """The first day after this one on which a rate begins or ends somewhere; None: none is known to."""
        rates = [rate for of_country in self.by_country.values() for rate in of_country]
        bounds = [rate.valid_from for rate in rates] + [rate.valid_to for rate in rates if rate.valid_to]
        return min((bound for bound in bounds if bound > day), default=None)
