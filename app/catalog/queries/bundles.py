"""Bundles: variants that consist of pieces of other variants, and have none of their own."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, Uuid, any_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import BundleItem
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_item = table_of(BundleItem).c


class Component(NamedTuple):
    """So many pieces of a variant stand in a bundle."""

    bundle_id: UUID
    variant_id: UUID
    quantity: int


_of_bundles = Read(
    select(_item.bundle_variant_id.label("bundle_id"), _item.component_variant_id.label("variant_id"), _item.quantity)
    .where(_item.bundle_variant_id == any_(array_parameter("ids", Uuid())))
    .order_by(_item.bundle_variant_id, _item.position, _item.component_variant_id),
    Component,
)
_WITH_COMPONENTS: Final = select(_item.bundle_variant_id).where(
    _item.component_variant_id == any_(array_parameter("ids", Uuid()))
)


async def components_of_bundles(database: Database, variant_ids: Sequence[UUID]) -> dict[UUID, list[Component]]:
    """What each of these variants consists of, in its order; a variant that is no bundle has no entry."""
    found: dict[UUID, list[Component]] = {}
    for row in await _of_bundles.all(database, ids=list(variant_ids)):
        found.setdefault(row.bundle_id, []).append(row)
    return found


async def components_to_take(session: AsyncSession, variant_ids: Sequence[UUID]) -> dict[UUID, list[Component]]:
    """The same in a transaction, for one who is about to lock their stock."""
    statement = (
        select(_item.bundle_variant_id, _item.component_variant_id, _item.quantity)
        .where(_item.bundle_variant_id.in_(variant_ids))
        .order_by(_item.bundle_variant_id, _item.position, _item.component_variant_id)
    )
    found: dict[UUID, list[Component]] = {}
    for row in await session.execute(statement):
        found.setdefault(row.bundle_variant_id, []).append(Component(*row))
    return found


async def bundles_with_components(session: AsyncSession, variant_ids: Sequence[UUID]) -> set[UUID]:
    """The bundles in which any of these variants stands: they change with its stock."""
    return set((await session.execute(_WITH_COMPONENTS, {"ids": list(variant_ids)})).scalars())


def pieces_taken() -> Subquery:
    """For another domain's statement, which takes `ids`: `variant_id, piece_id, quantity, parts`.

    A row for each variant whose pieces are taken when one of the variants is sold: the components of a bundle, and
    otherwise the variant itself, once. `parts` is the number of rows that the variant has.
    """
    wanted = func.unnest(array_parameter("ids", Uuid())).table_valued("id").render_derived("wanted")
    item = table_of(BundleItem).alias("item")
    return (
        select(
            wanted.c.id.label("variant_id"),
            func.coalesce(item.c.component_variant_id, wanted.c.id).label("piece_id"),
            func.coalesce(item.c.quantity, 1).label("quantity"),
            func.count().over(partition_by=wanted.c.id).label("parts"),
        )
        .select_from(wanted.outerjoin(item, item.c.bundle_variant_id == wanted.c.id))
        .subquery("taken")
    )


def components_of(variant_id: ColumnElement[Any]) -> Subquery:
    """For another domain's condition: `variant_id, quantity, parts` of the bundle; no row where it is none."""
    item = table_of(BundleItem).alias("item")
    return (
        select(
            item.c.component_variant_id.label("variant_id"),
            item.c.quantity,
            func.count().over().label("parts"),
        )
        .where(item.c.bundle_variant_id == variant_id)
        .correlate_except(item)
        .subquery("components")
    )


def is_bundle(variant_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the variant consists of others."""
    item = table_of(BundleItem).alias("item")
    return select(true()).where(item.c.bundle_variant_id == variant_id).correlate_except(item).exists()
