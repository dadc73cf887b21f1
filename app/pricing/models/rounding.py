"""The table of rounding rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import document
from app.core.ids import new_id
from app.pricing.models.columns import since


class RoundingRule(SQLModel, table=True):
    """Which amounts converted prices take in a currency, everywhere or in one market."""

    __tablename__ = "rounding_rule"
    __table_args__ = (
        UniqueConstraint("currency_code", "market_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("currency_code ~ '^[A-Z]{3}$'", name="currency_code"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    currency_code: str
    market_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("market.id", ondelete="CASCADE"),))
    """None: in every market that has none of its own."""
    bands: list[dict[str, Any]] = document()
    """`{"from", "step", "ending", "mode"}` in minor units, the lowest `from` first: see `rules/rounding.py`."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    since: datetime = since()
