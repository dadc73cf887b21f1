"""The sandbox bank's own books. Nobody but the bank reads them: the shop asks by the provider protocol."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, timestamp
from app.core.described import DescribedEnum


class ChargeStatus(DescribedEnum):
    """Where a charge stands in the bank's books."""

    OPEN = "OPEN", "The payer has not decided, or the transfer has not arrived."
    APPROVED = "APPROVED", "The amount is set aside."
    DECLINED = "DECLINED", "Refused."
    CAPTURED = "CAPTURED", "The amount was handed over."
    VOIDED = "VOIDED", "The amount was given back, or will never be asked for."


class SandboxCharge(SQLModel, table=True):
    """What was asked of the bank under one key."""

    __tablename__ = "sandbox_charge"

    key: UUID = Field(primary_key=True)
    """The idempotency key: asked again, it is the same charge."""
    reference: str = Field(unique=True)
    """The bank's name for it, which a payer writes on a transfer."""
    method_code: str
    amount: int = Field(sa_type=BigInteger)
    currency_code: str
    return_url: str
    status: ChargeStatus = Field(sa_column=Column(enum_type(ChargeStatus, "status"), nullable=False))
    created_at: datetime = timestamp(now=True)
    reported_at: datetime | None = timestamp(nullable=True)
    """When the shop acknowledged a callback about the decision."""
