"""The comparison of answers lets through what the specification leaves open, and nothing else."""

from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError

from tests.support.equality import Fault, Faults, assert_equal_answers, null_position


def failed(*path: str | int, message: str = "failed") -> GraphQLError:
    return GraphQLError(message, path=list(path))


def answer(data: Any, *errors: GraphQLError) -> ExecutionResult:
    return ExecutionResult(data, list(errors))


OWN = answer({"item": {"name": None}, "other": 1}, failed("item", "name"))
SWALLOWED = answer({"item": None}, failed("item", "parts", 0, "name"))
FIRST, SECOND = failed("item", "parts", 0, "name"), failed("item", "parts", 1, "name")
OPTIONAL = failed("item", "parts", 1, "size")
POSSIBLE = Faults(
    frozenset(map(Fault.of, (FIRST, SECOND, OPTIONAL))), frozenset({("item",), ("item", "parts", 1, "size")})
)

OTHERS = {
    "other data": answer({"item": {"name": None}, "other": 2}, failed("item", "name")),
    "another order": answer({"other": 1, "item": {"name": None}}, failed("item", "name")),
    "no error": answer({"item": {"name": None}, "other": 1}),
    "another message": answer({"item": {"name": None}, "other": 1}, failed("item", "name", message="something else")),
    "an error below a null that failed itself": answer(
        {"item": {"name": None}, "other": 1}, failed("item", "name", "first")
    ),
    "an error where nothing is null": answer(
        {"item": {"name": None}, "other": 1}, failed("item", "name"), failed("other")
    ),
    "an error nowhere": answer({"item": {"name": None}, "other": 1}, failed("item", "name"), failed("item", "size")),
    "one error twice": answer({"item": {"name": None}, "other": 1}, failed("item", "name"), failed("item", "name")),
}


@pytest.mark.parametrize("given", OTHERS.values(), ids=OTHERS)
def test_other_answers_are_not_equal(given: ExecutionResult) -> None:
    assert_equal_answers(OWN, OWN, Faults())

    with pytest.raises(AssertionError):
        assert_equal_answers(OWN, given, Faults())


def test_any_of_the_errors_that_one_null_swallows_may_be_told() -> None:
    assert_equal_answers(SWALLOWED, answer({"item": None}, SECOND), POSSIBLE)
    assert_equal_answers(SWALLOWED, answer({"item": None}, OPTIONAL, SECOND), POSSIBLE)


def test_but_only_one_of_those_that_took_it_along() -> None:
    with pytest.raises(AssertionError, match="one is told"):
        assert_equal_answers(SWALLOWED, answer({"item": None}, FIRST, SECOND), POSSIBLE)


@pytest.mark.parametrize(
    "error",
    [failed("item", "parts", 2, "name"), failed("item", "parts", 1, "name", message="invented"), failed("item")],
)
def test_an_error_that_no_field_has_may_not_be_told(error: GraphQLError) -> None:
    with pytest.raises(AssertionError, match="no field fails like this"):
        assert_equal_answers(SWALLOWED, answer({"item": None}, error), POSSIBLE)


def test_the_place_of_a_null() -> None:
    data = {"items": [{"name": "a"}, None, {"parts": None}]}

    assert null_position(None, ("items", 0)) == ()
    assert null_position(data, ("items", 1, "name", 3)) == ("items", 1)
    assert null_position(data, ("items", 2, "parts")) == ("items", 2, "parts")
