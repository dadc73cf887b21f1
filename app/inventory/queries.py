"""Reads of warehouses and stock."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, select

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


_warehouses = Read(
    select(
        _warehouse.id,
        _warehouse.code,
        _warehouse.names,
        _warehouse.country_code,
        _warehouse.time_zone,
        _warehouse.cut_off_hour,
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
_available = Read(
    select(_stock.variant_id, _stock.warehouse_id, (_stock.on_hand - _stock.reserved).label("available")).where(
        _stock.variant_id == any_(array_parameter("variant_ids", Uuid())), _stock.on_hand > _stock.reserved
    ),
    _Available,
)


async def load_warehouses(database: Database) -> list[WarehouseFacts]:
    """All warehouses, by their codes."""
    return await _warehouses.all(database)


async def available_quantities(database: Database, variant_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, int]]:
    """`{variant: {warehouse: pieces that can be sold}}`: every variant asked for, only warehouses with pieces."""
    found: dict[UUID, dict[UUID, int]] = {variant_id: {} for variant_id in variant_ids}
    if found:
        for row in await _available.all(database, variant_ids=list(found)):
            found[row.variant_id][row.warehouse_id] = row.available
    return found


async def stock_of_variants(database: Database, variant_ids: Sequence[UUID]) -> dict[UUID, list[StockFacts]]:
    """The stock rows of each variant that was asked for, by the warehouses' codes."""
    found: dict[UUID, list[StockFacts]] = {variant_id: [] for variant_id in variant_ids}
    if found:
        for row in await _of_variants.all(database, variant_ids=list(found)):
            found[row.variant_id].append(row)
    return found


def in_stock_condition(variant_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """A condition for another domain's statement: some warehouse has a piece of this variant to sell."""
    return select(_stock.variant_id).where(_stock.variant_id == variant_id, _stock.on_hand > _stock.reserved).exists()
