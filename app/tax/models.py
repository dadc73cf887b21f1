"""Tables of tax: dated rates, each with its source."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Numeric, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.ids import new_id


class TaxRate(SQLModel, table=True):
    """The standard rate of value added tax, or its like, of a country from a day on. No row: no rate is known."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        UniqueConstraint("country_code", "valid_from"),
        CheckConstraint("rate >= 0 AND rate < 1", name="rate"),
        CheckConstraint("valid_to > valid_from", name="validity"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    country_code: str
    rate: Decimal = Field(sa_type=Numeric(6, 5))
    """A fraction: 0.19 is 19 %."""
    valid_from: date
    valid_to: date | None = None
    """The first day on which it no longer holds."""
    source: str
    confidence: str
