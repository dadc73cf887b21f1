"""The journey of a parcel, chosen by its tracking number, so that a test or a demonstration can ask for it.

Any number goes from the sender's depot over the sorting centres to the door, through customs where it crosses a customs
border. These words in a number, which may be combined, change that:

- `CUSTOMS`: held at customs, then duty is demanded, then let in (inside a customs union as well, for the show);
- `EXCEPTION`: the first delivery fails, the second succeeds;
- `LOST`: it is never seen again after the sorting centre of its destination.
"""

from datetime import timedelta
from typing import NamedTuple

from app.shipments.carriers.protocol import Parcel, Stop
from app.shipments.carriers.sandbox.places import doorstep, hub_of
from app.shipping import crosses_customs_border


class Step(NamedTuple):
    """Something that happens to a parcel, some time after it was announced."""

    after: timedelta
    raw_code: str
    raw_text: str
    stop: Stop


class _Leg(NamedTuple):
    hours: int
    """Since the step before."""
    raw_code: str
    raw_text: str
    stop: Stop


def journey_of(parcel: Parcel) -> tuple[Step, ...]:
    """Everything that will happen to the parcel, in order."""
    steps = []
    after = timedelta()
    for leg in _legs(parcel):
        after += timedelta(hours=leg.hours)
        steps.append(Step(after, leg.raw_code, leg.raw_text, leg.stop))
    return tuple(steps)


def _legs(parcel: Parcel) -> list[_Leg]:
    number = parcel.tracking_number
    abroad = crosses_customs_border(parcel.sent_from.country_code, parcel.sent_to.country_code)
    legs = _collection(parcel)
    if abroad:
        legs.append(_Leg(7, "XPC", "Export formalities completed", hub_of(parcel.sent_from.country_code)))
    legs.append(_Leg(22 if abroad else 11, "ARR", "Arrived at sorting centre", hub_of(parcel.sent_to.country_code)))
    if "LOST" in number:
        legs.append(_Leg(240, "LST", "Trace closed, item not located", hub_of(parcel.sent_to.country_code)))
        return legs
    if abroad or "CUSTOMS" in number:
        legs += _customs(parcel, held="CUSTOMS" in number)
    return [*legs, *_delivery(parcel, fails="EXCEPTION" in number)]


def _collection(parcel: Parcel) -> list[_Leg]:
    depot, hub = parcel.sent_from, hub_of(parcel.sent_from.country_code)
    return [
        _Leg(0, "MAN", "Shipment data received from sender", depot),
        _Leg(5, "PUP", "Item collected from sender", depot),
        _Leg(6, "DEP", "Departed from sorting centre", hub),
    ]


def _customs(parcel: Parcel, *, held: bool) -> list[_Leg]:
    hub = hub_of(parcel.sent_to.country_code)
    hold = [
        _Leg(20, "CHD", "Held: description of contents insufficient, documents requested", hub),
        _Leg(30, "CDU", "Import duty and tax assessed, payment required from receiver", hub),
    ]
    return [
        _Leg(3, "CIN", "Presented to import customs", hub),
        *(hold if held else ()),
        _Leg(26, "CRL", "Released by import customs", hub),
        _Leg(4, "HND", "Handed over to delivery partner", hub),
    ]


def _delivery(parcel: Parcel, *, fails: bool) -> list[_Leg]:
    door = doorstep(parcel.sent_to)
    first_round = [
        _Leg(14, "OFD", "With courier for delivery", door),
        _Leg(5, "NDL", "Delivery attempted, receiver absent, card left", door),
    ]
    return [
        *(first_round if fails else ()),
        _Leg(19, "OFD", "With courier for delivery", door),
        _Leg(4, "DLV", "Delivered, signed for by receiver", door),
    ]
