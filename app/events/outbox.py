"""Telling of an event: written down for listeners, or only said aloud."""

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import utc_now
from app.core.ids import new_id
from app.core.reads import table_of
from app.events.event import Event
from app.events.models import OutboxEvent
from app.jobs import enqueue

RELAY_JOB = "events.relay"
CHANNEL = "tradewind_events"
"""The channel of NOTIFY. A notice reads `<type> <subject id>`, and is sent when the transaction commits."""

_OUTBOX = table_of(OutboxEvent)


async def record(session: AsyncSession, event: Event) -> None:
    """Write the fact into the outbox. Its listeners run, and open connections hear of it, once it is committed."""
    event_id = new_id()
    await session.execute(
        insert(_OUTBOX)
        .values(
            id=event_id,
            type=event.type,
            subject_id=event.subject_id,
            payload=event.payload(),
            occurred_at=utc_now(),
        )
        .returning(func.pg_notify(CHANNEL, event.notice))
    )
    await enqueue(session, RELAY_JOB, {"event_id": event_id})


async def announce(session: AsyncSession, event: Event) -> None:
    """Let open connections hear of the event once this transaction has committed, and write nothing down.

    For what only caches need to know: nobody can look back for it, and no listener runs. The same event announced
    twice in a transaction is heard once.
    """
    await session.execute(select(func.pg_notify(CHANNEL, event.notice)))
