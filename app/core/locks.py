"""Rows are locked in one order, so that no two transactions wait for each other.

The order: setup → exchange rates → sorting of the catalog → idempotency key → cart → checkout attempt → order → payment
→ shipment → category or collection → product → stock (by warehouse and variant).
Every lock is taken here; `service.py` files call these and never write FOR UPDATE themselves.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

Row = TypeVar("Row", bound=SQLModel)

_SORTING: Final = 0x74726565
"""`tree`, in the database's own space of advisory locks: the one that the triggers of migration 0004 take."""
_SETUP: Final = 0x73657475
"""`setu`, in the same space: who sets the shop up does so alone."""
_RATES: Final = 0x72617465
"""`rate`, in the same space: who moves exchange rates does so alone."""


async def lock_row(session: AsyncSession, model: type[Row], *conditions: Any) -> Row | None:
    """The one row that meets the conditions, locked until the transaction ends; None where there is none."""
    statement = select(model).where(*conditions).with_for_update().execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one_or_none()


async def lock_pairs(
    session: AsyncSession, model: type[Row], columns: tuple[Any, Any], pairs: Iterable[tuple[UUID, UUID]]
) -> Sequence[Row]:
    """The rows of these pairs of keys, locked in the order of the keys, whatever order was asked for."""
    first, second = col(columns[0]), col(columns[1])
    statement = (
        select(model)
        .where(tuple_(first, second).in_(sorted(set(pairs))))
        .order_by(first, second)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().all()


async def lock_sorting(session: AsyncSession) -> None:
    """Keep products, the tree of categories and the rules of collections still until this transaction ends.

    For whoever changes what products are sorted by. Take it before any row: whoever writes products holds the other
    side of it (`hold_sorting`), and so neither sees half of what the other does.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_SORTING)))


async def hold_sorting(session: AsyncSession) -> None:
    """Keep the tree of categories and the rules of collections still until this transaction ends.

    For whoever writes products and sorts them; many can at once. Take it before any row.
    """
    await session.execute(select(func.pg_advisory_xact_lock_shared(_SORTING)))


async def lock_setup(session: AsyncSession) -> None:
    """Until the transaction ends, nobody else changes languages, markets, channels, price lists or warehouses: what is
    to be written is checked against all that is there."""
    await session.execute(select(func.pg_advisory_xact_lock(_SETUP)))


async def lock_rates(session: AsyncSession) -> None:
    """Until the transaction ends, nobody else moves effective exchange rates or says which are used."""
    await session.execute(select(func.pg_advisory_xact_lock(_RATES)))


async def lock_in_order(session: AsyncSession, columns: Sequence[Any], *conditions: Any, by: Any) -> Sequence[Any]:
    """These columns of all rows that meet the conditions, locked in the order of `by`, whatever order was asked for."""
    statement = select(*columns).where(*conditions).order_by(by).with_for_update()
    return (await session.execute(statement)).all()
