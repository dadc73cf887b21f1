"""Publications to come: products that shoppers will see without anything being written on that day."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, any_, func, select

from app.catalog.models import Product
from app.catalog.queries.products import now_parameter
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_product = table_of(Product).c


class _Moment(NamedTuple):
    published_at: datetime | None


class _Publication(NamedTuple):
    id: UUID
    published_at: datetime


_is_ahead = _product.published_at > now_parameter()
_next = Read(select(func.min(_product.published_at).label("published_at")).where(_is_ahead), _Moment)
_of_products = Read(
    select(_product.id, _product.published_at).where(_product.id == any_(array_parameter("ids", Uuid())), _is_ahead),
    _Publication,
)


async def next_publication(database: Database, now: datetime) -> datetime | None:
    """The first moment after this one at which a product becomes public; None where none is planned.

    One entry of the index `product_newest`, whatever the size of the catalog.
    """
    found = await _next.first(database, now=now)
    return found.published_at if found else None


async def publications_ahead(database: Database, product_ids: Sequence[UUID], now: datetime) -> dict[UUID, datetime]:
    """When those of these products become public that will, after this moment."""
    rows = await _of_products.all(database, ids=list(product_ids), now=now)
    return {row.id: row.published_at for row in rows}
