"""Tables of how markets price, and what their law asks for."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Numeric, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type
from app.core.described import DescribedEnum
from app.core.ids import new_id
from app.pricing.models.columns import since


class OldRates(DescribedEnum):
    """What happens to converted prices when the exchange rate has become too old."""

    KEEP = "KEEP", "The last good rate goes on, and the price says that it is stale."
    NO_PRICE = "NO_PRICE", "What would be converted is not sold until there is a new rate."


class MarketPricing(SQLModel, table=True):
    """How a market prices what no list of its currency names. No row: nothing is converted there."""

    __tablename__ = "market_pricing"
    __table_args__ = (
        CheckConstraint("conversion_fee >= 0 AND conversion_fee < 1", name="conversion_fee"),
        CheckConstraint("max_rate_age_hours > 0", name="max_rate_age_hours"),
        CheckConstraint("quote_minutes > 0", name="quote_minutes"),
    )

    market_id: UUID = Field(primary_key=True, sa_column_args=(ForeignKey("market.id", ondelete="CASCADE"),))
    base_price_list_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("price_list.id"),))
    """The list that is converted. None: none is."""
    conversion_fee: Decimal = Field(
        default=Decimal(0), sa_column=Column(Numeric(6, 5), nullable=False, server_default=text("0"))
    )
    """A fraction on top of the rate: 0.02 is 2 %."""
    max_rate_age_hours: int = Field(default=120, sa_column_kwargs={"server_default": text("120")})
    """The ECB publishes on working days only: five days span a long weekend."""
    old_rates: OldRates = Field(
        default=OldRates.KEEP,
        sa_column=Column(enum_type(OldRates, "old_rates"), nullable=False, server_default=text("'KEEP'")),
    )
    quote_minutes: int = Field(default=30, sa_column_kwargs={"server_default": text("30")})
    """How long a cart keeps the rate that it was shown."""
    version: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    since: datetime = since()


class PriorPriceRule(SQLModel, table=True):
    """A country whose law asks, beside a reduced price, for the lowest price of the days before the reduction."""

    __tablename__ = "prior_price_rule"
    __table_args__ = (
        UniqueConstraint("country_code", "valid_from"),
        CheckConstraint("days > 0", name="days"),
        CheckConstraint("valid_to > valid_from", name="validity"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    country_code: str
    days: int
    valid_from: date
    valid_to: date | None = None
    source: str
    confidence: str
