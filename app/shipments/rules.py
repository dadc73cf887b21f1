"""What the events of a parcel amount to: its status and when it will arrive.

Carriers report twice, late and out of order. So both are computed from the set of all events, by when they happened and
never by when they were heard of: the same events give the same answer, in whatever order they arrived.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from app.core.ids import IdKind
from app.shipments.codes import TrackingCode
from app.shipping import DeliveryEstimate, EstimateReason

SHIPMENT_ID: Final = IdKind("shipment")
SHIPMENT_EVENT_ID: Final = IdKind("shipment_event")

_PREPARATION: Final = frozenset({TrackingCode.CREATED, TrackingCode.LABEL_CREATED})
_END: Final = frozenset({TrackingCode.DELIVERED, TrackingCode.RETURNED, TrackingCode.CANCELLED})
_NOT_COMING: Final = frozenset({TrackingCode.RETURNED, TrackingCode.CANCELLED, TrackingCode.LOST, TrackingCode.DAMAGED})
_NOT_LET_GO: Final = frozenset(
    {TrackingCode.IN_CUSTOMS, TrackingCode.CUSTOMS_DELAY, TrackingCode.DUTY_DUE, TrackingCode.UNKNOWN}
)
"""What is said of a parcel while customs have it."""

_COURSE: Final = {code: position for position, code in enumerate(TrackingCode)}
"""The usual course of a journey decides between events of the same moment."""

CUSTOMS_HOLD: Final = timedelta(days=5)
"""What a hold at customs adds to an estimate while nobody knows when it ends."""
DUTY_PAYMENT: Final = timedelta(days=2)
"""What a demand for duty adds until the parcel is let in."""
NEXT_ATTEMPT: Final = timedelta(days=3)
"""Within these days a parcel that nobody took is brought again; a Sunday may lie between."""
_DAY: Final = timedelta(days=1)


class TrackedEvent(NamedTuple):
    """What a status and an estimate are computed from."""

    occurred_at: datetime
    code: TrackingCode
    day: date
    """The day on which it happened at its place."""


def status_of(events: Iterable[TrackedEvent]) -> TrackingCode:
    """The status of a parcel with these events.

    The end of a journey (delivered, returned, cancelled) outweighs what else is said, and a journey outweighs its
    preparation, because clocks differ and labels are announced late. Otherwise the latest event counts. What has no
    code changes nothing.
    """
    known = [event for event in _in_order(events) if event.code is not TrackingCode.UNKNOWN]
    ends = [event for event in known if event.code in _END]
    travels = [event for event in known if event.code not in _PREPARATION]
    decisive = ends or travels or known
    return decisive[-1].code if decisive else TrackingCode.CREATED


def estimate_of(promise: DeliveryEstimate, events: Iterable[TrackedEvent]) -> DeliveryEstimate:
    """When a parcel with these events arrives, counted from what was promised at the sale.

    A delay at customs pushes the latest day by as many days as it took, or may take; a demand for duty and a failed
    delivery push it too, each with its reason. On the delivery vehicle the parcel arrives that day; a delivered one has
    arrived on its day, for no reason.
    """
    journey = [event for event in _in_order(events) if event.code not in _PREPARATION]
    status = status_of(journey)
    if status in (TrackingCode.DELIVERED, TrackingCode.OUT_FOR_DELIVERY):
        day = next(event.day for event in reversed(journey) if event.code is status)
        return DeliveryEstimate(day, day, () if status is TrackingCode.DELIVERED else promise.reasons)
    latest = promise.latest
    reasons = dict.fromkeys(promise.reasons)
    for reason, added in (
        (EstimateReason.CUSTOMS_DELAY, _time_lost_at_customs(journey)),
        (EstimateReason.DUTY_DUE, _time_to_pay_duty(journey)),
    ):
        if added:
            latest += added
            reasons[reason] = None
    attempts = [event.day for event in journey if event.code is TrackingCode.DELIVERY_ATTEMPTED]
    if attempts:
        latest = max(latest, attempts[-1] + NEXT_ATTEMPT)
        reasons[EstimateReason.DELIVERY_ATTEMPTED] = None
    earliest = max([promise.earliest, *(event.day for event in journey)])
    return DeliveryEstimate(earliest, max(earliest, latest), tuple(reasons))


def is_coming(status: TrackingCode) -> bool:
    """Whether the parcel arrives or has arrived, so that there is a day to speak of."""
    return status not in _NOT_COMING


def happened(occurred_at: datetime, code: TrackingCode) -> tuple[datetime, int]:
    """The key that sorts events by when they happened; those of one moment by the usual course of a journey."""
    return occurred_at, _COURSE[code]


def _in_order(events: Iterable[TrackedEvent]) -> list[TrackedEvent]:
    return sorted(set(events), key=lambda event: (*happened(event.occurred_at, event.code), event.day))


def _time_lost_at_customs(journey: Sequence[TrackedEvent]) -> timedelta:
    """From the first delay until customs let go, in whole days and at least one."""
    held_at = next((event.occurred_at for event in journey if event.code is TrackingCode.CUSTOMS_DELAY), None)
    if held_at is None:
        return timedelta()
    let_go_at = _let_go_at(journey, held_at)
    return CUSTOMS_HOLD if let_go_at is None else max(1, math.ceil((let_go_at - held_at) / _DAY)) * _DAY


def _time_to_pay_duty(journey: Sequence[TrackedEvent]) -> timedelta:
    due_at = [event.occurred_at for event in journey if event.code is TrackingCode.DUTY_DUE]
    return DUTY_PAYMENT if due_at and _let_go_at(journey, due_at[-1]) is None else timedelta()


def _let_go_at(journey: Sequence[TrackedEvent], since: datetime) -> datetime | None:
    """The first moment from then on at which the parcel was somewhere else."""
    return next(
        (event.occurred_at for event in journey if event.occurred_at >= since and event.code not in _NOT_LET_GO), None
    )
