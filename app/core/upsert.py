"""Writing rows by what names them (a code, a slug), so that the same definition written twice changes nothing.

A row that is already as it should be is left alone: no new version of it is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Table, or_, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app.core.ids import new_id
from app.core.reads import table_of


class Written(Enum):
    """What writing something by what names it came to."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


Values = Mapping[str, Any]
"""By column, in a form that the column takes: no default is filled in."""


async def upsert_row(session: AsyncSession, model: type[SQLModel], key: Sequence[str], values: Values) -> UUID:
    """Write the one row that has this key, and give its id: a new one, or the one that it has had before."""
    table = table_of(model)
    statement = _upsert(table, key, values).returning(table.c.id)
    written: UUID | None = (await session.execute(statement, {"id": new_id(), **values})).scalar_one_or_none()
    if written is not None:
        return written
    as_it_was = select(table.c.id).where(*(table.c[name] == values[name] for name in key))
    found: UUID = (await session.execute(as_it_was)).scalar_one()
    return found


async def upsert_rows(session: AsyncSession, model: type[SQLModel], key: Sequence[str], rows: Sequence[Values]) -> None:
    """Write rows, all with the same columns, each by its key."""
    if rows:
        await session.execute(_upsert(table_of(model), key, rows[0]), [dict(row) for row in rows])


def _upsert(table: Table, key: Sequence[str], columns: Iterable[str]) -> Insert:
    statement = insert(table)
    changeable = [name for name in columns if name != "id" and name not in key]
    if not changeable:
        return statement.on_conflict_do_nothing(index_elements=list(key))
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=list(key),
        set_={name: new[name] for name in changeable},
        where=or_(*(table.c[name].is_distinct_from(new[name]) for name in changeable)),
    )
