"""Looking back into the outbox."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Text, Uuid, all_, and_, any_, bindparam, select

from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.events.models import OutboxEvent

_event = table_of(OutboxEvent).c


class PastEvent(NamedTuple):
    """What was recorded of an event."""

    type: str
    subject_id: UUID
    payload: dict[str, Any]
    """Its own fields, as JSON."""


class _EventId(NamedTuple):
    id: UUID


_has_occurred = and_(
    _event.occurred_at >= bindparam("moment", type_=TIMESTAMP(timezone=True)),
    _event.type == any_(array_parameter("types", Text())),
)
_ids_since = Read(select(_event.id).where(_has_occurred), _EventId)
_since = Read(
    select(_event.type, _event.subject_id, _event.payload)
    .distinct()
    .where(_has_occurred, _event.id != all_(array_parameter("known", Uuid()))),
    PastEvent,
)


async def events_since(
    database: Database, moment: datetime, types: Sequence[str], known: Collection[UUID] = ()
) -> list[PastEvent]:
    """The events of these types that occurred at this moment or later, but for those that are known, in no order; those
    that say the same, once."""
    return await _since.all(database, moment=moment, types=list(types), known=list(known))


async def event_ids_since(database: Database, moment: datetime, types: Sequence[str]) -> set[UUID]:
    """The ids of those that can be seen now: whoever reads the database after this sees what they tell of. One that
    occurs no later may still be committed after it."""
    return {row.id for row in await _ids_since.all(database, moment=moment, types=list(types))}
