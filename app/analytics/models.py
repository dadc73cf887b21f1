"""Tables of analytics: counts per day, and the ids of events for as long as they can come again.

Nothing in them is about a person: no address, no token, no order, and no search next to another one of the same person.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import timestamp


def _count(kind: Any = None) -> Any:
    more = {"sa_type": kind} if kind else {}
    return Field(default=0, sa_column_kwargs={"server_default": text("0")}, **more)


class SeenSearchEvent(SQLModel, table=True):
    """An event that is counted, by the id that its sender made; and that a search was clicked or ordered from, by an id
    that is made of the search's."""

    __tablename__ = "seen_search_event"

    id: UUID = Field(primary_key=True)
    seen_at: datetime = timestamp(on_server=True)

    __table_args__ = (Index("seen_search_event_by_age", "seen_at"),)


class SearchDay(SQLModel, table=True):
    """What all searches of a day came to, in a market and a language."""

    __tablename__ = "search_day"

    day: date = Field(primary_key=True)
    """Of UTC."""
    market_code: str = Field(primary_key=True)
    language_tag: str = Field(primary_key=True)
    searches: int = _count()
    without_results: int = _count()
    """Searches that found nothing."""
    clicked_searches: int = _count()
    """Searches of whose hits at least one was clicked. Counted on the day of the first click."""
    clicks: int = _count()
    click_position_sum: int = _count(BigInteger)
    """The positions of all that was clicked, from 1, added up."""
    ordered_searches: int = _count()
    """Searches of whose hits at least one was ordered."""
    orders: int = _count()
    """Products of the hits that were ordered."""
    order_position_sum: int = _count(BigInteger)


class SearchQueryDay(SQLModel, table=True):
    """The same for what was searched for."""

    __tablename__ = "search_query_day"
    __table_args__ = (Index("search_query_day_of_language", "language_tag", "day"),)

    day: date = Field(primary_key=True)
    market_code: str = Field(primary_key=True)
    language_tag: str = Field(primary_key=True)
    query: str = Field(primary_key=True)
    """As `counted_query` writes it."""
    searches: int = _count()
    without_results: int = _count()
    clicked_searches: int = _count()
    clicks: int = _count()
    click_position_sum: int = _count(BigInteger)
    ordered_searches: int = _count()
    orders: int = _count()
    order_position_sum: int = _count(BigInteger)


class SearchProductDay(SQLModel, table=True):
    """What was clicked and ordered of what a query found. A product that is deleted stays counted."""

    __tablename__ = "search_product_day"

    day: date = Field(primary_key=True)
    market_code: str = Field(primary_key=True)
    language_tag: str = Field(primary_key=True)
    query: str = Field(primary_key=True)
    product_id: UUID = Field(primary_key=True)
    clicks: int = _count()
    click_position_sum: int = _count(BigInteger)
    orders: int = _count()
    order_position_sum: int = _count(BigInteger)
