"""Everything that is configured about prices, now and before: a small value, kept whole in each process.

Each version of a setting is believed from `since` up to and without `until`. What was the rule at a moment is the
version that was believed then; what will be the rule is the current version with its own dates.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

from app.currencies import EffectiveRate, ExchangeRates, FxQuote, Pair, quote_of
from app.pricing.rules.assembly import Settings, assemble, rounding_of
from app.pricing.rules.choosing import can_be_base_for, is_for
from app.pricing.rules.conversion import ConvertedAmounts, conversion_between
from app.pricing.rules.moments import (
    belief_moments,
    in_order,
    list_moments,
    rate_moments,
    sale_moments,
    tax_moments,
)
from app.pricing.rules.reductions import is_sale_for
from app.pricing.rules.settings import (
    ListFacts,
    MarketPlace,
    MarketPricingFacts,
    PriorRule,
    RoundingFacts,
    SaleFacts,
    Version,
)
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.tariff import Tariff
from app.tax import TaxRates

SettingT = TypeVar("SettingT")
_TariffKey = tuple[int, tuple[tuple[Pair, datetime], ...]]

_MOST_SHOPPERS: Final = 256
_MOST_TARIFFS: Final = 32
"""Of one shopper: shoppers ask for now, staff and the history of prices for other moments."""


@dataclass
class _Known:
    """What the book has found out for one shopper."""

    moments: tuple[datetime, ...]
    """At which another tariff may begin."""
    tariffs: dict[_TariffKey, Tariff] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class PriceBook:
    """All of it. `tariff` says what applies to somebody at a moment."""

    lists: Sequence[Version[ListFacts]]
    sales: Sequence[Version[SaleFacts]]
    roundings: Sequence[Version[RoundingFacts]]
    market_pricings: Sequence[Version[MarketPricingFacts]]
    prior_rules: Sequence[PriorRule]
    markets: Mapping[UUID, MarketPlace]
    rates: ExchangeRates
    taxes: TaxRates
    known_since: datetime
    """Versions that ended before this are not in the book."""
    _known: dict[Shopper, _Known] = field(default_factory=dict, init=False, repr=False)
    _clock: dict[UUID | None, tuple[datetime, ...]] = field(default_factory=dict, init=False, repr=False)

    def tariff(self, shopper: Shopper, moment: datetime, *, rates_at: Mapping[Pair, datetime] | None = None) -> Tariff:
        """What applies to the shopper at the moment, in the past or the future too.

        The same tariff is given for every moment between two changes. `rates_at`: pairs whose effective rate is that
        of another moment, because it was pinned; give the `since` of the rate, so that who pinned the same rate has
        the same tariff. Raises `KeyError` for a market that is not in the book.
        """
        known = self._known_of(shopper)
        position = bisect_right(known.moments, moment)
        key = position, tuple(sorted(rates_at.items())) if rates_at else ()
        found = known.tariffs.get(key)
        if found is None:
            until = known.moments[position] if position < len(known.moments) else None
            found = assemble(self._settings_at(moment), shopper, moment, until, rates_at or {})
            _make_room(known.tariffs, _MOST_TARIFFS)
            known.tariffs[key] = found
        return found

    def next_change(self, moment: datetime, market_id: UUID | None = None) -> datetime | None:
        """The first moment after this one at which a price may change by the clock alone: a list or a sale begins or
        ends, a tax rate changes, a rate becomes too old. None: none is known."""
        if market_id not in self._clock:
            self._clock[market_id] = in_order(self._clock_moments(market_id))
        moments = self._clock[market_id]
        position = bisect_right(moments, moment)
        return moments[position] if position < len(moments) else None

    def current_sales(self) -> list[SaleFacts]:
        """Every sale as it is believed now, whether it holds, held or is to hold."""
        return _current(self.sales)

    def changes_between(self, shopper: Shopper, start: datetime, end: datetime) -> list[datetime]:
        """Every moment after the start and before the end at which a setting, a rate or a tax may have begun to say
        something else there: the history of prices is evaluated at the start and at these."""
        moments = self._known_of(shopper).moments
        return list(moments[bisect_right(moments, start) : bisect_left(moments, end)])

    def prior_rule(self, country_code: str, day: date) -> PriorRule | None:
        """The rule that holds in the country on the day."""
        return next((rule for rule in self._prior_rules.get(country_code, ()) if rule.holds_on(day)), None)

    def market_pricing(self, market_id: UUID, moment: datetime) -> MarketPricingFacts | None:
        """How the market prices at the moment what no list of a currency names. None: nothing is converted there."""
        believed = _believed(self.market_pricings, moment)
        return next((pricing for pricing in believed if pricing.market_id == market_id), None)

    def fx_quote(self, shopper: Shopper, rate: EffectiveRate, now: datetime) -> FxQuote | None:
        """The rate as the shopper is told it now, to be pinned. None: the market converts nothing."""
        pricing = self.market_pricing(shopper.market_id, now)
        if pricing is None:
            return None
        age = timedelta(hours=pricing.max_rate_age_hours)
        is_stale = rate.until is None and self.rates.is_older(rate.base_code, rate.quote_code, now, age)
        return quote_of(rate, pricing.conversion_fee, now, pricing.quote_minutes, is_stale=is_stale)

    def converted(
        self, shopper: Shopper, base_code: str, moment: datetime, *, rates_at: Mapping[Pair, datetime] | None = None
    ) -> ConvertedAmounts | None:
        """What amounts of another currency, such as prices of deliveries, come to for the shopper: by the rate, the fee
        and the rounding that converted prices have. None: the market does not convert, or no rate is good enough."""
        pricing = self.market_pricing(shopper.market_id, moment)
        pair = (base_code, shopper.currency_code)
        at = (rates_at or {}).get(pair, moment)
        conversion = conversion_between(self.rates, pricing, *pair, at) if pricing else None
        return ConvertedAmounts(conversion, rounding_of(self._settings_at(moment), shopper)) if conversion else None

    @cached_property
    def _prior_rules(self) -> Mapping[str, Sequence[PriorRule]]:
        by_country: dict[str, list[PriorRule]] = {}
        for rule in self.prior_rules:
            by_country.setdefault(rule.country_code, []).append(rule)
        return by_country

    def _settings_at(self, moment: datetime) -> Settings:
        return Settings(
            lists={facts.id: facts for facts in _believed(self.lists, moment)},
            sales=list(_believed(self.sales, moment)),
            roundings=list(_believed(self.roundings, moment)),
            pricings={pricing.market_id: pricing for pricing in _believed(self.market_pricings, moment)},
            markets=self.markets,
            rates=self.rates,
            taxes=self.taxes,
        )

    def _known_of(self, shopper: Shopper) -> _Known:
        known = self._known.get(shopper)
        if known is None:
            _make_room(self._known, _MOST_SHOPPERS)  # countries, regions and currencies come from the network
            known = self._known[shopper] = _Known(in_order(self._moments_of(shopper)))
        return known

    def _moments_of(self, shopper: Shopper) -> Iterator[datetime | None]:
        """Every moment at which another tariff may begin for the shopper."""
        pricings = [each for each in self.market_pricings if each.setting.market_id == shopper.market_id]
        base_ids = {each.setting.base_price_list_id for each in pricings}
        lists = [
            each
            for each in self.lists
            if is_for(each.setting, shopper) or (each.setting.id in base_ids and can_be_base_for(each.setting, shopper))
        ]
        sales = [each for each in self.sales if is_sale_for(each.setting, shopper)]
        roundings = [each for each in self.roundings if each.setting.currency_code == shopper.currency_code]
        for versions in (pricings, lists, sales, roundings):
            yield from belief_moments(versions)
        yield from list_moments(_settings(lists))
        yield from sale_moments(_settings(sales), [self.markets[shopper.market_id].time_zone])
        countries = {shopper.country_code} | {facts.tax_country_code or "" for facts in _settings(lists)}
        yield from tax_moments(self.taxes, countries)
        for base in {facts.currency_code for facts in _settings(lists)} - {shopper.currency_code}:
            yield from rate_moments(self.rates, base, shopper.currency_code, _settings(pricings))

    def _clock_moments(self, market_id: UUID | None) -> Iterator[datetime | None]:
        """The same by the clock alone, for everybody in the market, or in all; and, should this machine's clock be
        behind the database's, when what was just written begins to be believed."""
        for versions in (self.lists, self.sales, self.roundings, self.market_pricings):
            yield from (version.since for version in versions if version.until is None)
        markets = [market_id] if market_id is not None else list(self.markets)
        pricings = [each for each in _current(self.market_pricings) if each.market_id in markets]
        base_ids = {pricing.base_price_list_id for pricing in pricings}
        lists = [
            facts
            for facts in _current(self.lists)
            if facts.is_active
            and (facts.id in base_ids or not facts.market_ids or any(each in facts.market_ids for each in markets))
        ]
        yield from list_moments(lists)
        for sale in _current(self.sales):
            named = [each for each in markets if not sale.market_ids or each in sale.market_ids]
            if not sale.is_paused:
                yield from sale_moments([sale], [self.markets[each].time_zone for each in named])
        yield from tax_moments(self.taxes, self.taxes.by_country)
        bases = {facts.currency_code for facts in lists if facts.id in base_ids}
        for base, quote in self.rates.by_pair:
            if base in bases:
                yield from rate_moments(self.rates, base, quote, pricings)


def _make_room(kept: dict[Any, Any], most: int) -> None:
    """Forget what was kept first, where there is as much as there may be."""
    if len(kept) >= most:
        del kept[next(iter(kept))]


def _believed(versions: Iterable[Version[SettingT]], moment: datetime) -> Iterator[SettingT]:
    return (version.setting for version in versions if version.is_believed_at(moment))


def _settings(versions: Iterable[Version[SettingT]]) -> list[SettingT]:
    return [version.setting for version in versions]


def _current(versions: Iterable[Version[SettingT]]) -> list[SettingT]:
    return [version.setting for version in versions if version.until is None]
