"""Settings of prices, put together by hand: what is not said is for everybody, and was always so."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid5

from app.currencies import EffectiveRate, ExchangeRates, RateSource
from app.pricing.models import OldRates, SaleKind
from app.pricing.rules.book import PriceBook
from app.pricing.rules.settings import (
    ListFacts,
    MarketPlace,
    MarketPricingFacts,
    RoundingBand,
    RoundingFacts,
    RoundingMode,
    SaleFacts,
    Version,
)
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.values import PriceRow
from app.tax import DatedRate, TaxRates

NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO: Final = datetime(2025, 1, 1, tzinfo=UTC)


def named(name: str) -> UUID:
    """The id of the thing that a test calls so."""
    return uuid5(UUID(int=6), name)


EUROPE: Final = named("market europe")
AMERICA: Final = named("market america")
MARKETS: Final = {
    EUROPE: MarketPlace("europe", "EUR", "Europe/Berlin"),
    AMERICA: MarketPlace("america", "USD", "America/New_York"),
}
BERLINER: Final = Shopper(
    market_id=EUROPE, channel_code="web", country_code="DE", currency_code="EUR", displays_tax=True
)
NEW_YORKER: Final = Shopper(
    market_id=AMERICA, channel_code="web", country_code="US", currency_code="USD", displays_tax=False
)


def price_list(code: str, **facts: Any) -> ListFacts:
    """A list with tax in euro, unless something else is said."""
    everything: dict[str, Any] = {
        "id": named(f"list {code}"),
        "code": code,
        "currency_code": "EUR",
        "tax_included": True,
        "tax_country_code": None,
        "market_ids": (),
        "channel_codes": (),
        "country_codes": (),
        "group_codes": (),
        "starts_at": None,
        "ends_at": None,
        "priority": 0,
        "is_active": True,
    }
    return ListFacts(**everything | facts)


def sale(code: str, **facts: Any) -> SaleFacts:
    """A sale of everything by ten percent, unless something else is said."""
    everything: dict[str, Any] = {
        "id": named(f"sale {code}"),
        "code": code,
        "kind": SaleKind.PERCENT,
        "percent": None if "kind" in facts else Decimal(10),
        "amounts": {},
        "market_ids": (),
        "channel_codes": (),
        "group_codes": (),
        "list_ids": (),
        "product_ids": frozenset(),
        "conditions": (),
        "excluded_list_ids": (),
        "excluded_product_ids": frozenset(),
        "starts_local": None,
        "ends_local": None,
        "is_paused": False,
    }
    return SaleFacts(**everything | facts)


def bands(*rules: tuple[int, int, int, str]) -> tuple[RoundingBand, ...]:
    """`(start, step, ending, mode)` each."""
    return tuple(RoundingBand(start, step, ending, RoundingMode(mode)) for start, step, ending, mode in rules)


def rounding(currency_code: str, *rules: tuple[int, int, int, str], market_id: UUID | None = None) -> RoundingFacts:
    """A rounding rule with these bands."""
    return RoundingFacts(named(f"rounding {currency_code} {market_id}"), currency_code, market_id, bands(*rules))


def market_pricing(market_id: UUID, base: ListFacts | None, **facts: Any) -> MarketPricingFacts:
    """How a market converts: without a fee, by rates of any age up to five days, and older ones marked."""
    everything: dict[str, Any] = {
        "market_id": market_id,
        "base_price_list_id": base.id if base else None,
        "conversion_fee": Decimal(0),
        "max_rate_age_hours": 120,
        "old_rates": OldRates.KEEP,
        "quote_minutes": 30,
    }
    return MarketPricingFacts(**everything | facts)


def effective_rate(base: str, quote: str, rate: str, **facts: Any) -> EffectiveRate:
    """A rate of the ECB, observed an hour ago and held since last year, unless something else is said."""
    everything: dict[str, Any] = {
        "id": named(f"rate {base} {quote} {rate} {facts.get('since')}"),
        "base_code": base,
        "quote_code": quote,
        "rate": Decimal(rate),
        "source": RateSource.ECB_FEED,
        "as_of": NOW - timedelta(hours=1),
        "since": LONG_AGO,
        "until": None,
    }
    return EffectiveRate(**everything | facts)


def book(
    lists: Iterable[ListFacts | Version[ListFacts]] = (),
    *,
    sales: Iterable[SaleFacts | Version[SaleFacts]] = (),
    roundings: Iterable[RoundingFacts | Version[RoundingFacts]] = (),
    market_pricings: Iterable[MarketPricingFacts | Version[MarketPricingFacts]] = (),
    rates: Iterable[EffectiveRate] = (),
    taxes: Iterable[DatedRate] = (),
    markets: Mapping[UUID, MarketPlace] = MARKETS,
) -> PriceBook:
    """A book of these; what is given without its dates has been believed for long."""
    return PriceBook(
        lists=_versions(lists),
        sales=_versions(sales),
        roundings=_versions(roundings),
        market_pricings=_versions(market_pricings),
        prior_rules=(),
        markets=markets,
        rates=ExchangeRates.of(rates),
        taxes=TaxRates.of(taxes),
        known_since=LONG_AGO,
    )


def _versions(settings: Iterable[Any]) -> Sequence[Version[Any]]:
    return [each if isinstance(each, Version) else Version(each, LONG_AGO) for each in settings]


def row(facts: ListFacts, amount: int, **others: Any) -> PriceRow:
    """A row of the list: of one product, of the standard class, from one piece on."""
    everything: dict[str, Any] = {
        "variant_id": named("variant"),
        "product_id": named("product"),
        "price_list_id": facts.id,
        "min_quantity": 1,
        "amount": amount,
        "compare_at_amount": None,
        "ends_at": None,
        "tax_class_code": "standard",
    }
    return PriceRow(**everything | others)
