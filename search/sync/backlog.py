"""Products that wait for the engine to come back.

While it is away, a job that would index a product notes it here and ends: no job fails over and over, however long it
takes, and one job looks whether the engine is back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import utc_now
from app.core.db import Database
from app.core.reads import Read, table_of
from search.sync.models import SearchBacklog

_TABLE: Final = table_of(SearchBacklog)


class Waiting(NamedTuple):
    """A product that waits."""

    product_id: UUID
    noted_at: datetime


class BacklogState(NamedTuple):
    """How much waits, and since when."""

    products: int
    since: datetime | None


_OLDEST: Final = Read(
    select(_TABLE.c.product_id, _TABLE.c.noted_at).order_by(_TABLE.c.noted_at).limit(bindparam("limit")), Waiting
)
_COUNTED: Final[tuple[Any, ...]] = (func.count().label("products"), func.min(_TABLE.c.waits_since).label("since"))
_STATE: Final = Read(select(*_COUNTED).select_from(_TABLE), BacklogState)


async def note(session: AsyncSession, product_ids: Sequence[UUID]) -> None:
    """Have these products indexed when the engine is back."""
    now = utc_now()
    for start in range(0, len(product_ids), 1000):
        rows = [
            {"product_id": product_id, "waits_since": now, "noted_at": now}
            for product_id in sorted(product_ids[start : start + 1000])
        ]
        statement = insert(_TABLE).values(rows)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=[_TABLE.c.product_id], set_={"noted_at": statement.excluded.noted_at}
            )
        )


async def oldest(database: Database, limit: int) -> list[Waiting]:
    """Those that were noted longest ago: what fails is noted again, and does not stand in the way of the others."""
    return await _OLDEST.all(database, limit=limit)


async def done(session: AsyncSession, indexed: Sequence[Waiting]) -> None:
    """These need not wait any more, but for those that were noted again since they were read."""
    pairs = [(waiting.product_id, waiting.noted_at) for waiting in indexed]
    await session.execute(delete(_TABLE).where(tuple_(_TABLE.c.product_id, _TABLE.c.noted_at).in_(pairs)))


async def backlog_state(database: Database) -> BacklogState:
    """How much waits now."""
    (state,) = await _STATE.all(database)
    return state
