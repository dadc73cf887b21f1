"""The sandbox carrier's own codes, and what they are in the shop's."""

from collections.abc import Mapping
from typing import Final

from app.shipments.codes import TrackingActor, TrackingCode

_CARRIER: Final = TrackingActor.CARRIER
_CUSTOMS: Final = TrackingActor.CUSTOMS

_MEANINGS: Final[Mapping[str, tuple[TrackingCode, TrackingActor]]] = {
    "MAN": (TrackingCode.LABEL_CREATED, TrackingActor.MERCHANT),
    "PUP": (TrackingCode.PICKED_UP, _CARRIER),
    "DEP": (TrackingCode.IN_TRANSIT, _CARRIER),
    "ARR": (TrackingCode.IN_TRANSIT, _CARRIER),
    "HND": (TrackingCode.HANDED_OVER, _CARRIER),
    "XPC": (TrackingCode.EXPORT_CLEARED, _CUSTOMS),
    "CIN": (TrackingCode.IN_CUSTOMS, _CUSTOMS),
    "CHD": (TrackingCode.CUSTOMS_DELAY, _CUSTOMS),
    "CDU": (TrackingCode.DUTY_DUE, _CUSTOMS),
    "CRL": (TrackingCode.IMPORT_CLEARED, _CUSTOMS),
    "OFD": (TrackingCode.OUT_FOR_DELIVERY, _CARRIER),
    "NDL": (TrackingCode.DELIVERY_ATTEMPTED, _CARRIER),
    "PKS": (TrackingCode.READY_FOR_PICKUP, _CARRIER),
    "DLV": (TrackingCode.DELIVERED, _CARRIER),
    "RTS": (TrackingCode.RETURNED, _CARRIER),
    "LST": (TrackingCode.LOST, _CARRIER),
    "DMG": (TrackingCode.DAMAGED, _CARRIER),
    "VOI": (TrackingCode.CANCELLED, TrackingActor.MERCHANT),
}


def meaning_of(raw_code: str) -> tuple[TrackingCode, TrackingActor]:
    """The code and the actor of a raw code, in capitals or not. What is not in the list is UNKNOWN, by the carrier."""
    return _MEANINGS.get(raw_code.strip().upper(), (TrackingCode.UNKNOWN, _CARRIER))
