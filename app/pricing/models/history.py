"""Tables of what was said before. Triggers append to them, and nobody changes them.

A row was what the shop believed from `since` up to and without `until`. A current row has the time since which it is
believed, so that past and present together have no gap and no overlap.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import document, enum_type, timestamp
from app.core.described import DescribedEnum


class SettingKind(DescribedEnum):
    """What a former version is of: the name of the table."""

    PRICE_LIST = "price_list", "A price list."
    SALE = "sale", "A sale."
    ROUNDING_RULE = "rounding_rule", "A rounding rule."
    MARKET_PRICING = "market_pricing", "How a market prices."


class PricePast(SQLModel, table=True):
    """A former price, of `price` (no dates) or of `dated_price`."""

    __tablename__ = "price_past"
    __table_args__ = (
        CheckConstraint("until > since", name="period"),
        Index("price_past_of_variant", "variant_id", "until"),
        Index("price_past_by_end", "until"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    variant_id: UUID
    price_list_id: UUID
    min_quantity: int
    product_id: UUID
    starts_at: datetime | None = timestamp(nullable=True)
    ends_at: datetime | None = timestamp(nullable=True)
    amount: int = Field(sa_type=BigInteger)
    compare_at_amount: int | None = Field(default=None, sa_type=BigInteger)
    since: datetime = timestamp()
    until: datetime = timestamp()
    is_told: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """Whether somebody has told it of a time before the shop saw for itself what it charges."""


class PricingPast(SQLModel, table=True):
    """A former version of something that is configured, with all its columns as they were."""

    __tablename__ = "pricing_past"
    __table_args__ = (
        CheckConstraint("until > since", name="period"),
        Index("pricing_past_of_subject", "kind", "subject_id", "until"),
        Index("pricing_past_by_end", "until"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: SettingKind = Field(sa_column=Column(enum_type(SettingKind, "kind"), nullable=False))
    subject_id: UUID
    since: datetime = timestamp()
    until: datetime = timestamp()
    document: dict[str, Any] = document()


class SaleTarget(SQLModel, table=True):
    """What any sale ever named: a list of products (a category, a collection, a brand) or a condition on attributes."""

    __tablename__ = "sale_target"

    target_id: UUID = Field(primary_key=True)
    """The list's id, or the MD5 digest of the condition as Postgres writes it."""
    condition: dict[str, Any] | None = document(nullable=True)
    """None: a list."""


class SaleTargetChange(SQLModel, table=True):
    """A product joined or left what a sale names, now or once. Whether it belonged there at a past moment is whether it
    belongs there now, undone step by step."""

    __tablename__ = "sale_target_change"
    __table_args__ = (Index("sale_target_change_of_product", "product_id", "at"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    target_id: UUID
    product_id: UUID
    variant_id: UUID | None = None
    """Of conditions: each variant meets what its own attributes or those of its product contain."""
    joined: bool
    at: datetime = timestamp()
