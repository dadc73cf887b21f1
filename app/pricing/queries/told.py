"""What one piece cost before, as it is written down: for files."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Integer, bindparam, literal_column, select

from app.core.db import Database
from app.core.reads import Read, table_of
from app.pricing.models import PricePast

_past: Final = table_of(PricePast).c


class FormerPrice(NamedTuple):
    """What one piece cost in a list from a moment up to and without another, in minor units of the list's currency."""

    id: int
    variant_id: UUID
    price_list_id: UUID
    amount: int
    since: datetime
    until: datetime


_page = Read(
    select(_past.id, _past.variant_id, _past.price_list_id, _past.amount, _past.since, _past.until)
    .where(
        _past.id > bindparam("after", type_=BigInteger()),
        _past.starts_at.is_(None),
        _past.min_quantity == literal_column("1", Integer()),
    )
    .order_by(_past.id)
    .limit(bindparam("limit", type_=Integer())),
    FormerPrice,
)


async def former_prices(database: Database, size: int) -> AsyncIterator[list[FormerPrice]]:
    """Pages of every former undated price of one piece, in the order in which they were replaced or told."""
    after = 0
    while page := await _page.all(database, after=after, limit=size):
        yield page
        after = page[-1].id
