"""Local times as moments, on the borders of daylight saving time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pricing.rules.local_time import end_moment, start_moment

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
# Directive 2000/84/EC: in the Union clocks change at 01:00 UTC on the last Sundays of March and October.
# 15 U.S.C. § 260a: at 02:00 local time on the second Sunday of March and the first of November.
# IANA time zone database, file `australasia`: Lord Howe Island goes forward by half an hour, from +10:30 to +11, at
# 02:00 on the first Sunday of October, and back at 02:00 of daylight saving time on the first of April.
# The same: Samoa skipped 30 December 2011; Berlin, 1980-04-06: the first clock change there since 1949.
CASES = [
    (BERLIN, "2026-07-01 00:00", "2026-06-30T22:00", "2026-06-30T22:00"),
    (BERLIN, "2026-12-01 00:00", "2026-11-30T23:00", "2026-11-30T23:00"),
    (BERLIN, "2026-03-29 01:59:59", "2026-03-29T00:59:59", "2026-03-29T00:59:59"),
    (BERLIN, "2026-03-29 02:00", "2026-03-29T01:00", "2026-03-29T01:00"),
    (BERLIN, "2026-03-29 02:30", "2026-03-29T01:00", "2026-03-29T01:00"),
    (BERLIN, "2026-03-29 02:59:59.999999", "2026-03-29T01:00", "2026-03-29T01:00"),
    (BERLIN, "2026-03-29 03:00", "2026-03-29T01:00", "2026-03-29T01:00"),
    (BERLIN, "2026-10-25 01:59:59", "2026-10-24T23:59:59", "2026-10-24T23:59:59"),
    (BERLIN, "2026-10-25 02:00", "2026-10-25T00:00", "2026-10-25T01:00"),
    (BERLIN, "2026-10-25 02:30", "2026-10-25T00:30", "2026-10-25T01:30"),
    (BERLIN, "2026-10-25 03:00", "2026-10-25T02:00", "2026-10-25T02:00"),
    (BERLIN, "1980-04-06 02:30", "1980-04-06T01:00", "1980-04-06T01:00"),
    (NEW_YORK, "2026-03-08 01:59", "2026-03-08T06:59", "2026-03-08T06:59"),
    (NEW_YORK, "2026-03-08 02:30", "2026-03-08T07:00", "2026-03-08T07:00"),
    (NEW_YORK, "2026-03-08 03:00", "2026-03-08T07:00", "2026-03-08T07:00"),
    (NEW_YORK, "2026-11-01 01:00", "2026-11-01T05:00", "2026-11-01T06:00"),
    (NEW_YORK, "2026-11-01 02:00", "2026-11-01T07:00", "2026-11-01T07:00"),
    (LORD_HOWE, "2026-10-04 02:00", "2026-10-03T15:30", "2026-10-03T15:30"),
    (LORD_HOWE, "2026-10-04 02:15", "2026-10-03T15:30", "2026-10-03T15:30"),
    (LORD_HOWE, "2026-10-04 02:30", "2026-10-03T15:30", "2026-10-03T15:30"),
    (LORD_HOWE, "2026-04-05 01:29", "2026-04-04T14:29", "2026-04-04T14:29"),
    (LORD_HOWE, "2026-04-05 01:45", "2026-04-04T14:45", "2026-04-04T15:15"),
    (LORD_HOWE, "2026-04-05 02:00", "2026-04-04T15:30", "2026-04-04T15:30"),
    ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30T10:00", "2011-12-30T10:00"),
    ("UTC", "2026-03-29 02:30", "2026-03-29T02:30", "2026-03-29T02:30"),
]
LOCAL_TIMES = st.datetimes(datetime.fromisoformat("1980-01-01"), datetime.fromisoformat("2037-01-01"))


@pytest.mark.parametrize(("time_zone", "local", "starts", "ends"), CASES)
def test_moments_of_local_times(time_zone: str, local: str, starts: str, ends: str) -> None:
    time = datetime.fromisoformat(local)
    assert start_moment(time, time_zone) == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert end_moment(time, time_zone) == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@given(
    LOCAL_TIMES,
    st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, "Asia/Tokyo", "Asia/Tehran", "Pacific/Chatham", "Pacific/Apia"]),
)
def test_a_start_is_the_first_moment_at_which_clocks_have_passed_it(local: datetime, time_zone: str) -> None:
    start, end, zone = start_moment(local, time_zone), end_moment(local, time_zone), ZoneInfo(time_zone)
    assert start.astimezone(zone).replace(tzinfo=None) >= local
    assert (start - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None) < local
    assert start <= end
    assert start.tzinfo is UTC
    if start.astimezone(zone).replace(tzinfo=None) == local:
        assert end.astimezone(zone).replace(tzinfo=None) == local
    else:
        assert start == end


@given(
    LOCAL_TIMES,
    st.timedeltas(timedelta(microseconds=1), timedelta(days=2)),
    st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE]),
)
def test_what_ends_after_it_starts_by_the_clock_on_the_wall_does_not_end_before(
    local: datetime, length: timedelta, time_zone: str
) -> None:
    assert start_moment(local, time_zone) <= end_moment(local + length, time_zone)
    assert end_moment(local, time_zone) <= end_moment(local + length, time_zone) or length < timedelta(hours=1)
