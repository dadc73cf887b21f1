"""Inputs of price lists, rounding rules and how markets price."""

from datetime import datetime
from decimal import Decimal
from typing import cast

import strawberry
from strawberry import UNSET

from app.pricing import PRICE_LIST_ID, MarketPricingChange, PriceListChange, WantedBand
from schema.core.codes import CountryCode, CurrencyCode
from schema.pricing.codes import OldRates, RoundingMode
from schema.pricing.price_inputs import NOTHING, in_utc
from schema.pricing.reading_inputs import CHANNELS, CODE, GROUPS, MARKETS, NAMES, VERSION, texts
from schema.pricing.reading_inputs import cleared as read_cleared
from schema.pricing.reading_inputs import given as read_given
from schema.settings.inputs import LocalizedNameInput, pairs

_COUNTRIES = "The countries of delivery that it is for; none is all of them."
_TAX_INCLUDED = "Whether its amounts contain tax."
_TAX_COUNTRY = (
    "Whose tax its amounts contain: shoppers elsewhere pay the amount without it, and with their own. Null: the amount "
    "with tax is the same everywhere, whatever the rate."
)
_STARTS = "From when on it holds; null for always."
_ENDS = "The first moment at which it no longer holds; null for never."
_PRIORITY = "Among lists that are for the same shoppers, the higher one wins."
_ACTIVE = "Whether it is used."


@strawberry.input(description="A price list to make.")
class PriceListCreateInput:
    code: str = strawberry.field(description=CODE)
    currency_code: CurrencyCode = strawberry.field(description="The currency of its amounts.")
    tax_included: bool = strawberry.field(description=_TAX_INCLUDED)
    tax_country_code: CountryCode | None = strawberry.field(default=UNSET, description=_TAX_COUNTRY)
    names: list[LocalizedNameInput] = strawberry.field(default_factory=list, description=f"{NAMES} It needs none.")
    market_codes: list[str] = strawberry.field(default_factory=list, description=MARKETS)
    channel_codes: list[str] = strawberry.field(default_factory=list, description=CHANNELS)
    country_codes: list[CountryCode] = strawberry.field(default_factory=list, description=_COUNTRIES)
    customer_group_codes: list[str] = strawberry.field(default_factory=list, description=GROUPS)
    starts_at: datetime | None = strawberry.field(default=UNSET, description=_STARTS)
    ends_at: datetime | None = strawberry.field(default=UNSET, description=_ENDS)
    priority: int = strawberry.field(default=0, description=_PRIORITY)
    is_active: bool = strawberry.field(default=True, description=_ACTIVE)

    def to_change(self) -> PriceListChange:
        """What the list is to say."""
        return _list_change(self)


@strawberry.input(description="What to change of a price list. What is left out stays as it is.")
class PriceListUpdateInput:
    id: strawberry.ID = strawberry.field(description="The price list.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    currency_code: CurrencyCode | None = strawberry.field(
        default=UNSET, description="The currency of its amounts. It can change while there are none."
    )
    tax_included: bool | None = strawberry.field(
        default=UNSET, description=f"{_TAX_INCLUDED} The amounts stay, and mean something else."
    )
    tax_country_code: CountryCode | None = strawberry.field(default=UNSET, description=_TAX_COUNTRY)
    names: list[LocalizedNameInput] | None = strawberry.field(default=UNSET, description=NAMES)
    market_codes: list[str] | None = strawberry.field(default=UNSET, description=MARKETS)
    channel_codes: list[str] | None = strawberry.field(default=UNSET, description=CHANNELS)
    country_codes: list[CountryCode] | None = strawberry.field(default=UNSET, description=_COUNTRIES)
    customer_group_codes: list[str] | None = strawberry.field(default=UNSET, description=GROUPS)
    starts_at: datetime | None = strawberry.field(default=UNSET, description=_STARTS)
    ends_at: datetime | None = strawberry.field(default=UNSET, description=_ENDS)
    priority: int | None = strawberry.field(default=UNSET, description=_PRIORITY)
    is_active: bool | None = strawberry.field(default=UNSET, description=_ACTIVE)

    def to_change(self) -> PriceListChange:
        """The change. Null says something of the tax's country and of the dates; elsewhere it is as if left out."""
        return _list_change(self)


def _list_change(given: PriceListCreateInput | PriceListUpdateInput) -> PriceListChange:
    change = read_given(
        given,
        currency_code=str,
        tax_included=bool,
        names=pairs,
        market_codes=list,
        channel_codes=list,
        country_codes=texts,
        priority=int,
        is_active=bool,
    )
    change |= read_cleared(given, tax_country_code=str, starts_at=in_utc, ends_at=in_utc)
    if not change.get("names"):
        change.pop("names", None)
    if isinstance(given.customer_group_codes, list):
        change["group_codes"] = given.customer_group_codes
    return cast(PriceListChange, change)


@strawberry.input(description="A price list to delete: one that has no prices and that no market converts.")
class PriceListDeleteInput:
    id: strawberry.ID = strawberry.field(description="The price list.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


@strawberry.input(
    description="From an amount on, prices are a multiple of the step and the ending: 100 and 99 cents are .99."
)
class RoundingBandInput:
    start: Decimal = strawberry.field(name="from", description="From which amount on, in major units of the currency.")
    step: Decimal = strawberry.field(description="How far prices are apart, such as 1.00 or 0.05.")
    ending: Decimal = strawberry.field(
        description="What is added to each multiple of the step, such as 0.99; below it."
    )
    mode: RoundingMode = strawberry.field(
        default=RoundingMode.NEAREST, description="Which of the two prices around an amount it becomes."
    )

    def to_wanted(self) -> WantedBand:
        """As the use case takes it."""
        return WantedBand(self.start, self.step, self.ending, self.mode)


@strawberry.input(description="How converted prices in a currency are rounded.")
class RoundingRuleSetInput:
    currency_code: CurrencyCode = strawberry.field(description="The currency.")
    market_code: str | None = strawberry.field(
        default=UNSET, description="The market that it is for; left out, for all that have no rule of their own."
    )
    bands: list[RoundingBandInput] = strawberry.field(
        description="1 to 20 bands, the lowest first. Below the first one amounts stay as they are."
    )
    version: int | None = strawberry.field(default=UNSET, description=f"{VERSION} 0: there is none yet.")


@strawberry.input(description="A rounding rule to delete.")
class RoundingRuleDeleteInput:
    id: strawberry.ID = strawberry.field(description="The rounding rule.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


@strawberry.input(description="What to change of how a market prices. What is left out stays as it is.")
class MarketPricingUpdateInput:
    market_code: str = strawberry.field(description="The market's code.")
    version: int | None = strawberry.field(default=UNSET, description=f"{VERSION} 0: it was never said.")
    base_price_list_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The price list that is converted where no list has a price; null for none."
    )
    conversion_fee: Decimal | None = strawberry.field(
        default=UNSET, description="What is added to the rate, as a fraction: 0.02 is 2 %. From 0 to below 1."
    )
    max_rate_age_hours: int | None = strawberry.field(
        default=UNSET, description="How old a rate may be, in hours: 1 to 8760."
    )
    old_rates: OldRates | None = strawberry.field(default=UNSET, description="What happens when it is older.")
    quote_minutes: int | None = strawberry.field(
        default=UNSET, description="How long a cart keeps the rate that it was shown, in minutes: 1 to 1440."
    )

    def to_change(self) -> MarketPricingChange:
        """The change. Null says something of the base list only; elsewhere it is as if left out."""
        change = read_given(self, conversion_fee=Decimal, max_rate_age_hours=int, old_rates=OldRates, quote_minutes=int)
        change |= read_cleared(self, base_price_list_id=lambda given: PRICE_LIST_ID.decode(given) or NOTHING)
        return cast(MarketPricingChange, change)
