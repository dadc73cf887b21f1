"""Spans of histograms: they cover everything from the least to the greatest value at round bounds, and are few."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.ranges import BUCKETS, spans_of_days, spans_of_numbers

D = Decimal


@pytest.mark.parametrize(
    ("least", "most", "step", "expected"),
    [
        (
            "-4",
            "41",
            "0.01",
            [("-10", "-0.01"), ("0", "9.99"), ("10", "19.99"), ("20", "29.99"), ("30", "39.99"), ("40", "49.99")],
        ),
        ("16", "64", "1", [("10", "19"), ("20", "29"), ("30", "39"), ("40", "49"), ("50", "59"), ("60", "69")]),
        ("1", "4", "1", [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4")]),
        ("7", "7", "1", [("7", "7")]),
        ("7", "7", "0", [("7", "8")]),
        (
            "0",
            "20",
            "0",
            [
                ("0", "2.5"),
                ("2.5", "5"),
                ("5", "7.5"),
                ("7.5", "10"),
                ("10", "12.5"),
                ("12.5", "15"),
                ("15", "17.5"),
                ("17.5", "20"),
                ("20", "22.5"),
            ],
        ),
        ("0.1", "0.3", "0.1", [("0.1", "0.1"), ("0.2", "0.2"), ("0.3", "0.3")]),
        (
            "1000",
            "900000",
            "1",
            [("0", "199999"), ("200000", "399999"), ("400000", "599999"), ("600000", "799999"), ("800000", "999999")],
        ),
    ],
)
def test_numbers_are_cut_at_round_bounds(least: str, most: str, step: str, expected: list[tuple[str, str]]) -> None:
    spans = spans_of_numbers(D(least), D(most), D(step))
    assert [(str(low), str(high)) for low, high in spans] == expected


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (
            "2026-03-05",
            "2026-03-07",
            [("2026-03-05", "2026-03-05"), ("2026-03-06", "2026-03-06"), ("2026-03-07", "2026-03-07")],
        ),
        (
            "2026-03-05",
            "2026-03-20",
            [("2026-03-02", "2026-03-08"), ("2026-03-09", "2026-03-15"), ("2026-03-16", "2026-03-22")],
        ),
        (
            "2026-01-31",
            "2026-04-30",
            [
                ("2026-01-01", "2026-01-31"),
                ("2026-02-01", "2026-02-28"),
                ("2026-03-01", "2026-03-31"),
                ("2026-04-01", "2026-04-30"),
            ],
        ),
        (
            "2020-06-01",
            "2025-12-31",
            [
                ("2020-01-01", "2020-12-31"),
                ("2021-01-01", "2021-12-31"),
                ("2022-01-01", "2022-12-31"),
                ("2023-01-01", "2023-12-31"),
                ("2024-01-01", "2024-12-31"),
                ("2025-01-01", "2025-12-31"),
            ],
        ),
        ("2026-05-01", "2026-05-01", [("2026-05-01", "2026-05-01")]),
    ],
)
def test_days_are_cut_at_weeks_months_and_years(least: str, most: str, expected: list[tuple[str, str]]) -> None:
    spans = spans_of_days(date.fromisoformat(least), date.fromisoformat(most))
    assert [(low.isoformat(), high.isoformat()) for low, high in spans] == expected


numbers = st.decimals(-(10**9), 10**9, places=2)


@given(numbers, numbers)
def test_spans_of_numbers_leave_no_gap_and_are_few(one: Decimal, other: Decimal) -> None:
    least, most, step = min(one, other), max(one, other), D("0.01")
    spans = spans_of_numbers(least, most, step)

    assert spans[0][0] <= least
    assert spans[-1][1] >= most
    assert all(low + step == high for (_, low), (high, _) in pairwise(spans))
    assert len(spans) <= BUCKETS + 2


@given(st.dates(), st.dates())
def test_spans_of_days_leave_no_gap_and_are_few(one: date, other: date) -> None:
    least, most = min(one, other), max(one, other)
    spans = spans_of_days(least, most)

    assert spans[0][0] <= least
    assert spans[-1][1] >= most
    assert all(low + timedelta(days=1) == high for (_, low), (high, _) in pairwise(spans))
    assert len(spans) <= BUCKETS + 2
