"""Writing an event."""

from sqlalchemy import func, insert
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
        .returning(func.pg_notify(CHANNEL, f"{event.type} {event.subject_id}"))
    )
    await enqueue(session, RELAY_JOB, {"event_id": event_id})
