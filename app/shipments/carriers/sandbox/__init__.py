"""The sandbox carrier: it moves no parcels, for development, demonstrations and tests.

A parcel gets a whole journey, chosen by its tracking number (see `journeys`), with this carrier's own codes, places and
times. It has its own books and writes them in its own transactions, and reports by signed HTTP callbacks.
"""

from app.shipments.carriers.sandbox.carrier import STEP_JOB, SandboxCarrier
from app.shipments.carriers.sandbox.commands import (
    UnknownSandboxParcelError,
    advance,
    deliver_journey,
    find_scans,
)
from app.shipments.carriers.sandbox.messages import CARRIER_CODE
from app.shipments.carriers.sandbox.models import SandboxScan

__all__ = [
    "CARRIER_CODE",
    "STEP_JOB",
    "SandboxCarrier",
    "SandboxScan",
    "UnknownSandboxParcelError",
    "advance",
    "deliver_journey",
    "find_scans",
]
