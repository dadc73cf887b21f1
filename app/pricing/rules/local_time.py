"""Local time of a place as moments, over the borders of daylight saving time too."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_SECOND: Final = timedelta(seconds=1)


@lru_cache(maxsize=4096)
def start_moment(local: datetime, time_zone: str) -> datetime:
    """When something begins that begins at this local time.

    A time that comes twice, when clocks go back, is the first of the two; one that never comes, when they go forward,
    is the first moment after the gap.
    """
    return _moment(local, time_zone, fold=0)


@lru_cache(maxsize=4096)
def end_moment(local: datetime, time_zone: str) -> datetime:
    """When something ends that ends at this local time: of a time that comes twice it is the second, so that what is
    announced until then is not over an hour early."""
    return _moment(local, time_zone, fold=1)


def _moment(local: datetime, time_zone: str, *, fold: int) -> datetime:
    zone = ZoneInfo(time_zone)
    first, second = (local.replace(tzinfo=zone, fold=each).astimezone(UTC) for each in (0, 1))
    if first <= second:
        return second if fold else first
    # Clocks went forward over it: read by the offset of after, it is a moment before the change, and the other way
    # round. Between the two, local time passes it in one leap.
    start = second.replace(microsecond=0)
    return start + _first_second(start, (first - second) // _SECOND, local, zone) * _SECOND


def _first_second(start: datetime, length: int, local: datetime, zone: ZoneInfo) -> int:
    """How many seconds after the start local time has passed this one. Clocks change on full seconds."""
    low, high = 0, length
    while low < high:
        middle = (low + high) // 2
        if (start + middle * _SECOND).astimezone(zone).replace(tzinfo=None) >= local:
            high = middle
        else:
            low = middle + 1
    return low
