"""Tables of payments: the methods on offer, each payment's state, and what providers told us."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey
from sqlmodel import Field, SQLModel

from app.core.columns import document, enum_type, names, timestamp
from app.core.ids import new_id
from app.payments.status import PaymentMethodKind, PaymentStatus


class PaymentMethod(SQLModel, table=True):
    """A way to pay, and the provider that handles it."""

    __tablename__ = "payment_method"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    provider_code: str
    kind: PaymentMethodKind = Field(sa_column=Column(enum_type(PaymentMethodKind, "kind"), nullable=False))
    names: dict[str, str] = names()
    country_codes: list[str] | None = document(nullable=True)
    """Where it can be used; null is everywhere."""
    currency_codes: list[str] | None = document(nullable=True)
    """What it can be used for; null is every currency."""
    position: int = 0


class Payment(SQLModel, table=True):
    """One payment of one checkout. Its id is the idempotency key towards the provider."""

    __tablename__ = "payment"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    attempt_id: UUID = Field(unique=True)
    """The checkout attempt that it pays."""
    order_id: UUID | None = Field(default=None, index=True)
    method_id: UUID = Field(sa_column_args=(ForeignKey("payment_method.id"),))
    provider_code: str
    provider_reference: str | None = None
    status: PaymentStatus = Field(sa_column=Column(enum_type(PaymentStatus, "status"), nullable=False))
    amount: int = Field(sa_type=BigInteger)
    currency_code: str
    next_action: dict[str, Any] | None = document(nullable=True)
    decline_code: str | None = None
    expires_at: datetime | None = timestamp(nullable=True)
    created_at: datetime = timestamp(now=True)
    updated_at: datetime = timestamp(now=True)


class PaymentCallback(SQLModel, table=True):
    """A message from a provider, kept once under its own id: delivered again, it is recognised."""

    __tablename__ = "payment_callback"

    provider_code: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    body: dict[str, Any] = document()
    received_at: datetime = timestamp(now=True)
