"""Reads of the audit log."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Integer, Text, Uuid, any_, bindparam, or_, select

from app.audit.models import AuditEntry
from app.core.reads import Read, array_parameter, table_of

_entry = table_of(AuditEntry).c


class AuditRow(NamedTuple):
    """One change by one member of staff."""

    id: UUID
    at: datetime
    actor_token_id: UUID | None
    actor_name: str
    action: str
    subject_type: str
    subject_id: UUID
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def _given(name: str, kind: Any, column: Any, *, since: bool = False) -> Any:
    asked = bindparam(name, type_=kind)
    return or_(asked.is_(None), column >= asked if since else column == asked)


audit_page = Read(
    select(*(_entry[name] for name in AuditRow._fields))
    .where(
        _given("subject_id", Uuid(), _entry.subject_id),
        _given("actor", Text(), _entry.actor_name),
        _given("actor_token_id", Uuid(), _entry.actor_token_id),
        _given("action", Text(), _entry.action),
        _given("since", TIMESTAMP(timezone=True), _entry.at, since=True),
        or_(bindparam("after", type_=Uuid()).is_(None), _entry.id < bindparam("after", type_=Uuid())),
    )
    .order_by(_entry.id.desc())
    .limit(bindparam("limit", type_=Integer())),
    AuditRow,
)
"""The latest first, behind an id or (None) from the start. Of each filter, None is any."""
audit_entries_by_ids = Read(
    select(*(_entry[name] for name in AuditRow._fields)).where(_entry.id == any_(array_parameter("ids", Uuid()))),
    AuditRow,
)
