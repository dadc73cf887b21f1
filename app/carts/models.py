"""Tables of carts: what a shopper means to buy, opened by a secret."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Numeric, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import document, enum_type, timestamp
from app.core.ids import new_id
from app.currencies import RATE_TYPE
from app.tax import TaxTreatment


class Cart(SQLModel, table=True):
    """A basket. Its country and currency belong to it; the language belongs to the request."""

    __tablename__ = "cart"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("vat_id IS NOT NULL OR NOT is_vat_id_confirmed", name="is_vat_id_confirmed"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: bytes = Field(unique=True)
    version: int = 1
    market_id: UUID = Field(sa_column_args=(ForeignKey("market.id"),))
    channel_code: str
    """The channel that it was opened through: it is sold as that channel sells."""
    customer_group_code: str | None = None
    """The group of the storefront that it was opened through. None: everybody's prices."""
    country_code: str
    currency_code: str
    email: str | None = None
    shipping_address: dict[str, Any] | None = document(nullable=True)
    vat_id: str | None = None
    """The buyer's, in full."""
    is_vat_id_confirmed: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether the register knows it. Where it gave no answer, the cart is taxed as a consumer's."""
    tax_treatment: TaxTreatment = Field(
        default=TaxTreatment.STANDARD,
        sa_column=Column(
            enum_type(TaxTreatment, "tax_treatment"), nullable=False, server_default=TaxTreatment.STANDARD.value
        ),
    )
    """How it was taxed when it was shown."""
    tax_amount: int | None = Field(default=None, sa_type=BigInteger)
    """The tax that was shown. None: it was not known."""
    created_at: datetime = timestamp(now=True)
    updated_at: datetime = timestamp(now=True)
    expires_at: datetime = timestamp()
    attempt_id: UUID | None = None
    """The checkout attempt that is selling the cart now. The cart does not change until that has an outcome."""
    order_id: UUID | None = None
    """The order that the cart became. Such a cart never changes again."""


class CartLine(SQLModel, table=True):
    """A variant and how many of it. `unit_amount` is the price that was shown: it is what will be charged."""

    __tablename__ = "cart_line"
    __table_args__ = (UniqueConstraint("cart_id", "variant_id"), CheckConstraint("quantity > 0", name="quantity"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    cart_id: UUID = Field(sa_column_args=(ForeignKey("cart.id", ondelete="CASCADE"),))
    variant_id: UUID = Field(sa_column_args=(ForeignKey("product_variant.id"),), index=True)
    quantity: int
    unit_amount: int = Field(sa_type=BigInteger)
    """Minor units of the cart's currency, with tax where the market displays tax."""


class CartDeliverySelection(SQLModel, table=True):
    """The delivery option chosen for the goods that leave from a warehouse."""

    __tablename__ = "cart_delivery_selection"

    cart_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("cart.id", ondelete="CASCADE"),))
    warehouse_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("warehouse.id"),))
    option_id: UUID = Field(sa_column_args=(ForeignKey("delivery_option.id"),))
    amount: int = Field(sa_type=BigInteger)
    """The price that was shown, in minor units of the cart's currency: it is what will be charged."""


class CartFxQuote(SQLModel, table=True):
    """The exchange rate that the cart's converted prices were shown by. Until it expires, they stay what they are."""

    __tablename__ = "cart_fx_quote"
    __table_args__ = (
        CheckConstraint("rate > 0", name="rate"),
        CheckConstraint("fee >= 0", name="fee"),
        CheckConstraint("base_code <> quote_code", name="pair"),
    )

    cart_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("cart.id", ondelete="CASCADE"),))
    base_code: str = Field(primary_key=True)
    quote_code: str = Field(primary_key=True)
    effective_rate_id: UUID
    rate: Decimal = Field(sa_type=RATE_TYPE)
    fee: Decimal = Field(sa_type=Numeric(6, 5))
    source: str
    as_of: datetime = timestamp()
    pinned_at: datetime = timestamp()
    expires_at: datetime = timestamp()
