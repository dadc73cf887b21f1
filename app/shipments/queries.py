"""Reads of shipments."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, any_, bindparam, select

from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.shipments.codes import TrackingActor, TrackingCode
from app.shipments.models import Shipment, ShipmentEvent
from app.shipments.rules import happened

_shipment = table_of(Shipment).c
_event = table_of(ShipmentEvent).c


class ShipmentRow(NamedTuple):
    """A parcel."""

    id: UUID
    order_id: UUID
    delivery_id: UUID
    carrier_id: UUID
    tracking_number: str
    status: TrackingCode
    earliest_on: date
    latest_on: date
    estimate_reasons: list[str]


class ShipmentEventRow(NamedTuple):
    """Something that happened to a parcel."""

    id: UUID
    shipment_id: UUID
    code: TrackingCode
    actor: TrackingActor
    raw_code: str
    raw_text: str
    place: str | None
    country_code: str | None
    occurred_at: datetime
    time_zone: str | None


class TrackedShipment(NamedTuple):
    """A parcel that a carrier speaks of, and the order that it is of."""

    id: UUID
    order_id: UUID
    tracking_number: str


def _shipments() -> Select[Any]:
    return select(*(_shipment[name] for name in ShipmentRow._fields))


shipments_by_id = Read(_shipments().where(_shipment.id == any_(array_parameter("ids", Uuid()))), ShipmentRow)

_of_orders = Read(
    _shipments()
    .where(_shipment.order_id == any_(array_parameter("order_ids", Uuid())))
    .order_by(_shipment.created_at, _shipment.id),
    ShipmentRow,
)
_events = Read(
    select(*(_event[name] for name in ShipmentEventRow._fields)).where(
        _event.shipment_id == any_(array_parameter("shipment_ids", Uuid()))
    ),
    ShipmentEventRow,
)
_by_number = Read(
    select(_shipment.id, _shipment.order_id, _shipment.tracking_number)
    .where(
        _shipment.carrier_id == bindparam("carrier_id", type_=Uuid()),
        _shipment.tracking_number == any_(array_parameter("tracking_numbers", Text())),
    )
    .order_by(_shipment.order_id, _shipment.id),
    TrackedShipment,
)


async def shipments_of_orders(database: Database, order_ids: Sequence[UUID]) -> dict[UUID, list[ShipmentRow]]:
    """The shipments of each order that was asked for, in the order in which they were made."""
    found: dict[UUID, list[ShipmentRow]] = {order_id: [] for order_id in order_ids}
    if found:
        for row in await _of_orders.all(database, order_ids=list(found)):
            found[row.order_id].append(row)
    return found


async def events_of_shipments(database: Database, shipment_ids: Sequence[UUID]) -> dict[UUID, list[ShipmentEventRow]]:
    """The events of each shipment that was asked for, the one that happened last first."""
    found: dict[UUID, list[ShipmentEventRow]] = {shipment_id: [] for shipment_id in shipment_ids}
    if found:
        rows = await _events.all(database, shipment_ids=list(found))
        for row in sorted(rows, key=lambda row: happened(row.occurred_at, row.code), reverse=True):
            found[row.shipment_id].append(row)
    return found


async def tracked_shipments(
    database: Database, carrier_id: UUID, tracking_numbers: Sequence[str]
) -> list[TrackedShipment]:
    """The shipments that have these numbers with this carrier, by order."""
    return await _by_number.all(database, carrier_id=carrier_id, tracking_numbers=list(tracking_numbers))
