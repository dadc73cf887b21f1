"""Which prices have dates, and when the next of these begin or end."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Uuid, any_, bindparam, case, func, or_, select

from app.core.clock import utc_now
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.pricing.models import DatedPrice, PriceList

_list = table_of(PriceList)
_dated = table_of(DatedPrice).c


class _ListId(NamedTuple):
    price_list_id: UUID


class _Ahead(NamedTuple):
    product_id: UUID
    moment: datetime


class _Moments(NamedTuple):
    starts: datetime | None
    ends: datetime | None


_now = bindparam("now", type_=TIMESTAMP(timezone=True))
_of_list = select(_dated.id).where(_dated.price_list_id == _list.c.id).correlate(_list)
_dated_lists = Read(
    select(_list.c.id.label("price_list_id")).where(
        or_(_of_list.where(_dated.ends_at > _now).exists(), _of_list.where(_dated.ends_at.is_(None)).exists())
    ),
    _ListId,
)
_ahead = Read(
    select(
        select(func.min(_dated.starts_at)).where(_dated.starts_at > _now).scalar_subquery().label("starts"),
        select(func.min(_dated.ends_at)).where(_dated.ends_at > _now).scalar_subquery().label("ends"),
    ),
    _Moments,
)

_next_of_row = case((_dated.starts_at > _now, _dated.starts_at), else_=_dated.ends_at)
_ahead_of_products = Read(
    select(_dated.product_id, func.min(_next_of_row).label("moment"))
    .where(_dated.product_id == any_(array_parameter("ids", Uuid())), _next_of_row > _now)
    .group_by(_dated.product_id),
    _Ahead,
)


class _ProductId(NamedTuple):
    product_id: UUID


_turned = Read(
    select(_dated.product_id)
    .where(
        or_(
            *(
                moment.between(bindparam("since", type_=TIMESTAMP(timezone=True)), _now)
                for moment in (_dated.starts_at, _dated.ends_at)
            )
        )
    )
    .distinct(),
    _ProductId,
)


async def products_with_turned_prices(database: Database, since: datetime, now: datetime) -> set[UUID]:
    """The products of which a dated price has begun or ended from the one moment to the other."""
    return {row.product_id for row in await _turned.all(database, since=since, now=now)}


async def load_dated_lists(database: Database) -> frozenset[UUID]:
    """The lists that have dated prices which have not ended."""
    return frozenset(row.price_list_id for row in await _dated_lists.all(database, now=utc_now()))


async def next_dated_price(database: Database, now: datetime) -> datetime | None:
    """The first moment after this one at which a dated price begins or ends; None: none is planned to."""
    found = await _ahead.first(database, now=now)
    return min((moment for moment in found or () if moment is not None), default=None)


async def dated_prices_ahead(database: Database, product_ids: Sequence[UUID], now: datetime) -> dict[UUID, datetime]:
    """The first moment after this one at which a dated price of each of these products begins or ends."""
    rows = await _ahead_of_products.all(database, ids=list(product_ids), now=now)
    return {row.product_id: row.moment for row in rows}
