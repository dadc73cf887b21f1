"""Which rates hold on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, Self
from uuid import UUID

from app.tax.models import RateConfidence, RateOrigin
from app.tax.rules.splitting import TaxPart

STANDARD: Final = "standard"
"""The class of whatever names no other."""
EXEMPT: Final = "exempt"
"""The class of what bears no tax anywhere, such as a gift card that is taxed when it is spent."""
_MOST_REMEMBERED: Final = 4096


class DatedRate(NamedTuple):
    """One tax on a class of goods in a country or a region, from its first day up to and without `valid_to`."""

    id: UUID
    country_code: str
    region_code: str | None
    """The part of an ISO 3166-2 code after the hyphen. None: the whole country."""
    tax_class_code: str
    component: str
    rate: Decimal
    """A fraction: 0.19 is 19 %."""
    valid_from: date
    valid_to: date | None
    source: str
    confidence: RateConfidence
    origin: RateOrigin

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class AppliedRate:
    """What a class of goods is taxed with in one place on one day."""

    rate: Decimal
    """The sum of the parts, as a fraction."""
    parts: tuple[TaxPart, ...]
    """By the name of the tax. None of them: the goods bear no tax."""
    sources: tuple[str, ...] = field(default=(), compare=False)
    """Where the parts are written, each once."""


@dataclass(frozen=True)
class TaxRates:
    """All dated rates: a small table, kept whole in the process."""

    by_country: Mapping[str, Mapping[tuple[str | None, str], tuple[DatedRate, ...]]]
    """By country, then by region and class."""
    _bounds: tuple[date, ...] = ()
    """Every day on which some rate begins or ends, in their order."""
    _found: dict[tuple[str, date, str | None, str], AppliedRate | None] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, rates: Iterable[DatedRate]) -> Self:
        by_country: dict[str, dict[tuple[str | None, str], list[DatedRate]]] = {}
        bounds: set[date] = set()
        for rate in sorted(rates, key=lambda each: each.component):
            of_country = by_country.setdefault(rate.country_code, {})
            of_country.setdefault((rate.region_code, rate.tax_class_code), []).append(rate)
            bounds.add(rate.valid_from)
            if rate.valid_to:
                bounds.add(rate.valid_to)
        frozen = {
            country: {key: tuple(dated) for key, dated in of_country.items()}
            for country, of_country in by_country.items()
        }
        return cls(frozen, tuple(sorted(bounds)))

    def rate_of(
        self, country_code: str, day: date, *, region: str | None = None, tax_class: str = STANDARD
    ) -> AppliedRate | None:
        """What the class is taxed with there on the day. None: it is not known, which is not a rate of zero.

        A region with rates of its own has these and none of its country's; where a country is taxed by region only
        (the United States, Canada, Brazil), no rate is known without one. A class without rates of its own has the
        standard ones, but for `exempt`, which bears none.
        """
        key = (country_code, day, region, tax_class)
        if key not in self._found:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()  # the keys come from the network: days, regions and classes without end
            self._found[key] = self._look_up(*key)
        return self._found[key]

    def next_change(self, day: date) -> date | None:
        """The first day after this one on which a rate begins or ends somewhere; None: none is known to."""
        return next((bound for bound in self._bounds if bound > day), None)

    def _look_up(self, country_code: str, day: date, region: str | None, tax_class: str) -> AppliedRate | None:
        of_country = self.by_country.get(country_code, {})
        for place in dict.fromkeys((region, None)):
            for wanted in dict.fromkeys((tax_class, STANDARD)):
                held = [rate for rate in of_country.get((place, wanted), ()) if rate.holds_on(day)]
                if held and tax_class == EXEMPT != wanted:
                    return AppliedRate(Decimal(), ())
                if held:
                    parts = tuple(TaxPart(rate.component, rate.rate) for rate in held)
                    sources = tuple(dict.fromkeys(rate.source for rate in held))
                    return AppliedRate(sum((part.rate for part in parts), Decimal()), parts, sources)
        return AppliedRate(Decimal(), ()) if tax_class == EXEMPT and of_country else None
