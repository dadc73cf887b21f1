"""When what is configured begins to say something else: the borders between one tariff and the next."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar

from app.currencies import ExchangeRates
from app.pricing.rules.reductions import sale_begins, sale_ends
from app.pricing.rules.settings import ListFacts, MarketPricingFacts, SaleFacts, Version
from app.tax import TaxRates

SettingT = TypeVar("SettingT")
_TICK: Final = timedelta(microseconds=1)
"""A rate of just the greatest age is not too old yet."""


def belief_moments(versions: Iterable[Version[SettingT]]) -> Iterator[datetime | None]:
    """When each version began and ceased to be believed."""
    for version in versions:
        yield version.since
        yield version.until


def list_moments(lists: Iterable[ListFacts]) -> Iterator[datetime | None]:
    """When lists begin and end."""
    for facts in lists:
        yield facts.starts_at
        yield facts.ends_at


def sale_moments(sales: Iterable[SaleFacts], time_zones: Sequence[str]) -> Iterator[datetime | None]:
    """When sales begin and end in markets of these time zones."""
    for sale in sales:
        for time_zone in time_zones:
            yield sale_begins(sale, time_zone)
            yield sale_ends(sale, time_zone)


def tax_moments(taxes: TaxRates, country_codes: Iterable[str]) -> Iterator[datetime]:
    """When rates of these countries begin and end. A day is UTC's."""
    days = {
        day
        for country_code in country_codes
        for rates in taxes.by_country.get(country_code, {}).values()
        for rate in rates
        for day in (rate.valid_from, rate.valid_to)
        if day is not None
    }
    return (_midnight(day) for day in days)


def rate_moments(
    rates: ExchangeRates, base: str, quote: str, pricings: Iterable[MarketPricingFacts]
) -> Iterator[datetime | None]:
    """When the effective rate of a pair changes, is to change, and becomes too old for these markets."""
    limits = {timedelta(hours=pricing.max_rate_age_hours) for pricing in pricings}
    for rate in rates.by_pair.get((base, quote), ()):
        yield rate.since
        yield rate.until
        if rate.until is None:
            yield rate.holds_until
            observed = rates.observed_at(base, quote, rate.since) or rate.since
            for limit in limits:
                too_old = observed + limit + _TICK
                if rates.is_older(base, quote, too_old, limit):
                    yield too_old


def in_order(moments: Iterable[datetime | None]) -> tuple[datetime, ...]:
    """Each moment once, the earliest first."""
    return tuple(sorted({moment for moment in moments if moment is not None}))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
