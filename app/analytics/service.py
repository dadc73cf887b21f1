"""Writes of analytics. They take the session, and do not commit."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app.analytics.models import SearchDay, SearchProductDay, SearchQueryDay, SeenSearchEvent
from app.analytics.rules.counting import Added
from app.core.reads import table_of
from app.jobs import enqueue

PURGE_JOB: Final = "analytics.purge"
KEPT_DAYS: Final = 400
"""A year, and some weeks to compare it with."""
_PURGE_PERIOD: Final = timedelta(days=1)
_SEEN: Final = table_of(SeenSearchEvent)


async def see_events(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Remember these ids, and give those that are new. Two that are sent at once take turns, in the ids' order."""
    if not ids:
        return set()
    statement = insert(_SEEN).values([{"id": each} for each in sorted(ids)]).on_conflict_do_nothing()
    return set((await session.execute(statement.returning(_SEEN.c.id))).scalars())


async def add_counts(session: AsyncSession, added: Added) -> None:
    """Let the counts grow. Rows are written in the order of their keys, so that no two senders wait for each other."""
    await _add(session, SearchDay, added.days)
    await _add(session, SearchQueryDay, added.queries)
    await _add(session, SearchProductDay, added.products)


async def plan_purge(session: AsyncSession) -> None:
    """Forget in a day what is to be forgotten by then."""
    await enqueue(session, PURGE_JOB, {}, delay=_PURGE_PERIOD, key=PURGE_JOB)


async def purge(session: AsyncSession, now: datetime, seen_for: timedelta) -> int:
    """Forget the ids of events that are older than they can be sent again, and the counts whose time is over. Says how
    many rows went."""
    gone = [await session.execute(delete(_SEEN).where(_SEEN.c.seen_at < now - seen_for).returning(_SEEN.c.id))]
    first = now.date() - timedelta(days=KEPT_DAYS)
    for model in (SearchDay, SearchQueryDay, SearchProductDay):
        table = table_of(model)
        gone.append(await session.execute(delete(table).where(table.c.day < first).returning(table.c.day)))
    return sum(len(result.all()) for result in gone)


async def _add(session: AsyncSession, model: type[SQLModel], added: Mapping[Any, Counter[str]]) -> None:
    if not added:
        return
    table = table_of(model)
    counts = [column.name for column in table.columns if not column.primary_key]
    rows = [key._asdict() | {name: added[key][name] for name in counts} for key in sorted(added)]
    statement = insert(table).values(rows)
    new = statement.excluded
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key), set_={name: table.c[name] + new[name] for name in counts}
        )
    )


async def is_first_of_day(session: AsyncSession, day: date) -> bool:
    """Whether nothing of this day is counted yet."""
    found = await session.execute(table_of(SearchDay).select().where(table_of(SearchDay).c.day == day).limit(1))
    return found.first() is None
