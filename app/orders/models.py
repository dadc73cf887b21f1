"""Tables of orders: what was sold, for how much, to whom. An order keeps its own copy of every fact it stands on."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, ForeignKey, Index, Numeric, Text, text
from sqlmodel import Field, SQLModel

from app.core.columns import document, enum_type, filled_document, names, timestamp
from app.core.ids import new_id
from app.currencies import RATE_TYPE
from app.orders.status import OrderStatus
from app.tax import TaxTreatment


class Order(SQLModel, table=True):
    """A sale. Amounts are minor units of its currency."""

    __tablename__ = "order"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint(
            "total_amount = subtotal_amount - discount_amount + shipping_amount"
            " + CASE WHEN tax_included THEN 0 ELSE coalesce(tax_amount, 0) END",
            name="adds_up",
        ),
        Index("order_newest", text("placed_at DESC"), text("id DESC")),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    number: str = Field(unique=True)
    """What people say on the telephone: `TW-7K3M-9QX2`. It does not tell how many orders there are."""
    token_hash: bytes = Field(unique=True)
    attempt_id: UUID = Field(unique=True)
    cart_id: UUID = Field(unique=True)
    status: OrderStatus = Field(sa_column=Column(enum_type(OrderStatus, "status"), nullable=False))
    version: int = 1
    market_id: UUID = Field(sa_column_args=(ForeignKey("market.id"),))
    country_code: str
    currency_code: str
    language_tag: str
    """The language the shopper bought in: letters are written in it."""
    email: str
    shipping_address: dict[str, Any] = document()
    vat_id: str | None = None
    """The buyer's, where one was given."""
    tax_treatment: TaxTreatment = Field(
        default=TaxTreatment.STANDARD,
        sa_column=Column(
            enum_type(TaxTreatment, "tax_treatment"), nullable=False, server_default=TaxTreatment.STANDARD.value
        ),
    )
    tax_note: str | None = None
    """The provision that an invoice without tax names. None where tax is charged as usual."""
    tax_included: bool
    subtotal_amount: int = Field(sa_type=BigInteger)
    discount_amount: int = Field(sa_type=BigInteger, default=0)
    shipping_amount: int = Field(sa_type=BigInteger)
    tax_amount: int | None = Field(sa_type=BigInteger, default=None)
    """None is not known (no rate for the country), which is not zero."""
    taxes: list[dict[str, Any]] = filled_document([])
    """What each rate makes of it, `{"component", "rate", "amount"}`; their sum is `tax_amount`."""
    total_amount: int = Field(sa_type=BigInteger)
    warning_codes: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))
    """What the shopper was warned of when completing, such as DUTIES_NOT_INCLUDED."""
    placed_at: datetime = timestamp()
    cancelled_at: datetime | None = timestamp(nullable=True)


class OrderLine(SQLModel, table=True):
    """One variant of an order, as it was named and priced."""

    __tablename__ = "order_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(sa_column_args=(ForeignKey("order.id"),), index=True)
    position: int
    variant_id: UUID = Field(index=True)
    sku: str
    names: dict[str, str] = names()
    """`Product, variant` per language at the time of the sale."""
    quantity: int
    unit_amount: int = Field(sa_type=BigInteger)
    total_amount: int = Field(sa_type=BigInteger)
    tax_rate: Decimal | None = Field(default=None, sa_type=Numeric(6, 5))
    tax_amount: int | None = Field(sa_type=BigInteger, default=None)
    taxes: list[dict[str, Any]] = filled_document([])
    hs_code: str | None = None
    origin_country_code: str | None = None
    weight_grams: int | None = None


class OrderDelivery(SQLModel, table=True):
    """The goods of an order that leave from one warehouse, and how."""

    __tablename__ = "order_delivery"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(sa_column_args=(ForeignKey("order.id"),), index=True)
    warehouse_id: UUID = Field(sa_column_args=(ForeignKey("warehouse.id"),))
    option_id: UUID
    carrier_id: UUID
    names: dict[str, str] = names()
    amount: int = Field(sa_type=BigInteger)
    tax_amount: int | None = Field(sa_type=BigInteger, default=None)
    taxes: list[dict[str, Any]] = filled_document([])
    earliest_at: datetime = timestamp()
    """The first day of the delivery estimate that the shopper saw."""
    latest_at: datetime = timestamp()
    estimate_reasons: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False))


class OrderAllocation(SQLModel, table=True):
    """Which pieces of a line leave in which delivery."""

    __tablename__ = "order_allocation"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    delivery_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("order_delivery.id"),))
    order_line_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("order_line.id"),))
    quantity: int


class OrderFxQuote(SQLModel, table=True):
    """An exchange rate that prices of the sale were converted by: whatever is given back is counted by it too."""

    __tablename__ = "order_fx_quote"
    __table_args__ = (
        CheckConstraint("rate > 0", name="rate"),
        CheckConstraint("fee >= 0", name="fee"),
        CheckConstraint("base_code <> quote_code", name="pair"),
    )

    order_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("order.id"),))
    base_code: str = Field(primary_key=True)
    quote_code: str = Field(primary_key=True)
    effective_rate_id: UUID
    rate: Decimal = Field(sa_type=RATE_TYPE)
    fee: Decimal = Field(sa_type=Numeric(6, 5))
    source: str
    as_of: datetime = timestamp()
    pinned_at: datetime = timestamp()
    expires_at: datetime = timestamp()
