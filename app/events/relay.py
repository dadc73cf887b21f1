"""From one event to one job per listener."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pgqueuer.domain.models import Job
from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Database
from app.events.models import OutboxEvent
from app.jobs.queue import NewJob, enqueue_all, finish

Listeners = Mapping[str, tuple[str, ...]]
"""The names of the jobs that follow an event, by the event's type."""


async def relay(database: Database, job: Job, event_id: UUID, listeners: Listeners) -> None:
    """Enqueue a job for each listener of the event.

    The relay's own job ends in the same transaction, so a worker that is killed right after it leaves nothing to
    repeat. Should someone enqueue another relay of the event, the keys keep a waiting job from being doubled.
    """
    async with database.transaction() as session:
        if await finish(session, job):
            await _fan_out(session, event_id, listeners)


async def _fan_out(session: AsyncSession, event_id: UUID, listeners: Listeners) -> None:
    event = await session.get(OutboxEvent, event_id)
    if event is None:
        raise LookupError(f"the outbox has no event {event_id}: it must not be purged before its relay has run")
    payload = _payload(event)
    names = listeners.get(event.type, ())
    await enqueue_all(session, [NewJob(name, payload, key=f"{event_id}:{name}") for name in names])


def _payload(event: OutboxEvent) -> dict[str, Any]:
    envelope = {
        "event_id": event.id,
        "type": event.type,
        "subject_id": event.subject_id,
        "occurred_at": event.occurred_at,
    }
    return {**event.payload, **to_jsonable_python(envelope)}
