"""Cursors come back as they were, and only where they were made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RequestError
from app.core.paging import few_enough, page_size, read_cursor, write_cursor

REST = " Ask for the rest with `after`."
KEYS = st.lists(st.one_of(st.text(), st.integers(), st.none()), min_size=1, max_size=4)


@given(st.text(), KEYS)
def test_a_cursor_comes_back_as_it_was(context: str, key: list[str | int | None]) -> None:
    assert read_cursor(write_cursor(context, *key), context, len(key)) == key


@given(st.text())
def test_a_text_that_is_no_cursor_is_refused_in_the_callers_terms(text: str) -> None:
    with pytest.raises(RequestError) as refusal:
        read_cursor(text, "context", 2)

    assert refusal.value.code in ("INVALID_CURSOR", "CURSOR_OF_ANOTHER_CONTEXT")


def test_a_cursor_of_another_context_is_refused_as_such() -> None:
    with pytest.raises(RequestError) as refusal:
        read_cursor(write_cursor("de", 1), "fr", 1)

    assert refusal.value.code == "CURSOR_OF_ANOTHER_CONTEXT"


@pytest.mark.parametrize(
    ("first", "limit", "way_out"),
    [
        (0, 100, ""),
        (-1, 100, ""),
        (101, 100, " Ask for the rest with `after`."),
        (31, 30, " Ask for the rest with `after`."),
    ],
)
def test_a_page_out_of_range_is_refused_with_the_range(first: int, limit: int, way_out: str) -> None:
    with pytest.raises(RequestError) as refusal:
        page_size(first, limit)

    assert refusal.value.code == "PAGE_SIZE_OUT_OF_RANGE"
    assert refusal.value.message == f"`first` must be between 1 and {limit}; it was {first}.{way_out}"
    assert [page_size(1, 100), page_size(100, 100), page_size(30, 30)] == [1, 100, 30]


def test_more_ids_than_are_taken_are_refused_with_the_number() -> None:
    with pytest.raises(RequestError) as refusal:
        few_enough("ids", ["a", "b", "c"], 2)

    assert (refusal.value.code, refusal.value.message) == (
        "TOO_MANY_IDS",
        "`ids` takes at most 2; it had 3. Ask in parts.",
    )
    assert few_enough("ids", ["a", "b"], 2) == ["a", "b"]
