"""Estimates, prices, borders and the choice of warehouses, without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shipping import (
    Allocation,
    Demand,
    EstimateReason,
    Origin,
    Route,
    allocate,
    crosses_customs_border,
    delivery_amount,
    estimate_delivery,
    parcel_grams,
)

HANDLING, AFTER_CUT_OFF = EstimateReason.HANDLING, EstimateReason.AFTER_CUT_OFF
WEEKEND, TRANSIT, CUSTOMS = EstimateReason.WEEKEND, EstimateReason.TRANSIT, EstimateReason.CUSTOMS

ROTTERDAM, SHENZHEN, OHIO, LYON = (UUID(int=number) for number in range(1, 5))
LINE_A, LINE_B, LINE_C = (UUID(int=number) for number in range(11, 14))
ORIGINS = [
    Origin(ROTTERDAM, "NL", 2, "rotterdam"),
    Origin(SHENZHEN, "CN", 5, "shenzhen"),
    Origin(OHIO, "US", 5, "ohio"),
]


def route(
    zone: str = "Europe/Amsterdam", cut_off: int = 15, days: tuple[int, int] = (2, 4), customs: int | None = None
) -> Route:
    return Route(zone, cut_off, *days, customs_days=customs or 0, crosses_customs=customs is not None)


@pytest.mark.parametrize(
    ("ordered_at", "way", "earliest", "latest", "reasons"),
    [
        # Wednesday 18 November 2026, 14:59 in Amsterdam: it leaves today.
        ("2026-11-18T13:59:59", route(), "2026-11-20", "2026-11-24", [WEEKEND, TRANSIT]),
        # 15:00 is too late.
        ("2026-11-18T14:00:00", route(), "2026-11-23", "2026-11-25", [HANDLING, AFTER_CUT_OFF, WEEKEND, TRANSIT]),
        # Friday afternoon leaves on Monday.
        ("2026-11-20T15:00:00", route(), "2026-11-25", "2026-11-27", [HANDLING, AFTER_CUT_OFF, WEEKEND, TRANSIT]),
        # So does Sunday, which has no cut-off hour to miss.
        ("2026-11-22T20:00:00", route(), "2026-11-25", "2026-11-27", [HANDLING, WEEKEND, TRANSIT]),
        # Monday morning, one or two days: no weekend lies in between.
        ("2026-11-16T09:00:00", route(days=(1, 2)), "2026-11-17", "2026-11-18", [TRANSIT]),
        # One moment, two calendars: Thursday morning in Shenzhen, Wednesday evening in Ohio.
        ("2026-11-18T23:30:00", route("Asia/Shanghai", 16, (1, 1)), "2026-11-20", "2026-11-20", [TRANSIT]),
        (
            "2026-11-18T23:30:00",
            route("America/New_York", 14, (1, 1)),
            "2026-11-20",
            "2026-11-20",
            [HANDLING, AFTER_CUT_OFF, TRANSIT],
        ),
        # The Monday after the clocks went forward: 14:00 there is 18:00 UTC, an hour earlier than the week before.
        ("2026-03-09T17:59:00", route("America/New_York", 14, (1, 1)), "2026-03-10", "2026-03-10", [TRANSIT]),
        (
            "2026-03-09T18:00:00",
            route("America/New_York", 14, (1, 1)),
            "2026-03-11",
            "2026-03-11",
            [HANDLING, AFTER_CUT_OFF, TRANSIT],
        ),
        # Customs may take two days, or none.
        ("2026-11-16T09:00:00", route(days=(3, 5), customs=2), "2026-11-19", "2026-11-25", [WEEKEND, TRANSIT, CUSTOMS]),
        ("2026-11-16T09:00:00", route(days=(3, 5)), "2026-11-19", "2026-11-23", [WEEKEND, TRANSIT]),
        # Handed over on the same day.
        ("2026-11-16T09:00:00", route(days=(0, 0)), "2026-11-16", "2026-11-16", []),
    ],
)
def test_estimates(ordered_at: str, way: Route, earliest: str, latest: str, reasons: list[EstimateReason]) -> None:
    estimate = estimate_delivery(datetime.fromisoformat(ordered_at).replace(tzinfo=UTC), way)

    assert estimate.earliest == date.fromisoformat(earliest)
    assert estimate.latest == date.fromisoformat(latest)
    assert list(estimate.reasons) == reasons


@given(
    st.integers(0, 730 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.sampled_from(["Europe/Amsterdam", "Asia/Shanghai", "America/New_York", "Pacific/Auckland"]),
    st.integers(0, 23),
    st.integers(0, 15),
    st.integers(0, 15),
    st.one_of(st.none(), st.integers(0, 5)),
)
def test_an_estimate_is_a_range_of_working_days_after_the_order(
    ordered_at: datetime, zone: str, cut_off: int, least: int, more: int, customs: int | None
) -> None:
    estimate = estimate_delivery(ordered_at, route(zone, cut_off, (least, least + more), customs))

    assert ordered_at.date() - timedelta(days=1) <= estimate.earliest <= estimate.latest
    assert estimate.earliest.weekday() < 5
    assert estimate.latest.weekday() < 5


@pytest.mark.parametrize(
    ("grams", "amount"), [(0, 490), (1, 580), (999, 580), (1000, 580), (1001, 670), (2000, 670), (2001, 760)]
)
def test_every_started_kilogram_is_paid(grams: int, amount: int) -> None:
    assert delivery_amount(490, 90, grams) == amount


def test_a_piece_of_unknown_weight_counts_as_a_kilogram() -> None:
    assert parcel_grams([(240, 2), (None, 3), (0, 5)]) == 480 + 3000


@pytest.mark.parametrize(
    ("origin", "destination", "crosses"),
    [
        ("NL", "DE", False),
        ("DE", "DE", False),
        ("FR", "MC", False),
        ("CH", "LI", False),
        ("GB", "JE", False),
        ("NL", "GB", True),
        ("DE", "CH", True),
        ("NL", "NO", True),
        ("CN", "DE", True),
        ("US", "CA", True),
        ("CN", "HK", True),
    ],
)
def test_customs_borders(origin: str, destination: str, crosses: bool) -> None:
    assert crosses_customs_border(origin, destination) is crosses


@pytest.mark.parametrize(
    ("destination", "demands", "groups", "missing"),
    [
        # Both have it: the one in the same customs area goes first; at home, the one of the own country.
        ("DE", [(LINE_A, 2, {ROTTERDAM: 2, SHENZHEN: 9})], {ROTTERDAM: [(LINE_A, 2)]}, {}),
        ("CN", [(LINE_A, 2, {ROTTERDAM: 2, SHENZHEN: 9})], {SHENZHEN: [(LINE_A, 2)]}, {}),
        # Neither is near: the faster one, and of equals the first by its code.
        ("JP", [(LINE_A, 2, {ROTTERDAM: 2, SHENZHEN: 9})], {ROTTERDAM: [(LINE_A, 2)]}, {}),
        ("JP", [(LINE_A, 2, {SHENZHEN: 9, OHIO: 9})], {OHIO: [(LINE_A, 2)]}, {}),
        # A line stays whole where it can, even if that crosses a border.
        ("DE", [(LINE_A, 3, {ROTTERDAM: 2, SHENZHEN: 9})], {SHENZHEN: [(LINE_A, 3)]}, {}),
        # One parcel is better than two.
        (
            "DE",
            [(LINE_A, 1, {ROTTERDAM: 5, SHENZHEN: 5}), (LINE_B, 1, {SHENZHEN: 5})],
            {SHENZHEN: [(LINE_A, 1), (LINE_B, 1)]},
            {},
        ),
        # Where two are needed, the near one sends what it can.
        (
            "DE",
            [(LINE_A, 1, {ROTTERDAM: 5, SHENZHEN: 5}), (LINE_B, 1, {SHENZHEN: 5}), (LINE_C, 1, {ROTTERDAM: 1})],
            {ROTTERDAM: [(LINE_A, 1), (LINE_C, 1)], SHENZHEN: [(LINE_B, 1)]},
            {},
        ),
        # Nobody has the whole line: it is split over as few as can be.
        (
            "DE",
            [(LINE_A, 10, {ROTTERDAM: 1, SHENZHEN: 8, OHIO: 9})],
            {ROTTERDAM: [(LINE_A, 1)], OHIO: [(LINE_A, 9)]},
            {},
        ),
        # What nobody has is missing.
        ("DE", [(LINE_A, 10, {ROTTERDAM: 1, OHIO: 2})], {ROTTERDAM: [(LINE_A, 1)], OHIO: [(LINE_A, 2)]}, {LINE_A: 7}),
        ("DE", [(LINE_A, 1, {})], {}, {LINE_A: 1}),
        # A warehouse that does not deliver there does not count.
        ("DE", [(LINE_A, 1, {LYON: 5})], {}, {LINE_A: 1}),
    ],
)
def test_the_choice_of_warehouses(
    destination: str,
    demands: list[tuple[UUID, int, dict[UUID, int]]],
    groups: dict[UUID, list[tuple[UUID, int]]],
    missing: dict[UUID, int],
) -> None:
    allocation = allocate([Demand(*each) for each in demands], ORIGINS, destination)

    assert {warehouse: list(pieces) for warehouse, pieces in allocation.groups.items()} == groups
    assert allocation.missing == missing


DEMANDS = st.lists(
    st.builds(
        Demand,
        st.integers(100, 120).map(lambda number: UUID(int=number)),
        st.integers(1, 20),
        st.dictionaries(st.sampled_from([ROTTERDAM, SHENZHEN, OHIO, LYON]), st.integers(0, 15)),
    ),
    max_size=6,
    unique_by=lambda demand: demand.line_id,
)


@given(DEMANDS, st.sampled_from(["DE", "CN", "US", "JP"]))
def test_splitting_never_loses_or_invents_a_piece(demands: list[Demand], destination: str) -> None:
    allocation = allocate(demands, ORIGINS, destination)

    serving = {origin.id for origin in ORIGINS}
    for demand in demands:
        taken = _taken(allocation, demand.line_id)
        in_reach = sum(pieces for warehouse, pieces in demand.available.items() if warehouse in serving)
        assert sum(taken.values()) + allocation.missing.get(demand.line_id, 0) == demand.quantity
        assert all(0 < quantity <= demand.available[warehouse] for warehouse, quantity in taken.items())
        assert allocation.missing.get(demand.line_id, 0) == max(0, demand.quantity - in_reach)
        if any(demand.available.get(warehouse, 0) >= demand.quantity for warehouse in serving):
            assert len(taken) == 1


def _taken(allocation: Allocation, line_id: UUID) -> dict[UUID, int]:
    return {
        warehouse: quantity
        for warehouse, pieces in allocation.groups.items()
        for line, quantity in pieces
        if line == line_id
    }
