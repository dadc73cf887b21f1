"""The audit log: who changed what, when, from what to what. Append-only: a trigger refuses UPDATE and DELETE."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import document, timestamp
from app.core.ids import new_id


class AuditEntry(SQLModel, table=True):
    """One change by one member of staff."""

    __tablename__ = "audit_entry"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime = timestamp(now=True)
    actor_token_id: UUID | None = None
    actor_name: str
    action: str
    subject_type: str
    subject_id: UUID = Field(index=True)
    before: dict[str, Any] | None = document(nullable=True)
    after: dict[str, Any] | None = document(nullable=True)
