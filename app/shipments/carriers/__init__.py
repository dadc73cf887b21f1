"""How the shop talks to carriers: one protocol, one adapter each."""

from app.shipments.carriers.protocol import (
    Carrier,
    CarrierReport,
    CarrierUnavailableError,
    MalformedCallbackError,
    Parcel,
    Stop,
)
from app.shipments.carriers.registry import Carriers

__all__ = [
    "Carrier",
    "CarrierReport",
    "CarrierUnavailableError",
    "Carriers",
    "MalformedCallbackError",
    "Parcel",
    "Stop",
]
