"""What a parcel's events amount to, in whatever order and however often they arrive."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shipments.codes import TrackingCode
from app.shipments.rules import TrackedEvent, estimate_of, is_coming, status_of
from app.shipments.texts import clean_text, known_time_zone, local_day, local_time, read_tracking_number
from app.shipping import DeliveryEstimate, EstimateReason

T = TrackingCode
START = datetime(2026, 11, 2, 8, tzinfo=UTC)
PROMISE = DeliveryEstimate(date(2026, 11, 10), date(2026, 11, 16), (EstimateReason.TRANSIT, EstimateReason.CUSTOMS))


def event(code: TrackingCode, days: float) -> TrackedEvent:
    at = START + timedelta(days=days)
    return TrackedEvent(at, code, at.date())


events = st.lists(st.builds(event, st.sampled_from(TrackingCode), st.integers(0, 40).map(lambda n: n / 4)), max_size=12)


@given(events, st.randoms(use_true_random=False))
def test_order_and_repetition_of_arrival_change_nothing(happened: list[TrackedEvent], shuffle: random.Random) -> None:
    arrived = happened + shuffle.choices(happened, k=5) if happened else []
    shuffle.shuffle(arrived)

    assert status_of(arrived) is status_of(happened)
    assert estimate_of(PROMISE, arrived) == estimate_of(PROMISE, happened)


@given(events)
def test_an_estimate_is_a_range_that_never_begins_in_the_past(happened: list[TrackedEvent]) -> None:
    estimate = estimate_of(PROMISE, happened)

    assert estimate.earliest <= estimate.latest
    if status_of(happened) not in (T.DELIVERED, T.OUT_FOR_DELIVERY):
        assert estimate.latest >= PROMISE.latest


@pytest.mark.parametrize(
    ("happened", "status"),
    [
        ([], T.CREATED),
        ([event(T.CREATED, 0)], T.CREATED),
        ([event(T.CREATED, 3), event(T.LABEL_CREATED, 0), event(T.PICKED_UP, 1)], T.PICKED_UP),
        ([event(T.PICKED_UP, 1), event(T.LABEL_CREATED, 2)], T.PICKED_UP),
        ([event(T.IN_TRANSIT, 1), event(T.UNKNOWN, 2)], T.IN_TRANSIT),
        ([event(T.UNKNOWN, 2)], T.CREATED),
        ([event(T.DELIVERED, 5), event(T.IN_TRANSIT, 6)], T.DELIVERED),
        ([event(T.DELIVERED, 5), event(T.RETURNED, 9)], T.RETURNED),
        ([event(T.RETURNED, 5), event(T.DELIVERED, 9)], T.DELIVERED),
        ([event(T.LOST, 5), event(T.IN_TRANSIT, 9)], T.IN_TRANSIT),
        ([event(T.DELIVERY_ATTEMPTED, 5), event(T.OUT_FOR_DELIVERY, 6)], T.OUT_FOR_DELIVERY),
        ([event(T.IN_CUSTOMS, 4), event(T.IN_TRANSIT, 4)], T.IN_CUSTOMS),
    ],
)
def test_the_status_is_what_happened_last(happened: list[TrackedEvent], status: TrackingCode) -> None:
    assert status_of(happened) is status


ON_THE_WAY = [event(T.CREATED, 0), event(T.PICKED_UP, 1), event(T.IN_CUSTOMS, 5)]


@pytest.mark.parametrize(
    ("happened", "days", "added"),
    [
        (ON_THE_WAY, (10, 16), ()),
        ([*ON_THE_WAY, event(T.CUSTOMS_DELAY, 6)], (10, 21), (EstimateReason.CUSTOMS_DELAY,)),
        (
            [*ON_THE_WAY, event(T.CUSTOMS_DELAY, 6), event(T.DUTY_DUE, 7)],
            (10, 23),
            (EstimateReason.CUSTOMS_DELAY, EstimateReason.DUTY_DUE),
        ),
        (
            [*ON_THE_WAY, event(T.CUSTOMS_DELAY, 6), event(T.DUTY_DUE, 7), event(T.IMPORT_CLEARED, 8.25)],
            (10, 19),
            (EstimateReason.CUSTOMS_DELAY,),
        ),
        (
            [*ON_THE_WAY, event(T.CUSTOMS_DELAY, 6), event(T.IMPORT_CLEARED, 6.25)],
            (10, 17),
            (EstimateReason.CUSTOMS_DELAY,),
        ),
        ([*ON_THE_WAY, event(T.IN_TRANSIT, 12)], (14, 16), ()),
        ([*ON_THE_WAY, event(T.IN_TRANSIT, 20)], (22, 22), ()),
        ([event(T.DELIVERY_ATTEMPTED, 9)], (11, 16), (EstimateReason.DELIVERY_ATTEMPTED,)),
        ([event(T.DELIVERY_ATTEMPTED, 13)], (15, 18), (EstimateReason.DELIVERY_ATTEMPTED,)),
        ([event(T.OUT_FOR_DELIVERY, 3)], (5, 5), ()),
    ],
)
def test_an_estimate_follows_the_events(
    happened: list[TrackedEvent], days: tuple[int, int], added: tuple[EstimateReason, ...]
) -> None:
    first, last = (date(2026, 11, day) for day in days)

    assert estimate_of(PROMISE, happened) == DeliveryEstimate(first, last, (*PROMISE.reasons, *added))


def test_a_delivered_parcel_arrived_on_the_day_of_its_place() -> None:
    at = datetime(2026, 11, 11, 22, 30, tzinfo=UTC)
    delivered = TrackedEvent(at, T.DELIVERED, local_day(at, "Asia/Tokyo"))

    day = date(2026, 11, 12)
    assert estimate_of(PROMISE, [*ON_THE_WAY, event(T.CUSTOMS_DELAY, 6), delivered]) == DeliveryEstimate(day, day, ())


def test_what_is_lost_returned_damaged_or_cancelled_does_not_come() -> None:
    assert {code for code in TrackingCode if not is_coming(code)} == {T.RETURNED, T.LOST, T.DAMAGED, T.CANCELLED}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SBX123", "SBX123"),
        (" sbx 123-9 ", "SBX123-9"),
        ("RR123456785CN", "RR123456785CN"),
        ("A" * 40, "A" * 40),
        ("A" * 41, None),
        ("SBX1", None),
        ("-SBX123", None),
        ("", None),
        ("SBX\x00123", None),
        ("ＳＢＸ１２３", None),
        ("<b>SBX123</b>", None),
    ],
)
def test_tracking_numbers_are_read_as_people_write_them(text: str, number: str | None) -> None:
    assert read_tracking_number(text) == number


def test_the_words_of_others_become_one_printable_line() -> None:
    assert clean_text(" Held\x00 at\r\ncustoms ‮ ") == "Held at customs"
    assert clean_text("x" * 501) == "x" * 500


def test_local_times_are_those_of_the_place() -> None:
    moment = datetime(2026, 11, 23, 23, 15, tzinfo=UTC)

    assert local_time(moment, "Europe/Berlin") == "2026-11-24T00:15:00+01:00"
    assert local_time(moment, "Asia/Tokyo") == "2026-11-24T08:15:00+09:00"
    assert local_time(moment, None) is None
    assert local_day(moment, "Europe/Berlin") == date(2026, 11, 24)
    assert local_day(moment, None) == date(2026, 11, 23)
    assert [known_time_zone(name) for name in ("Asia/Dubai", "Mars/Base", "../etc/passwd", "", None)] == [
        "Asia/Dubai",
        None,
        None,
        None,
        None,
    ]
