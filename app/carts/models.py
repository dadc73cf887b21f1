"""Tables of carts: what a shopper means to buy, opened by a secret."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import document, timestamp
from app.core.ids import new_id


class Cart(SQLModel, table=True):
    """A basket. Its country and currency belong to it; the language belongs to the request."""

    __tablename__ = "cart"
    __table_args__ = (CheckConstraint("version > 0", name="version"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: bytes = Field(unique=True)
    version: int = 1
    market_id: UUID = Field(sa_column_args=(ForeignKey("market.id"),))
    country_code: str
    currency_code: str
    email: str | None = None
    shipping_address: dict[str, Any] | None = document(nullable=True)
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
