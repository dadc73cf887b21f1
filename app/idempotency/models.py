"""Requests that must take effect once, whatever happens on the way."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import timestamp
from app.core.ids import new_id


class IdempotentRequest(SQLModel, table=True):
    """A key that a caller chose, what it was used for, and the thing that came of it."""

    __tablename__ = "idempotent_request"

    id: UUID = Field(default_factory=new_id)
    owner: str = Field(primary_key=True)
    """Who may repeat it: `cart:<id>` or `staff:<id>`."""
    key: str = Field(primary_key=True)
    operation: str
    request_hash: bytes
    """SHA-256 of the request: the same key with another body is an error."""
    result_id: UUID | None = None
    created_at: datetime = timestamp(now=True)
