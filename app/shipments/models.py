"""Tables of shipments: parcels on their way, and every word a carrier said about them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class TrackingCode(DescribedEnum):
    """What happened to a parcel, whatever the carrier calls it."""

    CREATED = "CREATED", "The shipment was announced to the carrier."
    LABEL_CREATED = "LABEL_CREATED", "A label was made."
    PICKED_UP = "PICKED_UP", "The carrier has the parcel."
    IN_TRANSIT = "IN_TRANSIT", "The parcel is on its way."
    HANDED_OVER = "HANDED_OVER", "The parcel was handed to the next carrier."
    EXPORT_CLEARED = "EXPORT_CLEARED", "Export customs let the parcel go."
    IN_CUSTOMS = "IN_CUSTOMS", "The parcel is with customs of the destination."
    CUSTOMS_DELAY = "CUSTOMS_DELAY", "Customs hold the parcel longer than usual."
    IMPORT_CLEARED = "IMPORT_CLEARED", "Import customs let the parcel in."
    DUTY_DUE = "DUTY_DUE", "Duty has to be paid before delivery."
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY", "The parcel is on the delivery vehicle."
    DELIVERY_ATTEMPTED = "DELIVERY_ATTEMPTED", "Nobody could take the parcel."
    READY_FOR_PICKUP = "READY_FOR_PICKUP", "The parcel waits at a pick-up point."
    DELIVERED = "DELIVERED", "The parcel has arrived."
    RETURNED = "RETURNED", "The parcel went back to the sender."
    LOST = "LOST", "The carrier cannot find the parcel."
    DAMAGED = "DAMAGED", "The parcel was damaged."
    CANCELLED = "CANCELLED", "The shipment was called off."
    UNKNOWN = "UNKNOWN", "The carrier said something that has no code yet: see rawText."


class TrackingActor(DescribedEnum):
    """Who did it."""

    CARRIER = "CARRIER", "The carrier."
    CUSTOMS = "CUSTOMS", "A customs authority."
    MERCHANT = "MERCHANT", "The shop."


class Shipment(SQLModel, table=True):
    """A parcel. Its status is computed from all its events, so the order in which they arrive does not matter."""

    __tablename__ = "shipment"
    __table_args__ = (UniqueConstraint("carrier_id", "tracking_number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(sa_column_args=(ForeignKey("order.id"),), index=True)
    delivery_id: UUID | None = Field(default=None, sa_column_args=(ForeignKey("order_delivery.id"),))
    carrier_id: UUID = Field(sa_column_args=(ForeignKey("carrier.id"),))
    tracking_number: str
    status: TrackingCode = Field(sa_column=Column(enum_type(TrackingCode, "status"), nullable=False))
    earliest_at: datetime = timestamp()
    latest_at: datetime = timestamp()
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
    occurred_at: datetime = timestamp()
    time_zone: str | None = None
    """The IANA zone of the place, where the carrier tells it."""
    received_at: datetime = timestamp(now=True)
