"""The table of products that the engine has yet to be told of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.core.columns import timestamp


class SearchBacklog(SQLModel, table=True):
    """A product that could not be indexed, because the engine was away."""

    __tablename__ = "search_backlog"
    __table_args__ = (Index("search_backlog_waits_since", "waits_since"),)

    product_id: UUID = Field(primary_key=True)
    """No foreign key: also what was deleted has to leave the index."""
    waits_since: datetime = timestamp()
    noted_at: datetime = timestamp()
    """When it was last put here: whoever has indexed it takes it out only if that has not moved on."""
