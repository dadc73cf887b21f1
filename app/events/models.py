"""The outbox: facts in the past tense, written in the transaction of the change they tell of."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import document, timestamp
from app.core.ids import new_id


class OutboxEvent(SQLModel, table=True):
    """One fact about one subject. Rows are never changed; how far each listener is, the job queue knows."""

    __tablename__ = "outbox_event"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    type: str
    subject_id: UUID = Field(index=True)
    payload: dict[str, Any] = document()
    occurred_at: datetime = timestamp(now=True)
