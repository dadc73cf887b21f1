"""Tables of identity: the tokens by which staff act."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Column, ForeignKey, Text
from sqlmodel import Field, SQLModel

from app.core.columns import timestamp
from app.core.ids import new_id


class StaffToken(SQLModel, table=True):
    """A bearer token, kept as a hash. Revoked tokens stay, so that the audit log keeps its names."""

    __tablename__ = "staff_token"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    token_hash: bytes = Field(unique=True)
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    created_at: datetime = timestamp(now=True)
    expires_at: datetime | None = timestamp(nullable=True)
    revoked_at: datetime | None = timestamp(nullable=True)
    last_used_at: datetime | None = timestamp(nullable=True)
    """To the minute, for people to see which tokens are needed."""
    replaced_by_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("staff_token.id"),))
    """The token that it was rotated to."""
