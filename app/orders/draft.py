"""Everything an order will say, fixed when the shopper agrees and before anybody is paid.

It is kept as JSON of integers and strings, so that the order can be made from it by any process, at any later time.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.tax import TaxTreatment


@dataclass(frozen=True)
class DraftTax:
    """What one rate makes of an amount."""

    component: str
    rate: Decimal
    amount: int


@dataclass(frozen=True)
class DraftFxQuote:
    """An exchange rate that prices were converted by."""

    base_code: str
    quote_code: str
    effective_rate_id: UUID
    rate: Decimal
    fee: Decimal
    source: str
    as_of: datetime
    pinned_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class DraftLine:
    """A line of the order to be. Amounts are minor units of the order's currency."""

    id: UUID
    variant_id: UUID
    sku: str
    names: dict[str, str]
    quantity: int
    unit_amount: int
    total_amount: int
    tax_rate: Decimal | None
    tax_amount: int | None
    hs_code: str | None
    origin_country_code: str | None
    weight_grams: int | None
    taxes: tuple[DraftTax, ...] = ()


@dataclass(frozen=True)
class DraftDelivery:
    """The goods that will leave from one warehouse, and how."""

    id: UUID
    warehouse_id: UUID
    option_id: UUID
    carrier_id: UUID
    names: dict[str, str]
    amount: int
    tax_amount: int | None
    earliest_at: datetime
    latest_at: datetime
    estimate_reasons: tuple[str, ...]
    pieces: tuple[tuple[UUID, int], ...]
    """Line of this draft, and how many of it."""
    taxes: tuple[DraftTax, ...] = ()


@dataclass(frozen=True)
class OrderDraft:
    """An order before it is placed. Amounts are minor units of its currency."""

    cart_id: UUID
    market_id: UUID
    country_code: str
    currency_code: str
    language_tag: str
    email: str
    shipping_address: dict[str, Any]
    tax_included: bool
    subtotal_amount: int
    discount_amount: int
    shipping_amount: int
    tax_amount: int | None
    total_amount: int
    warning_codes: tuple[str, ...]
    lines: tuple[DraftLine, ...]
    deliveries: tuple[DraftDelivery, ...]
    # What follows has come later: drafts that were written before it are still there to be read.
    taxes: tuple[DraftTax, ...] = ()
    vat_id: str | None = None
    tax_treatment: TaxTreatment = TaxTreatment.STANDARD
    tax_note: str | None = None
    fx_quotes: tuple[DraftFxQuote, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """The draft as JSON values."""
        document: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return document

    @staticmethod
    def from_document(document: dict[str, Any]) -> "OrderDraft":
        """The inverse of `to_document`."""
        return _ADAPTER.validate_python(document)


_ADAPTER = TypeAdapter(OrderDraft)
