"""Publications to come and to end: what shoppers will see, or no more, without anything being written that day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, ColumnElement, Select, Uuid, any_, bindparam, func, select, text, true, union_all

from app.catalog.models import ProductPublication
from app.catalog.queries.products import now_parameter
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_publication = table_of(ProductPublication).c
_HAS_MOMENTS = text("product_publication.market_windows @? '$.*.* ? (@ != null)'")
"""As the index `product_publication_windows` has it."""


class _Moment(NamedTuple):
    moment: datetime | None


class _OfProduct(NamedTuple):
    product_id: UUID
    moment: datetime


def _moments(*conditions: ColumnElement[bool]) -> list[Select[Any]]:
    """The starts and ends of publications, and those of their windows in markets, after a moment."""
    market = func.jsonb_each(_publication.market_windows).table_valued("key", "value", name="market")
    edge = func.jsonb_each_text(market.c.value).table_valued("key", "value", name="edge")
    at = func.cast(edge.c.value, TIMESTAMP(timezone=True))
    own = [
        select(_publication.product_id, column.label("moment")).where(column > now_parameter(), *conditions)
        for column in (_publication.starts_at, _publication.ends_at)
    ]
    of_markets = (
        select(_publication.product_id, at.label("moment"))
        .select_from(table_of(ProductPublication).join(market, true()).join(edge, true()))
        .where(_HAS_MOMENTS, at > now_parameter(), *conditions)
    )
    return [*own, of_markets]


def _first_of(moments: Sequence[Select[Any]]) -> Select[Any]:
    firsts = [select(func.min(each.subquery().c.moment).label("moment")) for each in moments]
    return select(func.min(union_all(*firsts).subquery().c.moment).label("moment"))


_ahead = union_all(*_moments(_publication.product_id == any_(array_parameter("ids", Uuid())))).subquery()
_next = Read(_first_of(_moments()), _Moment)
_of_products = Read(
    select(_ahead.c.product_id, func.min(_ahead.c.moment).label("moment")).group_by(_ahead.c.product_id), _OfProduct
)

_past = union_all(*_moments()).subquery()
_between = Read(
    select(_past.c.product_id, _past.c.moment).where(
        _past.c.moment <= bindparam("until", type_=TIMESTAMP(timezone=True))
    ),
    _OfProduct,
)


async def next_publication(database: Database, now: datetime) -> datetime | None:
    """The first moment after this one at which some audience sees a product, or sees it no more; None for never.

    An entry of an index for starts and one for ends, whatever the size of the catalog, and the windows of markets.
    """
    found = await _next.first(database, now=now)
    return found.moment if found else None


async def publications_ahead(database: Database, product_ids: Sequence[UUID], now: datetime) -> dict[UUID, datetime]:
    """The first such moment of each of these products that has one."""
    rows = await _of_products.all(database, ids=list(product_ids), now=now)
    return {row.product_id: row.moment for row in rows}


async def publications_between(database: Database, since: datetime, until: datetime) -> set[UUID]:
    """The products that some audience began or ceased to see by the clock alone, after one moment and up to another."""
    return {row.product_id for row in await _between.all(database, now=since, until=until)}
