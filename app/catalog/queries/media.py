"""Reads of media."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, func, literal_column, select, type_coerce

from app.catalog.models import MediaRole, MediaStatus, MediaType, Product, ProductMedia
from app.catalog.queries.parts import PartPosition, first_of_each, page_parameters, pages_of
from app.catalog.queries.products import is_public, published
from app.catalog.queries.words import chain_parameter
from app.catalog.rules.audience import Audience
from app.core.db import Database
from app.core.paging import Page
from app.core.reads import Read, array_parameter, localized, table_of


class MediaRow(NamedTuple):
    """A picture, film or model of a product, ready to be shown."""

    id: UUID
    product_id: UUID
    position: int
    type: MediaType
    role: MediaRole
    source: str
    mime_type: str | None
    width: int | None
    height: int | None
    duration_ms: int | None
    focal_x: Decimal | None
    focal_y: Decimal | None
    alt: str
    """Empty where there is none, and where it was not asked for."""


_table = table_of(ProductMedia)
_media = _table.c
_plain_columns = (
    _media.id,
    _media.product_id,
    _media.position,
    _media.type,
    _media.role,
    _media.source,
    _media.mime_type,
    _media.width,
    _media.height,
    _media.duration_ms,
    _media.focal_x,
    _media.focal_y,
)
_is_ready = _media.status == MediaStatus.READY
_has_role = type_coerce(_media.role, Text()) == any_(array_parameter("roles", Text()))
_columns = (*_plain_columns, func.coalesce(localized(_media.alts, chain_parameter()), "").label("alt"))
_without_alt = (*_plain_columns, literal_column("''", Text()).label("alt"))
_of_products = {
    (with_alt, by_role, continued): Read(
        first_of_each(
            _table,
            _columns if with_alt else _without_alt,
            _is_ready,
            *([_has_role] if by_role else []),
            continued=continued,
        ),
        MediaRow,
    )
    for with_alt in (True, False)
    for by_role in (True, False)
    for continued in (True, False)
}
"""To pick the translation of the alternative text is a third of the statement."""
_any_by_ids = Read(select(*_columns).where(_media.id == any_(array_parameter("ids", Uuid())), _is_ready), MediaRow)
_by_ids = Read(
    select(*_columns)
    .select_from(published().join(_table, table_of(Product).c.id == _media.product_id))
    .where(_media.id == any_(array_parameter("ids", Uuid())), _is_ready, is_public()),
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
    roles: Sequence[MediaRole] = (),
) -> dict[UUID, Page[MediaRow]]:
    """A page of each product's media that can be shown, in their order; of these roles only, where any are named."""
    read = _of_products[with_alt, bool(roles), after is not None]
    narrowed = {"roles": [role.value for role in roles]} if roles else {}
    rows = await read.all(database, chain=chain, **narrowed, **page_parameters(product_ids, size, after))
    return pages_of(rows, product_ids, size, after)


async def media_as_shown(database: Database, ids: Sequence[UUID], chain: Sequence[str]) -> dict[UUID, MediaRow]:
    """The media with these ids, of whatever product: for one who has it already."""
    return {row.id: row for row in await _any_by_ids.all(database, ids=list(ids), chain=chain)}


async def media_by_ids(
    database: Database, ids: Sequence[UUID], chain: Sequence[str], audience: Audience
) -> dict[UUID, MediaRow]:
    """The media with these ids, of products that an audience may see."""
    return {row.id: row for row in await _by_ids.all(database, ids=list(ids), chain=chain, **audience.parameters)}
