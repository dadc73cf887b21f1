"""A tariff put together: what of the settings of a moment applies to one shopper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.currencies import ExchangeRates, Pair
from app.pricing.rules.choosing import can_be_base_for, is_in_force, lists_for
from app.pricing.rules.conversion import Conversion, conversion_between
from app.pricing.rules.reductions import SaleInForce, condition_key, is_sale_for, is_sale_in_force
from app.pricing.rules.settings import ListFacts, MarketPlace, MarketPricingFacts, RoundingFacts, SaleFacts
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.tariff import Tariff
from app.tax import TaxRates, TaxTreatment


@dataclass(frozen=True)
class Settings:
    """What is believed at one moment."""

    lists: Mapping[UUID, ListFacts]
    sales: Sequence[SaleFacts]
    roundings: Sequence[RoundingFacts]
    pricings: Mapping[UUID, MarketPricingFacts]
    markets: Mapping[UUID, MarketPlace]
    rates: ExchangeRates
    taxes: TaxRates

    def base_list(self, shopper: Shopper) -> ListFacts | None:
        """The list that the shopper's market converts, or would if it had to."""
        pricing = self.pricings.get(shopper.market_id)
        base = self.lists.get(pricing.base_price_list_id) if pricing and pricing.base_price_list_id else None
        return base if base and can_be_base_for(base, shopper) else None


def assemble(
    settings: Settings, shopper: Shopper, moment: datetime, until: datetime | None, rates_at: Mapping[Pair, datetime]
) -> Tariff:
    """The tariff that applies at the moment and up to `until`. `rates_at`: pairs whose rate is that of another moment,
    and as old as it was then."""
    lists = lists_for(settings.lists.values(), shopper, moment)
    base = settings.base_list(shopper)
    conversion = None
    if base and is_in_force(base, moment) and base not in lists:
        conversion = _conversion(settings, base, shopper, moment, rates_at)
        lists += [base] if conversion or base.currency_code == shopper.currency_code else []
    sales, conditions = _sales_in_force(settings, shopper, moment)
    return Tariff(
        shopper=shopper,
        moment=moment,
        list_ids=tuple(facts.id for facts in lists),
        dated_list_ids=tuple(facts.id for facts in lists if facts.has_dated_prices),
        target_list_ids=tuple(
            dict.fromkeys(target for sale in sales for target in (*sale.facts.list_ids, *sale.facts.excluded_list_ids))
        ),
        conditions=conditions,
        needs_tax_class=any(needs_tax_class(facts, shopper) for facts in lists),
        valid_until=until,
        lists={facts.id: facts for facts in lists},
        sales=sales,
        conversion=conversion,
        rounding=rounding_of(settings, shopper) if conversion else None,
        taxes=settings.taxes,
    )


def _conversion(
    settings: Settings, base: ListFacts, shopper: Shopper, moment: datetime, rates_at: Mapping[Pair, datetime]
) -> Conversion | None:
    if base.currency_code == shopper.currency_code:
        return None
    pair = (base.currency_code, shopper.currency_code)
    return conversion_between(settings.rates, settings.pricings[shopper.market_id], *pair, rates_at.get(pair, moment))


def rounding_of(settings: Settings, shopper: Shopper) -> RoundingFacts | None:
    """The rule of the shopper's currency: the market's own before that of all markets."""
    of_currency = {rule.market_id: rule for rule in settings.roundings if rule.currency_code == shopper.currency_code}
    return of_currency.get(shopper.market_id) or of_currency.get(None)


def _sales_in_force(
    settings: Settings, shopper: Shopper, moment: datetime
) -> tuple[tuple[SaleInForce, ...], tuple[Mapping[str, Any], ...]]:
    """The sales that hold for the shopper, by code, and every condition that they name, each once."""
    time_zone = settings.markets[shopper.market_id].time_zone
    in_force = sorted(
        (sale for sale in settings.sales if is_sale_for(sale, shopper) and is_sale_in_force(sale, moment, time_zone)),
        key=lambda sale: sale.code,
    )
    conditions = {condition_key(condition): condition for sale in in_force for condition in sale.conditions}
    places = {text: place for place, text in enumerate(conditions)}
    sales = (SaleInForce(sale, tuple(places[condition_key(each)] for each in sale.conditions)) for sale in in_force)
    return tuple(sales), tuple(conditions.values())


def needs_tax_class(facts: ListFacts, shopper: Shopper) -> bool:
    """Whether a tax comes in between the list's amounts and what is displayed."""
    displays_own = facts.tax_included == shopper.displays_tax
    is_foreign = facts.tax_country_code not in (None, shopper.country_code)
    is_taken_out = facts.tax_included and shopper.treatment == TaxTreatment.REVERSE_CHARGE
    return not displays_own or is_foreign or is_taken_out
