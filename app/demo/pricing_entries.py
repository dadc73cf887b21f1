"""What the demo shop's file of prices says."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from app.demo.entries import Entry, ExactNumber, Names


class CustomerGroupEntry(Entry):
    code: str
    names: Names


class ConversionEntry(Entry):
    market: str
    base_currency_code: str
    fee: ExactNumber


class RoundingBandEntry(Entry):
    from_: str = Field(alias="from")
    step: str
    ending: str
    mode: str


class RoundingRuleEntry(Entry):
    currency_code: str
    bands: Sequence[RoundingBandEntry]


class TierEntry(Entry):
    sku: str
    currency_code: str
    amounts: Mapping[str, str]
    """From so many pieces on, what one costs."""


class ListedPriceEntry(Entry):
    sku: str
    amounts: Mapping[str, str]


class PriceListEntry(Entry):
    code: str
    names: Names
    currency_code: str
    tax_included: bool
    markets: Sequence[str]
    groups: Sequence[str]
    prices: Sequence[ListedPriceEntry]


class SaleEntry(Entry):
    code: str
    names: Names
    percent: ExactNumber
    brands: Sequence[str]


class PricingEntry(Entry):
    """What decides prices beside the lists of the markets."""

    customer_groups: Sequence[CustomerGroupEntry]
    conversions: Sequence[ConversionEntry]
    rounding_rules: Sequence[RoundingRuleEntry]
    price_lists: Sequence[PriceListEntry]
    tiers: Sequence[TierEntry]
    sales: Sequence[SaleEntry]
