"""Amounts of a base list in the shopper's currency."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.core.money import divide_half_up
from app.currencies import EffectiveRate, ExchangeRates, conversion_factor
from app.pricing.models import OldRates
from app.pricing.rules.rounding import rounded
from app.pricing.rules.settings import MarketPricingFacts, RoundingFacts


@dataclass(frozen=True)
class Conversion:
    """By which rate, and with which fee on top of it, a list's amounts are converted."""

    rate: EffectiveRate
    fee: Decimal
    is_stale: bool
    """Whether the rate is older than the market wants."""
    numerator: int
    denominator: int
    """Minor units of the quote for one of the base, as a fraction: `app.currencies.convert` in one division."""

    def of(self, amount: int) -> int:
        """The amount in minor units of the other currency, rounded half up once."""
        return divide_half_up(amount * self.numerator, self.denominator)


@dataclass(frozen=True)
class ConvertedAmounts:
    """Amounts of another currency as a shopper is shown them."""

    conversion: Conversion
    rounding: RoundingFacts | None

    def of(self, amount: int) -> int:
        """The amount converted, and rounded as prices are."""
        converted = self.conversion.of(amount)
        return rounded(converted, self.rounding.bands) if self.rounding else converted


def conversion_between(
    rates: ExchangeRates,
    pricing: MarketPricingFacts,
    base: str,
    quote: str,
    moment: datetime,
) -> Conversion | None:
    """How the market converts from one currency to another at the moment. None: it does not, since no rate is known,
    or only one that is too old for it."""
    rate = rates.rate(base, quote, moment)
    if rate is None:
        return None
    is_stale = rates.is_older(base, quote, moment, timedelta(hours=pricing.max_rate_age_hours))
    if is_stale and pricing.old_rates == OldRates.NO_PRICE:
        return None
    factor = conversion_factor(base, quote, rate.rate, pricing.conversion_fee)
    return Conversion(rate, pricing.conversion_fee, is_stale, factor.numerator, factor.denominator)
