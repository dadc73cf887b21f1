"""Reads of warehouses and stock."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, func, or_, select, true

from app.catalog import components_of, is_bundle, pieces_taken, restriction_of
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.inventory.models import Stock, Warehouse

_stock = table_of(Stock).c
_warehouse = table_of(Warehouse).c


class WarehouseFacts(NamedTuple):
    """A place that goods leave from."""

    id: UUID
    code: str
    names: dict[str, str]
    country_code: str
    time_zone: str
    cut_off_hour: int
    version: int


class StockFacts(NamedTuple):
    """Pieces of a variant in a warehouse."""

    variant_id: UUID
    warehouse_id: UUID
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        """What can be sold."""
        return self.on_hand - self.reserved


class _Available(NamedTuple):
    variant_id: UUID
    warehouse_id: UUID
    available: int


class Sellable(NamedTuple):
    """What a shopper can have of a variant."""

    variant_id: UUID
    pieces: int
    """In all warehouses together."""
    restriction: list[str | None] | None
    """Why it does not go to the shopper's country, and the law, where it does not."""


_warehouses = Read(
    select(
        _warehouse.id,
        _warehouse.code,
        _warehouse.names,
        _warehouse.country_code,
        _warehouse.time_zone,
        _warehouse.cut_off_hour,
        _warehouse.version,
    ).order_by(_warehouse.code),
    WarehouseFacts,
)
_of_variants = Read(
    select(_stock.variant_id, _stock.warehouse_id, _stock.on_hand, _stock.reserved)
    .join_from(table_of(Stock), table_of(Warehouse), _warehouse.id == _stock.warehouse_id)
    .where(_stock.variant_id == any_(array_parameter("variant_ids", Uuid())))
    .order_by(_warehouse.code),
    StockFacts,
)
_free = _stock.on_hand - _stock.reserved
_taken = pieces_taken()
_complete = func.min(_free // _taken.c.quantity)
"""How often all that is taken stands in a warehouse."""
_in_warehouses = (
    select(_taken.c.variant_id, _stock.warehouse_id, _complete.label("available"))
    .join_from(_taken, table_of(Stock), _stock.variant_id == _taken.c.piece_id)
    .group_by(_taken.c.variant_id, _taken.c.parts, _stock.warehouse_id)
    .having(func.count() == _taken.c.parts, _complete > 0)
)
_available = Read(_in_warehouses, _Available)
_asked = func.unnest(array_parameter("ids", Uuid())).table_valued("id").render_derived("asked")
_each = _in_warehouses.subquery("each")
_totals = (
    select(_each.c.variant_id, func.sum(_each.c.available).label("pieces"))
    .group_by(_each.c.variant_id)
    .subquery("total")
)
_sellable = Read(
    select(
        _asked.c.id.label("variant_id"),
        func.coalesce(_totals.c.pieces, 0).label("pieces"),
        restriction_of(_asked.c.id).label("restriction"),
    ).select_from(_asked.outerjoin(_totals, _totals.c.variant_id == _asked.c.id)),
    Sellable,
)


async def load_warehouses(database: Database) -> list[WarehouseFacts]:
    """All warehouses, by their codes."""
    return await _warehouses.all(database)


async def available_quantities(database: Database, variant_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, int]]:
    """`{variant: {warehouse: pieces that can be sold}}`: every variant asked for, only warehouses with pieces.

    Of a bundle a warehouse has as many as its components there make up: the least of what it has of each, divided by
    how many of it the bundle takes. Components in different warehouses make no bundle.
    """
    found: dict[UUID, dict[UUID, int]] = {variant_id: {} for variant_id in variant_ids}
    if found:
        for row in await _available.all(database, ids=list(found)):
            found[row.variant_id][row.warehouse_id] = row.available
    return found


async def sellable_pieces(database: Database, variant_ids: Sequence[UUID], country_code: str) -> dict[UUID, Sellable]:
    """What a shopper in the country can have of each variant."""
    rows = await _sellable.all(database, ids=list(variant_ids), country=country_code)
    return {row.variant_id: row for row in rows}


async def stock_of_variants(database: Database, variant_ids: Sequence[UUID]) -> dict[UUID, list[StockFacts]]:
    """The stock rows of each variant that was asked for, by the warehouses' codes."""
    found: dict[UUID, list[StockFacts]] = {variant_id: [] for variant_id in variant_ids}
    if found:
        for row in await _of_variants.all(database, variant_ids=list(found)):
            found[row.variant_id].append(row)
    return found


def in_stock_condition(variant_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """A condition for another domain's statement: some warehouse has a piece of this variant to sell, or all that makes
    up this bundle."""
    own = select(_stock.variant_id).where(_stock.variant_id == variant_id, _stock.on_hand > _stock.reserved)
    part = components_of(variant_id)
    whole = (
        select(true())
        .join_from(part, table_of(Stock), _stock.variant_id == part.c.variant_id)
        .where(_free >= part.c.quantity)
        .group_by(_stock.warehouse_id, part.c.parts)
        .having(func.count() == part.c.parts)
    )
    return or_(own.exists() & ~is_bundle(variant_id), whole.exists())
