"""Cursors come back as they were, and only where they were made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RequestError
from app.core.paging import page_size, read_cursor, write_cursor

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


@pytest.mark.parametrize("first", [0, -1, 101, 10**9])
def test_a_page_out_of_range_is_refused_with_the_range(first: int) -> None:
    with pytest.raises(RequestError, match="between 1 and 100") as refusal:
        page_size(first)

    assert refusal.value.code == "PAGE_SIZE_OUT_OF_RANGE"
    assert [page_size(1), page_size(100)] == [1, 100]
