"""Tables of checkout: attempts to turn a cart into an order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import document, enum_type, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class AttemptStatus(DescribedEnum):
    """Where an attempt stands."""

    STARTED = "STARTED", "Stock is held and the payment provider is being asked."
    COMPLETED = "COMPLETED", "It became an order."
    FAILED = "FAILED", "The payment was refused; the stock is back and the cart is open."


class CheckoutAttempt(SQLModel, table=True):
    """The intent to sell a cart as it stands: written before the provider is asked, finished whatever happens then."""

    __tablename__ = "checkout_attempt"
    __table_args__ = (
        Index(
            "checkout_attempt_one_open_per_cart", "cart_id", unique=True, postgresql_where=text("status <> 'FAILED'")
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    cart_id: UUID = Field(sa_column_args=(ForeignKey("cart.id"),))
    cart_version: int
    status: AttemptStatus = Field(sa_column=Column(enum_type(AttemptStatus, "status"), nullable=False))
    order_draft: dict[str, Any] = document()
    """Everything the order will say, as it was when the shopper agreed."""
    return_url: str
    created_at: datetime = timestamp(now=True)
    finished_at: datetime | None = timestamp(nullable=True)
