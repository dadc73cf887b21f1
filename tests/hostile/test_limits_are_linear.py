"""The limits themselves cost nothing: a document that is twice as long takes twice the steps to be measured."""

import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from graphql import parse

from app.admission import Limits, oversize
from tests.hostile import documents
from tests.hostile.documents import Document

BOUNDLESS = Limits(**{each.name: 10**100 for each in fields(Limits)})
"""So that each is counted to the end."""
SPARE = 1.2
"""For what is done once, and for the rounding of logarithms."""


def steps(run: Callable[[], object]) -> int:
    """How many functions are called."""
    calls = 0

    def count(_: Any, event: str, __: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    ("document", "size"),
    [
        (documents.aliases, 100),
        (documents.aliases_in_fragments, 60),
        (documents.directives, 100),
        (documents.duplicates, 60),
        (documents.duplicates_inline, 60),
        (documents.roots, 100),
        (documents.depth, 20),
        (documents.circle, 50),
        (documents.doubling, 40),
        (documents.all_in_all, 20),
        (documents.operations, 50),
        (documents.wide_value, 200),
        (documents.variables, 100),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_measuring_takes_as_long_as_the_document_is(document: Document, size: int) -> None:
    small, large = (document(each) for each in (size, 4 * size))
    read_small, read_large = parse(small), parse(large)

    found_small, found_large = (
        steps(lambda: oversize(read_small, BOUNDLESS)),
        steps(lambda: oversize(read_large, BOUNDLESS)),
    )

    assert found_large / found_small <= SPARE * len(large) / len(small)


def test_what_grows_with_each_fragment_is_counted_and_not_walked() -> None:
    read = parse(documents.doubling(150))

    assert steps(lambda: oversize(read, BOUNDLESS)) < 50_000
