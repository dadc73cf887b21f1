"""Answers in parts: put together, they are the whole answer, with the same reads. Who does not ask for parts gets the
whole answer from the plan, whatever the document puts off."""

from collections import Counter
from contextlib import aclosing
from inspect import isawaitable
from typing import Any

import pytest
from graphql import (
    DirectiveNode,
    ExecutionResult,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_nullable_type,
    is_list_type,
    parse,
    parse_const_value,
    print_ast,
    visit,
)
from graphql.language import ArgumentNode, NameNode
from hypothesis import given, settings
from hypothesis import strategies as st

from app.execution import NotExecutable, Prepared
from app.http.graphql.parts import FORMS, August2022, Form, PartsExecutor, Version2
from tests.execution.agreement import PLAIN, PLANNED, assert_engines_agree
from tests.execution.test_differential import QUICK
from tests.execution.world import World
from tests.execution.world_schema import QUERIES, SCHEMA
from tests.support.operations import Operation, operations

pytestmark = pytest.mark.slow


class PutOff(Visitor):
    """Puts off every so many fragments, and every list after its first item."""

    def __init__(self, info: TypeInfo, every: int) -> None:
        super().__init__()
        self._info = info
        self._every = every
        self._seen = 0

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> Node | None:
        return self._put_off(node)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> Node | None:
        return self._put_off(node)

    def enter_field(self, node: FieldNode, *_: Any) -> Node | None:
        definition = self._info.get_field_def()
        if definition is None or not is_list_type(get_nullable_type(definition.type)):
            return None
        return _with(node, _directive("stream", initialCount="1"))

    def _put_off(self, node: InlineFragmentNode | FragmentSpreadNode) -> Node | None:
        self._seen += 1
        return _with(node, _directive("defer")) if self._seen % self._every == 0 else None


def _directive(name: str, **arguments: str) -> DirectiveNode:
    given_arguments = tuple(
        ArgumentNode(name=NameNode(value=key), value=parse_const_value(value)) for key, value in arguments.items()
    )
    return DirectiveNode(name=NameNode(value=name), arguments=given_arguments)


def _with(node: Node, directive: DirectiveNode) -> Node:
    return type(node)(
        **{key: getattr(node, key) for key in node.keys}
        | {"directives": (*(getattr(node, "directives", None) or ()), directive)}
    )


def put_off(operation: Operation, every: int) -> Operation:
    info = TypeInfo(SCHEMA._schema)
    document = visit(parse(operation.text, no_location=True), TypeInfoVisitor(info, PutOff(info, every)))
    return Operation(print_ast(document), operation.variables, operation.name)


OPERATIONS = st.builds(put_off, operations(QUERIES), st.integers(1, 3))


async def parts_of(prepared: Prepared, world: World, form: type[Form], *, early: bool) -> list[dict[str, Any]]:
    """All of them; one, where nothing was put off."""
    executor = PLANNED.executor(PartsExecutor, prepared, world, early=early)
    found: Any = executor.execute_operation()
    found = await found if isawaitable(found) else found
    if isinstance(found, ExecutionResult):
        return [{"data": found.data, "errors": found.errors, "hasNext": False}]
    writer = form("request", executor.told)
    first = {"data": found.initial_result.data, "errors": found.initial_result.errors}
    parts = [writer.first(first, found.initial_result)]
    async with aclosing(found.subsequent_results) as following:
        parts += [writer.following(each) async for each in following]
    return parts


def together(parts: list[dict[str, Any]], form: type[Form]) -> Any:
    """What a client makes of them."""
    data = parts[0]["data"]
    pending: dict[str, Any] = {}
    for part in parts:
        pending |= {each["id"]: each["path"] for each in part.get("pending", ())}
        for each in part.get("incremental", ()):
            path = each["path"] if form is August2022 else [*pending[each["id"]], *each.get("subPath", ())]
            if "items" not in each:
                _at(data, path).update(each["data"])
                continue
            items = _at(data, path[:-1] if form is August2022 else path)
            assert form is Version2 or path[-1] == len(items)
            items.extend(each["items"])
    assert [part["hasNext"] for part in parts] == [True] * (len(parts) - 1) + [False]
    return data


def _at(data: Any, path: list[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


@settings(QUICK, max_examples=400)
@given(OPERATIONS, st.sampled_from(FORMS), st.booleans())
async def test_parts_are_the_whole(operation: Operation, form: type[Form], early: bool) -> None:
    try:
        prepared = PLANNED.prepare(operation.text, operation.variables, operation.name)
    except NotExecutable:
        return
    world, in_parts = World(), World()
    whole = await PLAIN.execute(prepared, world)
    if whole.errors:
        return  # which may have kept graphql-core from the neighbours of what failed
    parts = await parts_of(prepared, in_parts, form, early=early)
    assert _sorted(together(parts, form)) == _sorted(whole.data)
    if early:
        assert Counter(in_parts.calls) == Counter(world.calls)


def test_much_is_put_off() -> None:
    seen: Counter[str] = Counter()

    @settings(QUICK, max_examples=400)
    @given(OPERATIONS)
    def look_at(operation: Operation) -> None:
        seen.update(name for name in ("@defer", "@stream") if name in operation.text)

    look_at()
    assert min(seen["@defer"], seen["@stream"]) > 50


@QUICK
@given(OPERATIONS)
async def test_who_asks_for_no_parts_gets_the_plans_answer(operation: Operation) -> None:
    await assert_engines_agree(operation)


@QUICK
@given(OPERATIONS)
async def test_what_is_put_off_has_a_plan(operation: Operation) -> None:
    try:
        prepared = PLANNED.prepare(operation.text, operation.variables, operation.name)
    except NotExecutable:
        return
    plain = operation.text.replace(" @defer", "").replace(" @stream(initialCount: 1)", "")
    assert (prepared.plan is None) == (PLANNED.prepare(plain, operation.variables, operation.name).plan is None)
    assert prepared.kind is OperationType.QUERY
