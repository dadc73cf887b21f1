"""When a parcel arrives, as a range of days and the reasons for it. Working days are Monday to Friday."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.described import DescribedEnum

_SATURDAY = 5


class EstimateReason(DescribedEnum):
    """What a delivery estimate takes into account."""

    HANDLING = "HANDLING", "The warehouse packs on its next working day."
    AFTER_CUT_OFF = "AFTER_CUT_OFF", "Today's cut-off hour of the warehouse has passed."
    WEEKEND = "WEEKEND", "A weekend lies in between."
    TRANSIT = "TRANSIT", "The carrier's days on the way."
    CUSTOMS = "CUSTOMS", "The parcel crosses a customs border."
    CUSTOMS_DELAY = "CUSTOMS_DELAY", "Customs hold the parcel, or held it, longer than usual."
    DUTY_DUE = "DUTY_DUE", "Duty has to be paid before the parcel goes on."
    DELIVERY_ATTEMPTED = "DELIVERY_ATTEMPTED", "Nobody could take the parcel; it is brought again."


@dataclass(frozen=True)
class Route:
    """What an estimate depends on, besides the moment of the order."""

    time_zone: str
    """The warehouse's IANA zone."""
    cut_off_hour: int
    """Ordered before this hour of a working day there, a parcel leaves on that day."""
    min_days: int
    max_days: int
    """Working days with the carrier."""
    customs_days: int
    """Working days at customs, at most."""
    crosses_customs: bool


@dataclass(frozen=True)
class DeliveryEstimate:
    """The first and the last day on which the parcel should arrive."""

    earliest: date
    latest: date
    reasons: tuple[EstimateReason, ...]


def estimate_delivery(ordered_at: datetime, route: Route) -> DeliveryEstimate:
    """The estimate for an order of this moment.

    Customs may let a parcel through at once, so its days count for the last day only.
    """
    local = ordered_at.astimezone(ZoneInfo(route.time_zone))
    today = local.date()
    after_cut_off = _is_working_day(today) and local.hour >= route.cut_off_hour
    dispatch = today if _is_working_day(today) and not after_cut_off else _after_working_days(today, 1)
    earliest = _after_working_days(dispatch, route.min_days)
    latest = _after_working_days(dispatch, route.max_days + (route.customs_days if route.crosses_customs else 0))
    applies = {
        EstimateReason.HANDLING: dispatch > today,
        EstimateReason.AFTER_CUT_OFF: after_cut_off,
        EstimateReason.WEEKEND: _has_weekend(today, latest),
        EstimateReason.TRANSIT: route.max_days > 0,
        EstimateReason.CUSTOMS: route.crosses_customs,
    }
    return DeliveryEstimate(earliest, latest, tuple(reason for reason, holds in applies.items() if holds))


def _is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY


def _after_working_days(day: date, count: int) -> date:
    """The working day that is this many working days after `day`."""
    while count:
        day += timedelta(days=1)
        count -= _is_working_day(day)
    return day


def _has_weekend(first: date, last: date) -> bool:
    return any(not _is_working_day(first + timedelta(days=offset)) for offset in range(min((last - first).days, 6) + 1))
