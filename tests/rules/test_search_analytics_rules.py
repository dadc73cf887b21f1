"""What is counted of what shoppers do, and what is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.analytics import SearchCounts, SearchEventKind, SentEvent, counted_query
from app.analytics.rules.counting import DayKey, ProductKey, QueryKey, added_by
from app.analytics.rules.events import event_problem

NOW = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
SEARCH, CLICK, SECOND_CLICK, ORDER, MUG = (UUID(int=number) for number in range(1, 6))

searched = SentEvent(SEARCH, SearchEventKind.SEARCHED, "Mug", result_count=3)
clicked = SentEvent(
    CLICK, SearchEventKind.CLICKED, "mug ", SEARCH, True, product_id=MUG, has_product_id=True, position=2
)
ordered = replace(clicked, id=ORDER, kind=SearchEventKind.ORDERED)


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("  Blue   MUG ", "blue mug"),
        ("Ｍｕｇ", "mug"),
        ("mug\x00\u202e", "mug"),
        ("mug\n\tset", "mug set"),
        ("馬克杯", "馬克杯"),
        ("iphone 15", "iphone 15"),
        ("4006381333931", "4006381333931"),
        ("1234567", ""),
        ("+49 170 123-4567", ""),
        ("4111 1111 1111 1111", ""),
        ("4006381333932", ""),
        ("jane.doe@example.org", ""),
        ("order for jane@example.org please", ""),
        ("@home", "@home"),
        ("", ""),
    ],
)
def test_words_that_may_tell_who_typed_them_are_kept_nowhere(typed: str, counted: str) -> None:
    assert counted_query(typed) == counted


@pytest.mark.parametrize(
    ("event", "code", "field"),
    [
        (replace(searched, id=None), "INVALID_EVENT_ID", "id"),
        (replace(searched, occurred_at=NOW - timedelta(days=7, seconds=1)), "EVENT_TOO_OLD", "occurredAt"),
        (replace(searched, occurred_at=NOW + timedelta(minutes=10, seconds=1)), "EVENT_IN_FUTURE", "occurredAt"),
        (replace(searched, query="x" * 201), "QUERY_TOO_LONG", "query"),
        (replace(searched, result_count=None), "VALUE_MISSING", "resultCount"),
        (replace(searched, result_count=-1), "RESULT_COUNT_OUT_OF_RANGE", "resultCount"),
        (replace(searched, result_count=1_000_001), "RESULT_COUNT_OUT_OF_RANGE", "resultCount"),
        (replace(clicked, has_search_id=False, search_id=None), "VALUE_MISSING", "searchId"),
        (replace(clicked, search_id=None), "INVALID_EVENT_ID", "searchId"),
        (replace(clicked, has_product_id=False, product_id=None), "VALUE_MISSING", "productId"),
        (replace(clicked, product_id=None), "PRODUCT_NOT_FOUND", "productId"),
        (replace(ordered, product_id=UUID(int=77)), "PRODUCT_NOT_FOUND", "productId"),
        (replace(ordered, position=None), "VALUE_MISSING", "position"),
        (replace(clicked, position=0), "POSITION_OUT_OF_RANGE", "position"),
        (replace(clicked, position=10_001), "POSITION_OUT_OF_RANGE", "position"),
    ],
)
def test_what_cannot_be_counted_says_why(event: SentEvent, code: str, field: str) -> None:
    problem = event_problem(event, ("input", "events", "4"), {MUG}, NOW)
    assert problem is not None
    assert (problem.code, problem.path) == (code, ("input", "events", "4", field))


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=7), timedelta(minutes=-10)])
@pytest.mark.parametrize("event", [searched, clicked, ordered])
def test_what_comes_late_or_from_a_fast_clock_counts(event: SentEvent, ago: timedelta) -> None:
    assert event_problem(replace(event, occurred_at=NOW - ago), (), {MUG}, NOW) is None


def test_events_become_counts_of_their_day_their_query_and_their_product() -> None:
    late = replace(searched, id=UUID(int=8), occurred_at=NOW - timedelta(minutes=6), result_count=0)
    early = replace(clicked, id=SECOND_CLICK, occurred_at=NOW + timedelta(minutes=5), position=4)
    first = clicked.first_of_search
    assert first is not None
    added = added_by([searched, late, clicked, early, ordered], [first], "uk", "en", NOW)
    today, yesterday = DayKey(date(2026, 11, 22), "uk", "en"), DayKey(date(2026, 11, 21), "uk", "en")
    of_today: dict[str, int] = {
        "searches": 1,
        "without_results": 0,
        "clicks": 2,
        "click_position_sum": 6,
        "clicked_searches": 1,
        "orders": 1,
        "order_position_sum": 2,
        "ordered_searches": 0,
    }
    assert added.days == {today: of_today, yesterday: {"searches": 1, "without_results": 1}}
    assert added.queries == {
        QueryKey(*today, "mug"): of_today,
        QueryKey(*yesterday, "mug"): {"searches": 1, "without_results": 1},
    }
    assert added.products == {
        ProductKey(*today, "mug", MUG): {"clicks": 2, "click_position_sum": 6, "orders": 1, "order_position_sum": 2}
    }


@pytest.mark.parametrize("query", ["", "jane@example.org"])
def test_without_words_an_event_is_in_the_totals_only(query: str) -> None:
    added = added_by([replace(clicked, query=query)], [], "uk", "en", NOW)
    assert [counts["clicks"] for counts in added.days.values()] == [1]
    assert (added.queries, added.products) == ({}, {})


@pytest.mark.parametrize(
    ("counts", "rates"),
    [
        ((4, 1, 2, 3, 12, 1, 1, 5), (0.5, 4.0, 5.0)),
        ((1, 0, 2, 2, 2, 0, 0, 0), (1.0, 1.0, None)),
        ((0, 0, 0, 0, 0, 0, 0, 0), (None, None, None)),
    ],
)
def test_rates_and_means_are_of_what_was_counted(counts: Any, rates: Any) -> None:
    found = SearchCounts(*counts)
    assert (found.click_through_rate, found.mean_click_position, found.mean_order_position) == rates
