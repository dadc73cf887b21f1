"""The table of sales."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import TIMESTAMP, CheckConstraint, Column, Numeric, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, filled_document, names
from app.core.described import DescribedEnum
from app.core.ids import new_id
from app.pricing.models.columns import since, texts, uuids


class SaleKind(DescribedEnum):
    """How a sale reduces a price."""

    PERCENT = "PERCENT", "By a percentage."
    AMOUNT = "AMOUNT", "By an amount in each currency."
    FIXED_PRICE = "FIXED_PRICE", "To a price in each currency."


class Sale(SQLModel, table=True):
    """A reduction of many prices for a while. What names nothing is for everything.

    Sales do not add up: of those that hold, the one with the lowest price wins, and of equal ones the first code.
    """

    __tablename__ = "sale"
    __table_args__ = (
        CheckConstraint("(kind = 'PERCENT') = (percent IS NOT NULL)", name="percent_of_kind"),
        CheckConstraint("percent > 0 AND percent < 100", name="percent"),
        CheckConstraint("ends_local > starts_local", name="validity"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(unique=True)
    names: dict[str, str] = names()
    kind: SaleKind = Field(sa_column=Column(enum_type(SaleKind, "kind"), nullable=False))
    percent: Decimal | None = Field(default=None, sa_column=Column(Numeric(5, 2)))
    amounts: dict[str, int] = filled_document({})
    """`{currency code: minor units}`, of amounts and fixed prices. No entry: no reduction in that currency."""
    market_ids: list[UUID] = Field(default_factory=list, sa_column=uuids("market_ids"))
    channel_codes: list[str] = Field(default_factory=list, sa_column=texts("channel_codes"))
    group_codes: list[str] = Field(default_factory=list, sa_column=texts("group_codes"))
    list_ids: list[UUID] = Field(default_factory=list, sa_column=uuids("list_ids"))
    """Categories with all below them, collections, brands: whatever `product_listing` lists."""
    product_ids: list[UUID] = Field(default_factory=list, sa_column=uuids("product_ids"))
    conditions: list[dict[str, Any]] = filled_document([])
    """`{attribute code: value}` as product and variant have it: one that contains any of these is reduced."""
    excluded_list_ids: list[UUID] = Field(default_factory=list, sa_column=uuids("excluded_list_ids"))
    excluded_product_ids: list[UUID] = Field(default_factory=list, sa_column=uuids("excluded_product_ids"))
    starts_local: datetime | None = Field(default=None, sa_column=Column(TIMESTAMP(timezone=False)))
    """Local time, in the time zone of each market: a sale of a day is a day everywhere. None: since it is here."""
    ends_local: datetime | None = Field(default=None, sa_column=Column(TIMESTAMP(timezone=False)))
    """The first local moment at which it no longer holds."""
    is_paused: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    since: datetime = since()
