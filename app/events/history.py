"""Looking back into the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Text, any_, bindparam, select

from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.events.models import OutboxEvent

_event = table_of(OutboxEvent).c


class _Subject(NamedTuple):
    type: str
    subject_id: UUID


_since = Read(
    select(_event.type, _event.subject_id)
    .distinct()
    .where(
        _event.occurred_at >= bindparam("moment", type_=TIMESTAMP(timezone=True)),
        _event.type == any_(array_parameter("types", Text())),
    ),
    _Subject,
)


async def subjects_since(database: Database, moment: datetime, types: Sequence[str]) -> dict[str, list[UUID]]:
    """What events of these types, that occurred at this moment or later, were about: the subjects by type."""
    found: dict[str, list[UUID]] = {}
    for row in await _since.all(database, moment=moment, types=list(types)):
        found.setdefault(row.type, []).append(row.subject_id)
    return found
