"""Rows are locked in one order, so that no two transactions wait for each other.

The order: idempotency key → cart → checkout attempt → order → payment → shipment → product → stock (by warehouse and
variant).
Every lock is taken here; `service.py` files call these and never write FOR UPDATE themselves.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

Row = TypeVar("Row", bound=SQLModel)


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
