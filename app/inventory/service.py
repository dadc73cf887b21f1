"""Writes of stock. Every function locks the rows that it changes in the order of their keys, warehouse before variant.

A reservation changes only while the stock row of its variant and warehouse is locked, so it needs no lock of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.audit import record_change
from app.catalog import bundles_with_components, components_to_take
from app.core.context import Viewer
from app.core.details import InsufficientStock
from app.core.errors import Problem, Refusal
from app.core.locks import lock_pairs
from app.core.upsert import upsert_row
from app.events import record
from app.inventory.errors import StockErrorCode
from app.inventory.events import StockChanged
from app.inventory.models import ReservationStatus, Stock, StockReservation, Warehouse
from app.inventory.rules import MAX_ON_HAND, Piece, merge_pieces, taken_pieces

Pair = tuple[UUID, UUID]
"""A warehouse and a variant: the order of the lock."""


async def reserve(session: AsyncSession, reference_id: UUID, pieces: Iterable[Piece]) -> None:
    """Hold all these pieces for a checkout, or refuse the whole with a problem for each that is short.

    A bundle has no pieces of its own: those of its components are held, in the same warehouse, and leave or go back on
    sale as they were held, though the bundle may consist of something else by then. The problems are
    `StockErrorCode.INSUFFICIENT_STOCK` with an `InsufficientStock` and the facts `variant_id`, `warehouse_id` and
    `available`. A reference that already has reservations keeps them: a second call changes nothing.
    """
    asked = list(pieces)
    wanted = merge_pieces(taken_pieces(asked, await _components(session, asked)))
    rows = await _lock(session, wanted)
    if await _reservations(session, reference_id):
        return
    short = [
        _shortage(pair, available)
        for pair, quantity in wanted.items()
        if (available := rows[pair].on_hand - rows[pair].reserved if pair in rows else 0) < quantity
    ]
    if short:
        raise Refusal(*short)
    for pair, quantity in wanted.items():
        warehouse_id, variant_id = pair
        rows[pair].reserved += quantity
        session.add(
            StockReservation(
                reference_id=reference_id,
                variant_id=variant_id,
                warehouse_id=warehouse_id,
                quantity=quantity,
                status=ReservationStatus.HELD,
            )
        )
    await _tell(session, wanted)


async def release(session: AsyncSession, reference_id: UUID) -> None:
    """Put back on sale what is still held for this reference. A second call changes nothing."""
    await _settle(session, reference_id, ReservationStatus.RELEASED, warehouse_id=None)


async def ship(session: AsyncSession, reference_id: UUID, warehouse_id: UUID | None = None) -> None:
    """Let the pieces held for this reference leave: those in one warehouse, or all. A second call changes nothing."""
    await _settle(session, reference_id, ReservationStatus.SHIPPED, warehouse_id=warehouse_id)


async def adjust(
    session: AsyncSession, viewer: Viewer, *, variant_id: UUID, warehouse_id: UUID, delta: int, reason: str
) -> UUID:
    """Add pieces to a warehouse, or take them away, and give the id of the audit entry.

    What is reserved cannot be taken away, and a bundle has no pieces of its own.
    """
    if delta == 0:
        raise Refusal(Problem(StockErrorCode.INVALID_QUANTITY, ("input", "delta"), {"most": MAX_ON_HAND}))
    if await components_to_take(session, [variant_id]):
        raise Refusal(Problem(StockErrorCode.BUNDLE_HAS_NO_STOCK, ("input", "variantId")))
    await _ensure_row(session, variant_id, warehouse_id)
    (row,) = (await _lock(session, [(warehouse_id, variant_id)])).values()
    before = row.on_hand
    after = before + delta
    if after < row.reserved:
        raise Refusal(_shortage((warehouse_id, variant_id), before - row.reserved, ("input", "delta")))
    if after > MAX_ON_HAND:
        raise Refusal(Problem(StockErrorCode.INVALID_QUANTITY, ("input", "delta"), {"most": MAX_ON_HAND}))
    row.on_hand = after
    entry_id = await record_change(
        session,
        viewer,
        "inventory.stock_adjusted",
        "variant",
        variant_id,
        before={"warehouse_id": str(warehouse_id), "on_hand": before},
        after={"warehouse_id": str(warehouse_id), "on_hand": after, "reason": reason},
    )
    await _tell(session, [(warehouse_id, variant_id)])
    return entry_id


async def define_warehouse(
    session: AsyncSession, *, code: str, names: Mapping[str, str], country_code: str, time_zone: str, cut_off_hour: int
) -> UUID:
    """Make the warehouse of this code what is said here, and give its id. The same again changes nothing."""
    values = {
        "code": code,
        "names": dict(names),
        "country_code": country_code,
        "time_zone": time_zone,
        "cut_off_hour": cut_off_hour,
    }
    return await upsert_row(session, Warehouse, ["code"], values)


async def raise_warehouse_version(session: AsyncSession, warehouse_id: UUID) -> None:
    """Count a change."""
    statement = update(Warehouse).where(col(Warehouse.id) == warehouse_id)
    await session.execute(statement.values(version=col(Warehouse.version) + 1))


async def name_warehouse(session: AsyncSession, code: str, names: Mapping[str, str]) -> None:
    """Call the warehouse of this code so, and count the change."""
    statement = update(Warehouse).where(col(Warehouse.code) == code)
    await session.execute(statement.values(names=dict(names), version=col(Warehouse.version) + 1))


async def stock_up(session: AsyncSession, pieces: Mapping[Pair, int]) -> None:
    """Put pieces where a warehouse has never had the variant. Elsewhere nothing changes: it may have been sold from."""
    rows = [
        {"warehouse_id": warehouse_id, "variant_id": variant_id, "on_hand": on_hand, "reserved": 0}
        for (warehouse_id, variant_id), on_hand in sorted(pieces.items())
    ]
    if not rows:
        return
    statement = insert(Stock).values(rows).on_conflict_do_nothing().returning(col(Stock.variant_id))
    new = (await session.execute(statement)).scalars().all()
    await _tell_of(session, set(new))


async def _settle(
    session: AsyncSession, reference_id: UUID, status: ReservationStatus, *, warehouse_id: UUID | None
) -> None:
    """Let held reservations end. The list is read before the locks, to know them, and again under them, to be sure."""
    pairs = {
        (held.warehouse_id, held.variant_id)
        for held in await _reservations(session, reference_id)
        if held.status is ReservationStatus.HELD and warehouse_id in (None, held.warehouse_id)
    }
    rows = await _lock(session, pairs)
    settled = []
    for reservation in await _reservations(session, reference_id):
        pair = (reservation.warehouse_id, reservation.variant_id)
        if pair not in pairs or reservation.status is not ReservationStatus.HELD:
            continue
        reservation.status = status
        if pair in rows:
            rows[pair].reserved -= reservation.quantity
            if status is ReservationStatus.SHIPPED:
                rows[pair].on_hand -= reservation.quantity
        settled.append(pair)
    await _tell(session, settled)


async def _lock(session: AsyncSession, pairs: Iterable[Pair]) -> dict[Pair, Stock]:
    rows = await lock_pairs(session, Stock, (Stock.warehouse_id, Stock.variant_id), pairs)
    return {(row.warehouse_id, row.variant_id): row for row in rows}


async def _components(session: AsyncSession, pieces: Sequence[Piece]) -> dict[UUID, list[tuple[UUID, int]]]:
    found = await components_to_take(session, sorted({variant_id for variant_id, _, _ in pieces}))
    return {bundle: [(each.variant_id, each.quantity) for each in parts] for bundle, parts in found.items()}


async def _reservations(session: AsyncSession, reference_id: UUID) -> Sequence[StockReservation]:
    statement = (
        select(StockReservation)
        .where(StockReservation.reference_id == reference_id)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().all()


async def _ensure_row(session: AsyncSession, variant_id: UUID, warehouse_id: UUID) -> None:
    """A row to lock, made empty where the warehouse has never had the variant."""
    statement = insert(Stock).values(variant_id=variant_id, warehouse_id=warehouse_id, on_hand=0, reserved=0)
    try:
        await session.execute(statement.on_conflict_do_nothing())
    except IntegrityError as error:
        if "stock_variant_id_fkey" in str(error.orig):
            raise Refusal(Problem(StockErrorCode.VARIANT_NOT_FOUND, ("input", "variantId"))) from error
        raise Refusal(Problem(StockErrorCode.WAREHOUSE_NOT_FOUND, ("input", "warehouseId"))) from error


def _shortage(pair: Pair, available: int, path: tuple[str, ...] = ()) -> Problem:
    warehouse_id, variant_id = pair
    return Problem(
        StockErrorCode.INSUFFICIENT_STOCK,
        path,
        facts={"available": available, "variant_id": variant_id, "warehouse_id": warehouse_id},
        detail=InsufficientStock(available),
    )


async def _tell(session: AsyncSession, pairs: Iterable[Pair]) -> None:
    """Tell of the variants of these rows, after the rows are written."""
    await session.flush()
    await _tell_of(session, {variant_id for _, variant_id in pairs})


async def with_bundles(session: AsyncSession, variant_ids: set[UUID]) -> list[UUID]:
    """The variants and every bundle that one of them stands in, sorted: what changes when their stock does."""
    bundles = await bundles_with_components(session, sorted(variant_ids)) if variant_ids else set()
    return sorted(variant_ids | bundles)


async def _tell_of(session: AsyncSession, variant_ids: set[UUID]) -> None:
    """One event for each variant, and for each bundle that it stands in, in the order of ids."""
    for variant_id in await with_bundles(session, variant_ids):
        await record(session, StockChanged(subject_id=variant_id))


async def variants_in_stock(session: AsyncSession, variant_ids: Sequence[UUID]) -> set[UUID]:
    """Of which of these variants pieces stand in a warehouse."""
    statement = (
        select(Stock.variant_id).where(col(Stock.variant_id).in_(variant_ids), col(Stock.on_hand) > 0).distinct()
    )
    return set((await session.execute(statement)).scalars())
