"""What happens to shipments. The subject of each event is the order, so that whoever follows an order hears of it."""

from dataclasses import dataclass
from uuid import UUID

from app.events import Event
from app.shipments.codes import TrackingCode


@dataclass(frozen=True)
class ShipmentCreated(Event):
    """Goods of the order have left, as this shipment."""

    shipment_id: UUID


@dataclass(frozen=True)
class ShipmentUpdated(Event):
    """A carrier said something new about this shipment, which has this status now."""

    shipment_id: UUID
    status: TrackingCode
