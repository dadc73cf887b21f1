"""Looking back into the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Text, any_, bindparam, select

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


_since = Read(
    select(_event.type, _event.subject_id, _event.payload)
    .distinct()
    .where(
        _event.occurred_at >= bindparam("moment", type_=TIMESTAMP(timezone=True)),
        _event.type == any_(array_parameter("types", Text())),
    ),
    PastEvent,
)


async def events_since(database: Database, moment: datetime, types: Sequence[str]) -> list[PastEvent]:
    """The events of these types that occurred at this moment or later, in no order; those that say the same, once."""
    return await _since.all(database, moment=moment, types=list(types))
