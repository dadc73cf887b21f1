"""Rows of price lists, and what becomes of them."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from app.core.described import DescribedEnum
from app.currencies import EffectiveRate
from app.tax import TaxPartAmount


class PriceRow(NamedTuple):
    """The row of a price list that was chosen for a variant, with what the tariff asked of its product."""

    variant_id: UUID
    product_id: UUID
    price_list_id: UUID
    min_quantity: int
    amount: int
    """Minor units of the list's currency."""
    compare_at_amount: int | None
    ends_at: datetime | None
    """When the row ends, where it is a dated one."""
    tax_class_code: str
    target_ids: tuple[UUID, ...] = ()
    """Of the tariff's `target_list_ids` those that the product stands in."""
    met_conditions: tuple[int, ...] = ()
    """Of the tariff's `conditions` those that product or variant meets, by their place."""


TaxAmount = TaxPartAmount
"""The part of a tax that one rate makes."""


class PricedAmount(NamedTuple):
    """What a row comes to. Amounts are minor units of the shopper's currency; None is not known, which is not zero."""

    displayed: int
    """What is shown and charged."""
    gross: int | None
    net: int | None
    tax: int | None
    rate: Decimal | None
    """The sum of the rates as a fraction."""
    taxes: tuple[TaxAmount, ...]
    regular: int
    """What would be displayed without any sale."""
    compare_at: int | None
    """What is struck through: the regular price under a sale, else the row's own, as it is displayed; None without
    a reduction."""
    sale_id: UUID | None
    effective_rate: EffectiveRate | None
    """By which it was converted; None where it was not."""
    is_stale: bool = False
    """Whether that rate is older than the market wants."""

    @property
    def is_reduced(self) -> bool:
        return self.compare_at is not None


class StepKind(DescribedEnum):
    """A step on the way to a price."""

    ROW = "ROW", "The amount in the price list."
    CONVERSION = "CONVERSION", "Converted from the list's currency by the effective rate and the market's fee."
    ROUNDING = "ROUNDING", "Rounded as the currency's rule says."
    REDUCTION = "REDUCTION", "Reduced by a sale."
    TAX = "TAX", "Tax added, or taken out."


class Step(NamedTuple):
    """One step: from `before` to `after`. The first has nothing before it."""

    kind: StepKind
    rule: str
    """Which list, rate, rounding rule, sale or tax: words for staff, with the figures that replay the step."""
    source: str
    """Where that is written: the code of the list or sale, the source of the rate or the tax."""
    before: int | None
    before_currency_code: str | None
    after: int
    after_currency_code: str


class PricedVariant(NamedTuple):
    """A variant with its row and its price."""

    row: PriceRow
    price: PricedAmount
    valid_until: datetime | None
    """The first moment at which it may cost something else by the clock alone."""


class PriceSpan(NamedTuple):
    """The lowest and the highest price of a product's variants."""

    product_id: UUID
    lowest: PricedAmount
    highest: PricedAmount


class Tier(NamedTuple):
    """What one piece costs from so many on."""

    min_quantity: int
    price: PricedAmount


class PriorPrice(NamedTuple):
    """The lowest price before a reduction began (Directive 98/6/EC, Article 6a)."""

    amount: int | None
    """As it was displayed. None: there is no full history of it, so no percentage can be claimed."""
    reduced_since: datetime
    days: int
