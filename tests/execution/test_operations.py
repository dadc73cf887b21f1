"""The generator of operations: what it writes is valid, and it writes everything that a client can."""

import re
from collections import Counter
from contextlib import suppress

import pytest
from graphql import parse, specified_rules, validate
from hypothesis import Phase, given, settings

from app.execution import Engine, NotExecutable
from tests.execution.world_schema import MUTATIONS, QUERIES, SCHEMA
from tests.support.operations import Operation, operations

EXAMPLES = settings(max_examples=300, deadline=None, derandomize=True, database=None, phases=[Phase.generate])

pytestmark = pytest.mark.slow

FEATURES = {
    "alias": r"\w+: \w+[({ ]",
    "named fragment": r"\.\.\.Part",
    "fragment in a fragment": r"fragment Part[^}]*\.\.\.Part",
    "inline fragment": r"\.\.\. on",
    "fragment without a type": r"\.\.\.( @| \{)",
    "skipped by a literal": r"@skip\(if: (true|false)\)",
    "included by a variable": r"@include\(if: \$",
    "both on one": r"@include\([^)]*\) @skip",
    "directive on a fragment": r"\.\.\.( on)? ?\w* @",
    "__typename": "__typename",
    "variable with a default": r"\$v\d+: [^,$]* = ",
    "variable in a list": r"\[[^]{]*\$",
    "variable in an object": r"\{[^{}()]*: \$",
    "null": r": null",
    "several operations": r"(?s)(query|mutation) Operation1",
    "introspection": "__schema",
    "object of one key": "choice: {",
}


def test_operations_are_valid_and_have_everything() -> None:
    seen: Counter[str] = Counter()

    @EXAMPLES
    @given(operations(QUERIES))
    def look_at(operation: Operation) -> None:
        assert validate(SCHEMA._schema, parse(operation.text), specified_rules) == []
        seen.update(name for name, pattern in FEATURES.items() if re.search(pattern, operation.text))

    look_at()

    assert {name: count for name in FEATURES if (count := seen[name]) < 3} == {}


def test_mutations_are_valid() -> None:
    @EXAMPLES
    @given(operations(MUTATIONS))
    def look_at(operation: Operation) -> None:
        assert validate(SCHEMA._schema, parse(operation.text), specified_rules) == []

    look_at()


def test_nearly_all_can_be_executed_and_most_by_the_plan() -> None:
    engine = Engine(SCHEMA)
    planned: list[bool] = []

    @EXAMPLES
    @given(operations(QUERIES))
    def look_at(operation: Operation) -> None:
        with suppress(NotExecutable):  # a variable of a wrong value
            planned.append(engine.prepare(operation.text, operation.variables, operation.name).plan is not None)

    look_at()

    assert len(planned) > 250
    assert sum(planned) > 0.8 * len(planned)
