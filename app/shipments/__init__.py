"""Parcels on their way. Owns shipments, what carriers say about them, and the adapters that carriers are reached by.

Invariants: a delivery of an order is sent as one shipment; a carrier's number belongs to one shipment; a report is kept
once; status and estimate follow from the set of the events, whenever they arrived; an order is delivered when it is
shipped and all its shipments are.
"""

from app.shipments.carriers import Carriers, MalformedCallbackError
from app.shipments.codes import TrackingActor, TrackingCode
from app.shipments.commands import (
    REGISTER_JOB,
    NewShipment,
    ShipmentMade,
    create_shipment,
    receive_callback,
    receive_reports,
)
from app.shipments.errors import ShipmentErrorCode, UnknownCarrierError, UnknownParcelError, UnsentDeliveries
from app.shipments.events import ShipmentCreated, ShipmentUpdated
from app.shipments.queries import (
    ShipmentEventRow,
    ShipmentRow,
    events_of_shipments,
    shipments_by_id,
    shipments_of_orders,
)
from app.shipments.rules import SHIPMENT_EVENT_ID, SHIPMENT_ID, is_coming
from app.shipments.texts import local_time

__all__ = [
    "REGISTER_JOB",
    "SHIPMENT_EVENT_ID",
    "SHIPMENT_ID",
    "Carriers",
    "MalformedCallbackError",
    "NewShipment",
    "ShipmentCreated",
    "ShipmentErrorCode",
    "ShipmentEventRow",
    "ShipmentMade",
    "ShipmentRow",
    "ShipmentUpdated",
    "TrackingActor",
    "TrackingCode",
    "UnknownCarrierError",
    "UnknownParcelError",
    "UnsentDeliveries",
    "create_shipment",
    "events_of_shipments",
    "is_coming",
    "local_time",
    "receive_callback",
    "receive_reports",
    "shipments_by_id",
    "shipments_of_orders",
]
