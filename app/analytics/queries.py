"""Reads of analytics: sums over days."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Date, Integer, Select, Text, bindparam, cast, func, or_, select

from app.analytics.models import SearchDay, SearchProductDay, SearchQueryDay
from app.core.db import Database
from app.core.reads import Read, table_of

_day = table_of(SearchDay).c
_query = table_of(SearchQueryDay).c
_product = table_of(SearchProductDay).c

KeyT = TypeVar("KeyT", date, str)

FEWEST_SEARCHES = 3
"""A query that fewer have sent is nobody's suggestion."""


class PopularQuery(NamedTuple):
    """What many search for, and find."""

    text: str
    searches: int


class SearchCounts(NamedTuple):
    """What searches came to."""

    searches: int
    without_results: int
    clicked_searches: int
    clicks: int
    click_position_sum: int
    ordered_searches: int
    orders: int
    order_position_sum: int

    @property
    def click_through_rate(self) -> float | None:
        """The share of searches of whose hits at least one was clicked; None where nothing was searched for. At most 1:
        a click may be counted on a later day than its search."""
        return min(self.clicked_searches / self.searches, 1.0) if self.searches else None

    @property
    def mean_click_position(self) -> float | None:
        """Where what was clicked stood, from 1; None where nothing was clicked."""
        return _mean(self.click_position_sum, self.clicks)

    @property
    def mean_order_position(self) -> float | None:
        """Where what was ordered stood, from 1; None where nothing was ordered."""
        return _mean(self.order_position_sum, self.orders)


NOTHING_COUNTED = SearchCounts(0, 0, 0, 0, 0, 0, 0, 0)


class _Counted(NamedTuple, Generic[KeyT]):
    """What the searches of a day, or for a query, came to, as it is read."""

    key: KeyT
    searches: int
    without_results: int
    clicked_searches: int
    clicks: int
    click_position_sum: int
    ordered_searches: int
    orders: int
    order_position_sum: int

    @property
    def counts(self) -> SearchCounts:
        return SearchCounts(*self[1:])


class ProductCounts(NamedTuple):
    """What of a query's hits one product came to."""

    product_id: UUID
    clicks: int
    click_position_sum: int
    orders: int
    order_position_sum: int

    @property
    def mean_click_position(self) -> float | None:
        """Where it stood when it was clicked, from 1; None where it was not."""
        return _mean(self.click_position_sum, self.clicks)

    @property
    def mean_order_position(self) -> float | None:
        """Where it stood when it was ordered, from 1; None where it was not."""
        return _mean(self.order_position_sum, self.orders)


class Span(NamedTuple):
    """What to add up: days, of UTC, with the last one; and of where."""

    first: date
    last: date
    language_tag: str | None = None
    """None: all languages."""
    market_code: str | None = None
    """None: all markets."""


def _mean(positions: int, count: int) -> float | None:
    return positions / count if count else None


def _sums(table: Any, names: Sequence[str] = SearchCounts._fields) -> list[Any]:
    return [cast(func.coalesce(func.sum(table[name]), 0), BigInteger).label(name) for name in names]


def _within(table: Any) -> list[ColumnElement[bool]]:
    language, market = bindparam("language_tag", type_=Text()), bindparam("market_code", type_=Text())
    return [
        table.day.between(bindparam("first", type_=Date()), bindparam("last", type_=Date())),
        or_(cast(language, Text).is_(None), table.language_tag == language),
        or_(cast(market, Text).is_(None), table.market_code == market),
    ]


def _by_query(count: str) -> Select[Any]:
    """The queries with the most of this, those of equally many in the order of the alphabet."""
    most = func.sum(_query[count])
    return (
        select(_query.query.label("key"), *_sums(_query))
        .where(*_within(_query))
        .group_by(_query.query)
        .having(most > 0)
        .order_by(most.desc(), _query.query)
        .limit(bindparam("limit", type_=Integer()))
    )


_TOTAL = Read(select(*_sums(_day)).where(*_within(_day)), SearchCounts)
_BY_DAY: Read[_Counted[date]] = Read(
    select(_day.day.label("key"), *_sums(_day)).where(*_within(_day)).group_by(_day.day).order_by(_day.day), _Counted
)
_TOP: Read[_Counted[str]] = Read(_by_query("searches"), _Counted)
_WITHOUT_RESULTS: Read[_Counted[str]] = Read(_by_query("without_results"), _Counted)
_OF_QUERY = Read(
    select(*_sums(_query)).where(*_within(_query), _query.query == bindparam("query", type_=Text())), SearchCounts
)
_PRODUCTS = Read(
    select(_product.product_id, *_sums(_product, ProductCounts._fields[1:]))
    .where(*_within(_product), _product.query == bindparam("query", type_=Text()))
    .group_by(_product.product_id)
    .order_by(func.sum(_product.clicks).desc(), func.sum(_product.orders).desc(), _product.product_id)
    .limit(bindparam("limit", type_=Integer())),
    ProductCounts,
)
_POPULAR = Read(
    select(_query.query.label("text"), cast(func.sum(_query.searches), BigInteger).label("searches"))
    .where(
        _query.language_tag == bindparam("language_tag", type_=Text()),
        _query.day >= bindparam("since", type_=Date()),
    )
    .group_by(_query.query)
    .having(
        func.sum(_query.searches) >= FEWEST_SEARCHES,
        2 * func.sum(_query.without_results) < func.sum(_query.searches),
    )
    .order_by(func.sum(_query.searches).desc(), _query.query)
    .limit(bindparam("limit", type_=Integer())),
    PopularQuery,
)


async def popular_queries(database: Database, language_tag: str, limit: int, since: date) -> list[PopularQuery]:
    """What is searched for most in a language since that day (of UTC), by any who shop in it.

    Only what found something more often than not, and was searched for at least `FEWEST_SEARCHES` times: what few have
    typed is shown to nobody else.
    """
    return await _POPULAR.all(database, language_tag=language_tag, since=since, limit=limit)


async def totals(database: Database, span: Span) -> SearchCounts:
    """What all searches of these days came to."""
    return await _TOTAL.first(database, **span._asdict()) or NOTHING_COUNTED


async def counts_by_day(database: Database, span: Span) -> dict[date, SearchCounts]:
    """The same of each day, without the days on which there was nothing to count."""
    return {row.key: row.counts for row in await _BY_DAY.all(database, **span._asdict())}


async def top_queries(database: Database, span: Span, limit: int) -> list[tuple[str, SearchCounts]]:
    """What was searched for most, with what that came to."""
    return [(row.key, row.counts) for row in await _TOP.all(database, **span._asdict(), limit=limit)]


async def queries_without_results(database: Database, span: Span, limit: int) -> list[tuple[str, SearchCounts]]:
    """What found nothing most often."""
    rows = await _WITHOUT_RESULTS.all(database, **span._asdict(), limit=limit)
    return [(row.key, row.counts) for row in rows]


async def counts_of_query(database: Database, span: Span, query: str) -> SearchCounts:
    """What the searches for this came to. `query`: as `counted_query` writes it."""
    return await _OF_QUERY.first(database, **span._asdict(), query=query) or NOTHING_COUNTED


async def products_of_query(database: Database, span: Span, query: str, limit: int) -> list[ProductCounts]:
    """What was clicked most of what it found, then ordered most. `query`: as `counted_query` writes it."""
    return await _PRODUCTS.all(database, **span._asdict(), query=query, limit=limit)
