"""The sandbox carrier's own books. Nobody but the carrier reads them: the shop hears of a parcel by callbacks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import timestamp
from app.core.ids import new_id


class SandboxParcel(SQLModel, table=True):
    """A parcel that was announced to the carrier."""

    __tablename__ = "sandbox_parcel"

    tracking_number: str = Field(primary_key=True)
    from_country_code: str
    from_city: str | None = None
    from_time_zone: str | None = None
    to_country_code: str
    to_city: str | None = None
    moves_by_itself: bool
    """Whether its journey goes on without anybody asking."""
    announced_at: datetime = timestamp()


class SandboxScan(SQLModel, table=True):
    """A step of the journey that has been taken. The id is the carrier's id of the report about it."""

    __tablename__ = "sandbox_scan"
    __table_args__ = (UniqueConstraint("tracking_number", "position"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    tracking_number: str = Field(sa_column_args=(ForeignKey("sandbox_parcel.tracking_number"),))
    position: int
    """Which step of the journey it is, from 0."""
    raw_code: str
    raw_text: str
    country_code: str
    city: str | None = None
    time_zone: str | None = None
    occurred_at: datetime = timestamp()
    reported_at: datetime | None = timestamp(nullable=True)
    """When the shop acknowledged a callback about it."""
