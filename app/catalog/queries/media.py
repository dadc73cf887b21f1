"""Reads of media."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, func, literal_column, select

from app.catalog.models import MediaType, Product, ProductMedia
from app.catalog.queries.parts import PartPosition, first_of_each, page_parameters, pages_of
from app.catalog.queries.products import is_public
from app.catalog.queries.words import chain_parameter
from app.core.db import Database
from app.core.paging import Page
from app.core.reads import Read, array_parameter, localized, table_of


class MediaRow(NamedTuple):
    """A picture of a product."""

    id: UUID
    product_id: UUID
    position: int
    type: MediaType
    source: str
    width: int | None
    height: int | None
    alt: str
    """Empty where there is none, and where it was not asked for."""


_table = table_of(ProductMedia)
_media = _table.c
_plain_columns = (
    _media.id,
    _media.product_id,
    _media.position,
    _media.type,
    _media.source,
    _media.width,
    _media.height,
)
_columns = (*_plain_columns, func.coalesce(localized(_media.alts, chain_parameter()), "").label("alt"))
_without_alt = (*_plain_columns, literal_column("''", Text()).label("alt"))
_of_products = {
    (with_alt, continued): Read(
        first_of_each(_table, _columns if with_alt else _without_alt, continued=continued), MediaRow
    )
    for with_alt in (True, False)
    for continued in (True, False)
}
"""To pick the translation of the alternative text is a third of the statement."""
_by_ids = Read(
    select(*_columns)
    .join_from(_table, table_of(Product), table_of(Product).c.id == _media.product_id)
    .where(_media.id == any_(array_parameter("ids", Uuid())), is_public()),
    MediaRow,
)


async def media_of_products(
    database: Database,
    product_ids: Sequence[UUID],
    chain: Sequence[str],
    size: int,
    after: PartPosition | None = None,
    *,
    with_alt: bool = True,
) -> dict[UUID, Page[MediaRow]]:
    """A page of each product's media, in their order."""
    read = _of_products[with_alt, after is not None]
    rows = await read.all(database, chain=chain, **page_parameters(product_ids, size, after))
    return pages_of(rows, product_ids, size, after)


async def media_by_ids(
    database: Database, ids: Sequence[UUID], chain: Sequence[str], now: datetime
) -> dict[UUID, MediaRow]:
    """The media with these ids, of products that shoppers may see."""
    return {row.id: row for row in await _by_ids.all(database, ids=list(ids), chain=chain, now=now)}
