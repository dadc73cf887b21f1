"""What a cart is worth: the values that pricing a cart gives, and that checkout sells by."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.carts.rules.contents import PinnedRate
from app.core.errors import Problem
from app.pricing import PricedAmount
from app.shipping import EstimateReason
from app.tax import TaxPartAmount, TaxTreatment

__all__ = [
    "CartCost",
    "CartQuote",
    "EstimateReason",
    "PinnedRate",
    "QuotedGroup",
    "QuotedLine",
    "QuotedOption",
]


@dataclass(frozen=True)
class QuotedLine:
    """A line at the price that was shown. Amounts are minor units of the cart's currency."""

    id: UUID
    variant_id: UUID
    product_id: UUID
    sku: str
    names: dict[str, str]
    """`Product, variant` per language."""
    quantity: int
    unit_amount: int
    price: PricedAmount
    """Of one piece, as it was shown."""
    total_amount: int
    tax_rate: Decimal | None
    tax_amount: int | None
    """The tax in (or, where prices are shown without, on) `total_amount`; None where no rate is known."""
    taxes: tuple[TaxPartAmount, ...]
    """What each rate makes of it: their sum is `tax_amount`."""
    weight_grams: int | None
    hs_code: str | None
    origin_country_code: str | None


@dataclass(frozen=True)
class QuotedOption:
    """A delivery option for a group, with its price and its estimate."""

    id: UUID
    code: str
    carrier_id: UUID
    carrier_name: str
    names: dict[str, str]
    amount: int
    tax_amount: int | None
    taxes: tuple[TaxPartAmount, ...]
    earliest: datetime
    """A day, as noon UTC of it: it stays the same day in almost every zone."""
    latest: datetime
    reasons: tuple[EstimateReason, ...]


@dataclass(frozen=True)
class QuotedGroup:
    """The goods that leave from one warehouse. Its id is made of the cart's and the warehouse's, and stays."""

    id: UUID
    warehouse_id: UUID
    warehouse_names: dict[str, str]
    warehouse_country_code: str
    pieces: tuple[tuple[UUID, int], ...]
    """Line and quantity."""
    options: tuple[QuotedOption, ...]
    selected_option_id: UUID | None

    @property
    def selected_option(self) -> QuotedOption | None:
        return next((option for option in self.options if option.id == self.selected_option_id), None)


@dataclass(frozen=True)
class CartCost:
    """total = subtotal - discount + shipping + duty + fees (+ tax where it is not included). None is not known yet."""

    tax_included: bool
    complete: bool
    subtotal: int
    discount: int
    shipping: int | None
    duty: int | None
    fees: int | None
    tax: int | None
    taxes: tuple[TaxPartAmount, ...]
    """What each rate makes of the tax, lines and deliveries together: their sum is `tax`. Empty where that is None."""
    total: int
    due_on_delivery: int | None


@dataclass(frozen=True)
class CartQuote:
    """A cart with everything that follows from it, as it stands."""

    cart_id: UUID
    version: int
    country_code: str
    currency_code: str
    market_id: UUID
    expires_at: datetime
    order_id: UUID | None
    """The order that the cart became. It is read-only then, and has no groups and no differences."""
    email: str | None
    shipping_address: dict[str, Any] | None
    vat_id: str | None
    tax_treatment: TaxTreatment
    tax_note: str | None
    """The provision that an invoice without tax names; None where tax is charged as usual."""
    fx_quotes: tuple[PinnedRate, ...]
    """The exchange rates that its converted prices were shown by."""
    lines: tuple[QuotedLine, ...]
    groups: tuple[QuotedGroup, ...]
    """Empty until the shipping address is known."""
    cost: CartCost
    differences: tuple[Problem, ...]
    """What is no longer as it was shown: prices, stock, options. Checkout refuses a quote that has any."""
