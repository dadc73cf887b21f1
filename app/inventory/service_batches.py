"""Writes of the stock of many variants at once: a few statements for one variant or a thousand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Uuid, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.core.context import Viewer
from app.core.copying import copy_in
from app.core.locks import lock_pairs
from app.core.reads import array_parameter, table_of
from app.events import WHOLE_SHOP, record
from app.inventory.events import StockWritten
from app.inventory.models import Stock
from app.inventory.rules import MAX_ON_HAND
from app.inventory.service import Pair, with_bundles

_TABLE: Final = table_of(Stock)
_stock: Final = _TABLE.c

_PAIRS: Final = (
    func.unnest(array_parameter("warehouse_ids", Uuid()), array_parameter("variant_ids", Uuid()))
    .table_valued("warehouse_id", "variant_id")
    .render_derived()
)
_ROWS: Final = (
    func.unnest(
        array_parameter("warehouse_ids", Uuid()),
        array_parameter("variant_ids", Uuid()),
        array_parameter("quantities", Integer()),
    )
    .table_valued("warehouse_id", "variant_id", "quantity")
    .render_derived()
)
_STORED: Final = select(_stock.warehouse_id, _stock.variant_id, _stock.on_hand, _stock.reserved).where(
    tuple_(_stock.warehouse_id, _stock.variant_id).in_(select(_PAIRS.c.warehouse_id, _PAIRS.c.variant_id))
)
_INSERT: Final = (
    insert(_TABLE)
    .from_select(
        ["warehouse_id", "variant_id", "on_hand", "reserved"],
        select(_ROWS.c.warehouse_id, _ROWS.c.variant_id, _ROWS.c.quantity, literal(0)),
    )
    .on_conflict_do_nothing()
    .returning(_stock.warehouse_id, _stock.variant_id)
)


@dataclass(frozen=True)
class Counted:
    """What counting came to."""

    changed: set[Pair] = field(default_factory=set)
    reserved: dict[Pair, int] = field(default_factory=dict)
    """Of those that stay as they are: fewer pieces were counted than are held for orders."""


async def set_on_hand(
    session: AsyncSession,
    viewer: Viewer,
    counted: Mapping[Pair, int],
    reason: str,
    *,
    new_variants: Collection[UUID] = frozenset(),
) -> Counted:
    """Let so many pieces stand there, from 0 to `MAX_ON_HAND`, wherever that is not less than what is reserved.

    Where there have never been any and none are counted, nothing is written. Records one audit entry for each
    warehouse and one `StockWritten`. `new_variants` were made by this transaction: nobody else knows them yet, so they
    are in no warehouse.
    """
    if not all(0 <= quantity <= MAX_ON_HAND for quantity in counted.values()):
        raise ValueError("a quantity is more than a warehouse holds")
    made = {pair: quantity for pair, quantity in counted.items() if quantity and pair[1] in new_variants}
    if made:
        pieces = [(variant_id, warehouse_id, quantity, 0) for (warehouse_id, variant_id), quantity in made.items()]
        await copy_in(session, _TABLE, ("variant_id", "warehouse_id", "on_hand", "reserved"), pieces)
    known = [pair for pair in counted if pair[1] not in new_variants]
    before = {
        (warehouse_id, variant_id): on_hand
        for warehouse_id, variant_id, on_hand, _ in (await session.execute(_STORED, _split(known)) if known else ())
    }
    new = {pair: counted[pair] for pair in known if counted[pair] and pair not in before}
    changed: set[Pair] = set(made)
    if new:
        rows = await session.execute(
            _INSERT, {**_split(sorted(new)), "quantities": [new[pair] for pair in sorted(new)]}
        )
        changed |= {(warehouse_id, variant_id) for warehouse_id, variant_id in rows}
    differing = [
        pair
        for pair in known
        if pair not in changed and (pair in before or pair in new) and before.get(pair) != counted[pair]
    ]
    locked = await lock_pairs(session, Stock, (Stock.warehouse_id, Stock.variant_id), differing) if differing else []
    reserved = {}
    for row in locked:
        pair = (row.warehouse_id, row.variant_id)
        before[pair] = row.on_hand
        if counted[pair] < row.reserved:
            reserved[pair] = row.reserved
        elif counted[pair] != row.on_hand:
            row.on_hand = counted[pair]
            changed.add(pair)
    await session.flush()
    await _note(session, viewer, changed, before, counted, reason)
    if changed:
        variants = await with_bundles(session, {variant_id for _, variant_id in changed})
        await record(session, StockWritten(WHOLE_SHOP, tuple(variants)))
    return Counted(changed, reserved)


async def compare_on_hand(session: AsyncSession, counted: Mapping[Pair, int]) -> Counted:
    """What `set_on_hand` would come to now. Nothing is written or locked, so that nobody's checkout waits for it."""
    rows = await session.execute(_STORED, _split(list(counted)))
    stored = {(warehouse_id, variant_id): (on_hand, held) for warehouse_id, variant_id, on_hand, held in rows}
    reserved = {pair: held for pair, (_, held) in stored.items() if counted[pair] < held}
    changed = {
        pair for pair, quantity in counted.items() if pair not in reserved and stored.get(pair, (0, 0))[0] != quantity
    }
    return Counted(changed, reserved)


async def _note(
    session: AsyncSession,
    viewer: Viewer,
    changed: set[Pair],
    before: Mapping[Pair, int],
    counted: Mapping[Pair, int],
    reason: str,
) -> None:
    """`before` and `after` of the audit log: pieces by variant, for each warehouse."""
    for warehouse_id in sorted({warehouse_id for warehouse_id, _ in changed}):
        own = sorted(pair for pair in changed if pair[0] == warehouse_id)
        after: dict[str, Any] = {str(pair[1]): counted[pair] for pair in own}
        await record_change(
            session,
            viewer,
            "inventory.stock_counted",
            "warehouse",
            warehouse_id,
            before={"on_hand": {str(pair[1]): before.get(pair, 0) for pair in own}},
            after={"on_hand": after, "reason": reason},
        )


def _split(pairs: list[Pair]) -> dict[str, list[UUID]]:
    return {"warehouse_ids": [pair[0] for pair in pairs], "variant_ids": [pair[1] for pair in pairs]}
