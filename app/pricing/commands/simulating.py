"""What a change would do to prices, before staff make it. Nothing is written."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from app.core.context import RequestContext
from app.core.errors import Refusal, RequestError
from app.core.ids import new_id
from app.currencies import EffectiveRate, ExchangeRates, RateSource
from app.markets import Atlas, load_atlas, resolve_place
from app.pricing.cache import PriceBookCache
from app.pricing.commands.adjusting import Adjustment, change_of
from app.pricing.commands.markets import MarketPricingChange, planned_market_pricing
from app.pricing.commands.rounding import WantedBand, planned_rounding
from app.pricing.commands.sales import SaleChange, planned_sale
from app.pricing.commands.setting import problem
from app.pricing.errors import PricingErrorCode
from app.pricing.models import MarketPricing, RoundingRule, Sale
from app.pricing.queries.simulation import load_cases
from app.pricing.queries.staff import load_rounding_rules, load_sales
from app.pricing.rules.book import PriceBook
from app.pricing.rules.settings import (
    MarketPricingFacts,
    RoundingBand,
    RoundingFacts,
    RoundingMode,
    SaleFacts,
)
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.simulate import Case, Outcome, simulate, with_settings

SECONDS: Final = 30.0
"""How long the database may look for what differs."""
_LARGEST_RATE: Final = Decimal(10) ** 9
_running = [False]


@dataclass(frozen=True)
class PlannedSale:
    """A sale, as if it held now. One that has the code is replaced."""

    code: str
    change: SaleChange


@dataclass(frozen=True)
class PlannedRounding:
    """A rounding rule, in the place of the one for the same currency and market."""

    currency_code: str
    market_code: str | None
    bands: Sequence[WantedBand]


@dataclass(frozen=True)
class PlannedRate:
    """An effective rate between two currencies."""

    base: str
    quote: str
    rate: Decimal


@dataclass(frozen=True)
class PlannedMarket:
    """How a market converts."""

    market_code: str
    change: MarketPricingChange


Planned = PlannedSale | PlannedRounding | PlannedRate | PlannedMarket | Adjustment


@dataclass(frozen=True)
class _Change:
    """What is compared: the book after it, and what becomes of amounts."""

    after: PriceBook
    changed: Callable[[Case], Case] | None = None
    price_list_id: UUID | None = None
    """Whose amounts change."""


async def simulate_prices(ctx: RequestContext, planned: Planned) -> list[Outcome]:
    """What the change would do to the price of one piece, for shoppers of each market's default country and channel, in
    each currency that it offers.

    Refuses with `PricingErrorCode` what the change itself would be refused for. Raises `RequestError` while another
    simulation runs in this process, and after half a minute.
    """
    async with _alone():
        before = replace(await ctx.part(PriceBookCache).get())  # a copy forgets the simulation's tariffs
        change = await _change(ctx, before, planned)
        outcomes = []
        for shoppers in _groups(before, change, await _shoppers(ctx), ctx.now):
            try:
                async with asyncio.timeout(SECONDS):
                    cases = await load_cases(ctx.db, [before, change.after], shoppers, ctx.now)
            except TimeoutError as error:
                message = "Too much would have to be compared. Ask for a smaller change, or later."
                raise RequestError("SIMULATION_TOO_LONG", message) from error
            more = (change.changed,) if change.changed else ()
            outcomes += await asyncio.to_thread(simulate, before, change.after, shoppers, cases, ctx.now, *more)
        return outcomes


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    if _running[0]:
        raise RequestError("SIMULATION_RUNNING", "Another simulation is running. Ask again when it has ended.")
    _running[0] = True
    try:
        yield
    finally:
        _running[0] = False


async def _shoppers(ctx: RequestContext) -> list[Shopper]:
    atlas: Atlas = await load_atlas(ctx.db)
    shoppers = []
    for market in atlas.markets:
        for currency_code in market.currency_codes:
            place = resolve_place(atlas, market.default_country_code, None, currency_code)
            if place.market_id == market.id:  # else the default channel does not sell there
                shoppers.append(Shopper.of(place).public())
    return list(dict.fromkeys(shoppers))


def _groups(before: PriceBook, change: _Change, shoppers: Iterable[Shopper], now: datetime) -> Iterable[list[Shopper]]:
    """Those for whom anything can differ, by the lists that have to be read."""
    groups: dict[Any, list[Shopper]] = {}
    for shopper in shoppers:
        was, becomes = before.tariff(shopper, now), change.after.tariff(shopper, now)
        is_same = all(getattr(was, name) == getattr(becomes, name) for name in _SAID)
        if not is_same or change.price_list_id in was.list_ids:
            groups.setdefault((was.list_ids, becomes.list_ids), []).append(shopper)
    return groups.values()


_SAID: Final = ("list_ids", "lists", "sales", "conversion", "rounding")


async def _change(ctx: RequestContext, before: PriceBook, planned: Planned) -> _Change:
    match planned:
        case PlannedSale():
            row = await planned_sale(ctx, code=planned.code, change=planned.change)
            known = {each.code: each.id for each in await load_sales(ctx.db)}
            facts = _sale_facts(row, known.get(planned.code, row.id))
            return _Change(with_settings(before, ctx.now, sales={facts.id: facts}))
        case PlannedRounding():
            rule = await planned_rounding(
                ctx, currency_code=planned.currency_code, market_code=planned.market_code, bands=planned.bands
            )
            rules = {(each.currency_code, each.market_id): each.id for each in await load_rounding_rules(ctx.db)}
            rounding = _rounding_facts(rule, rules.get((rule.currency_code, rule.market_id), rule.id))
            return _Change(with_settings(before, ctx.now, roundings={rounding.id: rounding}))
        case PlannedMarket():
            pricing = _pricing_facts(await planned_market_pricing(ctx, planned.market_code, planned.change))
            return _Change(with_settings(before, ctx.now, market_pricings={pricing.market_id: pricing}))
        case PlannedRate():
            if not (planned.rate.is_finite() and 0 < planned.rate <= _LARGEST_RATE):
                limits = {"value": str(planned.rate), "least": "0", "most": str(_LARGEST_RATE)}
                raise Refusal(problem(PricingErrorCode.NUMBER_OUT_OF_RANGE, "rate", **limits))
            return _Change(replace(before, rates=_with_rate(before.rates, planned, ctx.now)))
        case _:
            return await _adjusted(ctx, before, planned)


async def _adjusted(ctx: RequestContext, before: PriceBook, planned: Adjustment) -> _Change:
    list_id = planned.price_list_id
    of_amount = await change_of(ctx, planned)

    def changed(case: Case) -> Case:
        rows = (
            row._replace(amount=of_amount(row.amount, row.compare_at_amount))
            if row.price_list_id == list_id and not row.is_dated
            else row
            for row in case.rows
        )
        return case._replace(rows=tuple(rows))

    return _Change(replace(before), changed, list_id)


def _with_rate(rates: ExchangeRates, planned: PlannedRate, now: datetime) -> ExchangeRates:
    """The rates as they would be if this one began now."""
    pair = (planned.base, planned.quote)
    kept = [
        rate._replace(until=now) if rate.until is None and (rate.base_code, rate.quote_code) == pair else rate
        for rate in rates.by_id.values()
    ]
    new = EffectiveRate(new_id(), *pair, planned.rate, RateSource.MANUAL, now, now, None)
    return ExchangeRates.of([*kept, new], rates.pairs.values())


def _sale_facts(row: Sale, sale_id: UUID) -> SaleFacts:
    """As if it held now, whenever it is to begin: what is asked is how much it takes off, and where."""
    return SaleFacts(
        id=sale_id,
        code=row.code,
        kind=row.kind,
        percent=row.percent,
        amounts=row.amounts,
        market_ids=tuple(row.market_ids),
        channel_codes=tuple(row.channel_codes),
        group_codes=tuple(row.group_codes),
        list_ids=tuple(row.list_ids),
        product_ids=frozenset(row.product_ids),
        conditions=tuple(row.conditions),
        excluded_list_ids=tuple(row.excluded_list_ids),
        excluded_product_ids=frozenset(row.excluded_product_ids),
        starts_local=None,
        ends_local=None,
        is_paused=False,
    )


def _rounding_facts(row: RoundingRule, rule_id: UUID) -> RoundingFacts:
    bands: Sequence[Mapping[str, Any]] = row.bands
    return RoundingFacts(
        id=rule_id,
        currency_code=row.currency_code,
        market_id=row.market_id,
        bands=tuple(
            RoundingBand(each["from"], each["step"], each["ending"], RoundingMode(each["mode"])) for each in bands
        ),
    )


def _pricing_facts(row: MarketPricing) -> MarketPricingFacts:
    return MarketPricingFacts(
        market_id=row.market_id,
        base_price_list_id=row.base_price_list_id,
        conversion_fee=row.conversion_fee,
        max_rate_age_hours=row.max_rate_age_hours,
        old_rates=row.old_rates,
        quote_minutes=row.quote_minutes,
    )
