"""Both engines over the world of these tests, and whether they agree."""

from collections import Counter

from graphql import ExecutionResult, GraphQLError

from app.execution import Engine, NotExecutable
from tests.execution.world import World
from tests.execution.world_schema import SCHEMA
from tests.support.equality import Faults, assert_equal_answers, possible_faults
from tests.support.operations import Operation

PLANNED = Engine(SCHEMA, plan=True)
PLAIN = Engine(SCHEMA, plan=False)
PLAIN.documents = PLANNED.documents  # to read and validate each document once


async def answer(engine: Engine, operation: Operation, world: World) -> ExecutionResult | list[GraphQLError]:
    """The answer of an engine, or why it gives none."""
    try:
        prepared = engine.prepare(operation.text, operation.variables, operation.name)
    except NotExecutable as refusal:
        return list(refusal.errors)
    return await engine.execute(prepared, world)


async def assert_engines_agree(operation: Operation) -> None:
    """Data, errors, calls of batch functions and changes: all the same."""
    plain_world, planned_world = World(), World()
    expected = await answer(PLAIN, operation, plain_world)
    given_answer = await answer(PLANNED, operation, planned_world)
    if isinstance(expected, list) or isinstance(given_answer, list):
        assert [str(error) for error in _errors(given_answer)] == [str(error) for error in _errors(expected)]
        return
    possible = await possible_faults(SCHEMA._schema, operation, World()) if expected.errors else Faults()
    assert_equal_answers(expected, given_answer, possible)
    assert planned_world.changes == plain_world.changes
    if not expected.errors:  # an error may keep graphql-core from beginning with its neighbours
        assert planned_world.reads == plain_world.reads
        assert Counter(planned_world.calls) == Counter(plain_world.calls)


def _errors(given_answer: ExecutionResult | list[GraphQLError]) -> list[GraphQLError]:
    assert isinstance(given_answer, list), "one engine refused what the other answered"
    return given_answer
