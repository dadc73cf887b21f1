"""Which representation a client gets, by what real clients say in `Accept`."""

import pytest
from graphql import OperationType

from app.http.graphql.accept import preferred, weight_of
from app.http.graphql.streams import is_wanted

JSON, RESPONSE, EVENTS = "application/json", "application/graphql-response+json", "text/event-stream"
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", RESPONSE),
        ("*/*", RESPONSE),
        (JSON, JSON),
        (f"{JSON}, {RESPONSE}", JSON),
        (f"{JSON};q=0.9, {RESPONSE}", RESPONSE),
        (f"{EVENTS};q=0.5, {JSON};q=0.4", EVENTS),
        (f"*/*, {JSON}", JSON),
        (f"*/*, {JSON};q=0.5", RESPONSE),
        (f"{RESPONSE};q=0, */*;q=0.1", JSON),
        ("application/*", RESPONSE),
        ("text/*", EVENTS),
        ("APPLICATION/JSON", JSON),
        (f"{JSON};q=much", None),
        ("image/png", None),
        (f"{JSON}; charset=utf-8; q=0.2, {EVENTS}; q=0.1", JSON),
    ],
)
def test_the_client_chooses(accept: str, chosen: str | None) -> None:
    assert preferred(accept, (RESPONSE, JSON, EVENTS)) == chosen


@pytest.mark.parametrize(
    ("accept", "query", "subscription"),
    [
        (EVENTS, True, True),
        (URQL, False, True),
        ("text/event-stream, multipart/mixed", True, True),
        (f"{JSON};q=0.5, {EVENTS}", True, True),
        (f"{JSON}, {EVENTS};q=0", False, False),
        (JSON, False, False),
        ("*/*", False, False),
        ("", False, False),
    ],
)
def test_events_are_sent_to_who_wants_them(accept: str, query: bool, subscription: bool) -> None:
    assert is_wanted(accept) is query
    assert is_wanted(accept, OperationType.QUERY) is query
    assert is_wanted(accept, OperationType.SUBSCRIPTION) is subscription


def test_a_weight_is_that_of_a_name() -> None:
    assert weight_of(EVENTS, f"{JSON}, {EVENTS};q=0.3") == 0.3
    assert weight_of(EVENTS, "*/*") == 0
