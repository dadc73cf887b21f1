"""When two answers to one operation are equal: the same data, and errors that the specification lets stand for it.

Where one null swallows several errors, an engine may report any of them, depending on what it finished first. What it
may report is found out by an execution in which no error nulls anything but its own position.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, is_non_null_type, parse
from graphql.execution import Executor
from graphql.pyutils import Path

from tests.support.operations import Operation

Position = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """What is compared of an error."""

    message: str
    path: Position
    locations: tuple[tuple[int, int], ...]
    extensions: str
    cause: tuple[type, str] | None

    @classmethod
    def of(cls, error: GraphQLError) -> "Fault":
        cause = error.original_error
        return cls(
            message=error.message,
            path=tuple(error.path or ()),
            locations=tuple(tuple(location) for location in error.locations or ()),  # type: ignore[misc] # pairs
            extensions=json.dumps(error.extensions or {}, sort_keys=True, default=repr),
            cause=(type(cause), str(cause)) if cause else None,
        )


@dataclass(frozen=True)
class Faults:
    """Every error that an answer to an operation may tell, and where null may stand in it."""

    all: frozenset[Fault] = frozenset()
    nullable: frozenset[Position] = frozenset()

    def nulled_by(self, fault: Fault) -> Position:
        """What the error turns into null, if nothing around it is null already."""
        depths = range(len(fault.path), 0, -1)
        return next((fault.path[:depth] for depth in depths if fault.path[:depth] in self.nullable), ())


class UnsparingExecutor(Executor[Any]):
    """Reports every error that there is: none of them takes its parent along. And notes what is nullable."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.error_propagation = False
        self.nullable: dict[Position, bool] = {}

    def complete_value(self, return_type: Any, details: Any, info: Any, path: Path, *more: Any) -> Any:
        self.nullable.setdefault(tuple(path.as_list()), not is_non_null_type(return_type))
        return super().complete_value(return_type, details, info, path, *more)

    def handle_field_error(self, error: Exception, return_type: Any, details: Any, path: Path) -> None:
        self.nullable.setdefault(tuple(path.as_list()), not is_non_null_type(return_type))
        super().handle_field_error(error, return_type, details, path)


async def possible_faults(schema: GraphQLSchema, operation: Operation, context: Any) -> Faults:
    """Find them out by executing the operation."""
    executor = UnsparingExecutor.build(
        schema,
        parse(operation.text),
        context_value=context,
        raw_variable_values=operation.variables,
        operation_name=operation.name,
    )
    assert isinstance(executor, UnsparingExecutor), executor
    running = executor.execute_operation()
    result = await running if isawaitable(running) else running
    assert isinstance(result, ExecutionResult)
    nullable = frozenset(position for position, is_nullable in executor.nullable.items() if is_nullable)
    return Faults(frozenset(map(Fault.of, result.errors or ())), nullable)


def assert_equal_answers(expected: ExecutionResult, given: ExecutionResult, possible: Faults) -> None:
    """The data are equal to the order of their keys; the same nulls have errors, each of which can have caused it."""
    assert _text(given.data) == _text(expected.data)
    ours = _by_null(given.data, map(Fault.of, given.errors or ()))
    theirs = _by_null(expected.data, map(Fault.of, expected.errors or ()))
    assert ours.keys() == theirs.keys(), f"errors caused {sorted(map(repr, ours))}, not {sorted(map(repr, theirs))}"
    for position, faults in theirs.items():
        assert_same_faults(position, faults, ours[position], possible)


def assert_same_faults(position: Position, expected: Sequence[Fault], given: Sequence[Fault], possible: Faults) -> None:
    """The errors behind one null: the same ones where the field failed itself, possible ones where its children did."""
    assert len({fault.path for fault in given}) == len(given), f"one error was told twice: {given}"
    if any(fault.path == position for fault in expected):
        assert set(given) == set(expected)
        return
    assert possible.all.issuperset(expected), "the execution that spares no error has missed one"
    assert possible.all.issuperset(given), f"no field fails like this: {set(given) - possible.all}"
    nulled = [possible.nulled_by(fault) for fault in given]
    assert len(set(nulled)) == len(nulled), f"of the errors that null one place, one is told: {given}"


def _text(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False)


def _by_null(data: Any, faults: Iterable[Fault]) -> dict[Position, list[Fault]]:
    groups: dict[Position, list[Fault]] = {}
    for fault in faults:
        groups.setdefault(null_position(data, fault.path), []).append(fault)
    return groups


def null_position(data: Any, path: Position) -> Position:
    """Where on the way to its path an error left a null."""
    value = data
    for depth in range(len(path) + 1):
        if value is None:
            return path[:depth]
        if depth < len(path):
            try:
                value = value[path[depth]]
            except (KeyError, IndexError, TypeError):
                raise AssertionError(f"an error says {path}, which is nowhere in the data") from None
    raise AssertionError(f"an error says {path}, where the data has {value!r}")
