"""Tables of currencies: what rates were observed, which pairs the shop uses, and which rate it went by, and when."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Numeric, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id

RATE_TYPE: Final = Numeric(24, 14)
"""Ten digits before the point, fourteen behind it: a rial of Iran is some 0.0000002 of a dinar of Kuwait, which with
ten would be a rate of four digits."""
DEFAULT_BAND: Final = Decimal("0.02")

_FIRST_VERSION: Final = {"server_default": text("1")}


def _pair_checks() -> tuple[CheckConstraint, CheckConstraint]:
    """Of a table whose rows are about a pair of currencies: a constraint belongs to one table."""
    return (
        CheckConstraint("base_code ~ '^[A-Z]{3}$' AND quote_code ~ '^[A-Z]{3}$'", name="codes"),
        CheckConstraint("base_code <> quote_code", name="pair"),
    )


def _source_column(name: str, *, nullable: bool = False) -> "Column[RateSource]":
    return Column(enum_type(RateSource, name), nullable=nullable)


class RateSource(DescribedEnum):
    """Where a rate is from. In the order of trust, the most trusted first."""

    MANUAL = "MANUAL", "Set by staff, for as long as they said."
    COMMERCIAL = "COMMERCIAL", "A commercial feed."
    ECB_FEED = "ECB_FEED", "The daily reference rates of the European Central Bank, as it publishes them."
    ECB_TABLE = (
        "ECB_TABLE",
        "The same as they were when the shop's software was packed: for machines without a network.",
    )


class ExchangeRateObservation(SQLModel, table=True):
    """What a source said: one unit of the base was worth so much of the quote at a moment.

    Append-only. Of a rate by hand, the end can be set to an earlier moment: that is how it is taken back.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (
        UniqueConstraint("source", "base_code", "quote_code", "as_of"),
        *_pair_checks(),
        CheckConstraint("rate > 0", name="rate"),
        CheckConstraint("holds_until IS NULL OR source = 'MANUAL'", name="holds_until"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    source: RateSource = Field(sa_column=_source_column("source"))
    base_code: str
    quote_code: str
    rate: Decimal = Field(sa_type=RATE_TYPE)
    as_of: datetime = timestamp()
    received_at: datetime = timestamp(now=True)
    holds_until: datetime | None = timestamp(nullable=True)
    """Of a rate by hand: the first moment at which it no longer holds. None: until it is taken back."""
    note: str | None = None
    """Why it was set by hand."""


class CurrencyPair(SQLModel, table=True):
    """A conversion that the shop makes. It is kept for ever, so that what a price came from stays answerable."""

    __tablename__ = "currency_pair"
    __table_args__ = (
        UniqueConstraint("base_code", "quote_code"),
        *_pair_checks(),
        CheckConstraint("band >= 0 AND band <= 0.5", name="band"),
        CheckConstraint("live_rate > 0", name="live_rate"),
        CheckConstraint("held_rate > 0", name="held_rate"),
        CheckConstraint("num_nulls(live_rate, live_source, live_as_of) IN (0, 3)", name="live"),
        CheckConstraint("num_nulls(held_rate, held_source, held_as_of) IN (0, 3)", name="held"),
        CheckConstraint("version > 0", name="version"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    base_code: str
    quote_code: str
    band: Decimal = Field(
        default=DEFAULT_BAND, sa_type=Numeric(6, 5), sa_column_kwargs={"server_default": text("0.02")}
    )
    """A fraction: how far the live rate may go from the effective one before that one follows."""
    live_rate: Decimal | None = Field(default=None, sa_type=RATE_TYPE)
    """The latest that feeds and tables say and that is believed. A rate by hand is not among them."""
    live_source: RateSource | None = Field(default=None, sa_column=_source_column("live_source", nullable=True))
    live_as_of: datetime | None = timestamp(nullable=True)
    held_rate: Decimal | None = Field(default=None, sa_type=RATE_TYPE)
    """What was observed, too far from the one before to be believed unless another source or staff say the same."""
    held_source: RateSource | None = Field(default=None, sa_column=_source_column("held_source", nullable=True))
    held_as_of: datetime | None = timestamp(nullable=True)
    version: int = Field(default=1, sa_column_kwargs=_FIRST_VERSION)


class EffectiveRateRow(SQLModel, table=True):
    """The rate that the shop went by from a moment up to another. Append-only but for its end.

    Each begins where the one before it ended: a trigger refuses a gap and an overlap.
    """

    __tablename__ = "effective_rate"
    __table_args__ = (
        *_pair_checks(),
        CheckConstraint("rate > 0", name="rate"),
        CheckConstraint("until > since", name="times"),
        Index(
            "effective_rate_one_open",
            "base_code",
            "quote_code",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
        Index("effective_rate_by_pair", "base_code", "quote_code", "since", unique=True),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    base_code: str
    quote_code: str
    rate: Decimal = Field(sa_type=RATE_TYPE)
    source: RateSource = Field(sa_column=_source_column("source"))
    as_of: datetime = timestamp()
    since: datetime = timestamp()
    until: datetime | None = timestamp(nullable=True)
    holds_until: datetime | None = timestamp(nullable=True)
    """Of a rate by hand: when it is to end."""
