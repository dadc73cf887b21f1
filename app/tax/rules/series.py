"""Rates of one tax follow each other: which rows stand after a change, and who keeps them."""

from collections.abc import Iterable
from typing import NamedTuple

from app.tax.rules.rates import DatedRate


class Series(NamedTuple):
    """What dated rates follow each other of: one tax on one class of goods in one place."""

    country_code: str
    region_code: str | None
    tax_class_code: str
    component: str

    @classmethod
    def of(cls, rate: DatedRate) -> "Series":
        return cls(rate.country_code, rate.region_code, rate.tax_class_code, rate.component)


def by_series(rates: Iterable[DatedRate]) -> dict[Series, list[DatedRate]]:
    """The rates of each series, by their first day."""
    found: dict[Series, list[DatedRate]] = {}
    for rate in sorted(rates, key=lambda each: each.valid_from):
        found.setdefault(Series.of(rate), []).append(rate)
    return found


def overlapping(rates: Iterable[DatedRate]) -> set[DatedRate]:
    """Those of one series that hold on a day on which another holds too."""
    found: set[DatedRate] = set()
    latest: DatedRate | None = None
    for rate in sorted(rates, key=lambda each: each.valid_from):
        if latest is not None and (latest.valid_to is None or rate.valid_from < latest.valid_to):
            found |= {latest, rate}
            is_longer = latest.valid_to is None or (rate.valid_to is not None and rate.valid_to <= latest.valid_to)
            latest = latest if is_longer else rate
        else:
            latest = rate
    return found
