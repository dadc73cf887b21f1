"""Tables of shipments: parcels on their way, and every word a carrier said about them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, timestamp
from app.core.ids import new_id
from app.shipments.codes import TrackingActor, TrackingCode


class Shipment(SQLModel, table=True):
    """A parcel. Its status is computed from all its events, so the order in which they arrive does not matter."""

    __tablename__ = "shipment"
    __table_args__ = (UniqueConstraint("carrier_id", "tracking_number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(sa_column_args=(ForeignKey("order.id"),), index=True)
    delivery_id: UUID = Field(sa_column_args=(ForeignKey("order_delivery.id"),), unique=True)
    """What it carries: a delivery is sent once."""
    carrier_id: UUID = Field(sa_column_args=(ForeignKey("carrier.id"),))
    tracking_number: str
    status: TrackingCode = Field(sa_column=Column(enum_type(TrackingCode, "status"), nullable=False))
    promised_earliest_on: date
    promised_latest_on: date
    promised_reasons: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    """The days that the shopper bought with: what events say is counted from them."""
    earliest_on: date
    latest_on: date
    estimate_reasons: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    """The days of the delivery as of the events so far."""
    created_at: datetime = timestamp(now=True)
    version: int = 1


class ShipmentEvent(SQLModel, table=True):
    """One report of a carrier, kept once under the carrier's own id, with its own words beside the code."""

    __tablename__ = "shipment_event"
    __table_args__ = (UniqueConstraint("shipment_id", "external_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    shipment_id: UUID = Field(sa_column_args=(ForeignKey("shipment.id"),))
    external_id: str
    code: TrackingCode = Field(sa_column=Column(enum_type(TrackingCode, "code"), nullable=False))
    actor: TrackingActor = Field(sa_column=Column(enum_type(TrackingActor, "actor"), nullable=False))
    raw_code: str
    raw_text: str
    place: str | None = None
    """A city or a facility, as the carrier writes it."""
    country_code: str | None = None
    """The country of the place: ISO 3166-1 alpha-2."""
    occurred_at: datetime = timestamp()
    time_zone: str | None = None
    """The IANA zone of the place, where the carrier tells it."""
    received_at: datetime = timestamp(now=True)
