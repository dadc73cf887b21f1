"""Walking a plan breadth-first: whole columns of values at a time, one call of each batch function.

Everything that needs no waiting is written at once, through objects in objects; what needs a batch is called for all
parents together, and the batches below one group run at the same time. Errors stand in the way of nothing: a value that
fails becomes null, or takes what holds it along, as section 6.4.4 of the GraphQL specification (October 2021) says.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationType,
    default_field_resolver,
    default_type_resolver,
    located_error,
)
from graphql.execution.executor import Executor
from graphql.execution.values import VariableValues

from app.execution.batch import Batch, names_of
from app.execution.completion import Completion
from app.execution.places import Group, Run, Step, is_gone, make_null, way_up
from app.execution.plan import Attribute, Method, Plan, PlannedField, TypeName
from app.execution.trace import Trace

Waiting = list[Awaitable[None]]  # what has to be waited for before a group is whole


class Walk:
    """One execution of a plan."""

    def __init__(
        self,
        schema: GraphQLSchema,
        plan: Plan,
        variables: VariableValues,
        context: Any,
        *,
        trace: Trace,
        tags: set[Any] | None = None,
    ) -> None:
        """`tags`, where they are given, gather what the answer shows."""
        self._schema = schema
        self._plan = plan
        self._variables = variables
        self._context = context
        self._trace = trace
        self._tags = tags
        self._errors: list[GraphQLError] = []
        self._is_null = False

    async def run(self) -> tuple[dict[str, Any] | None, list[GraphQLError]]:
        """The data and the errors."""
        data: dict[str, Any] = dict(self._plan.root.template)
        root = Group(self._plan.root, [None], [data])
        if self._plan.operation.operation is OperationType.MUTATION:
            for field in self._plan.root.fields:  # one after the other: each sees what the one before has done
                await _together(self._begin(field, root, []))
                if self._is_null:
                    break  # there is no answer any more that the next one could stand in
        else:
            await _together(self._walk(root, []))
        return (None if self._is_null else data), self._errors

    def _walk(self, group: Group, waiting: Waiting) -> Waiting:
        """Write what can be written at once; the rest is waiting."""
        if group.selection.tag:
            self._tag(map(attrgetter(group.selection.tag), group.parents))
        for field in group.selection.fields:
            self._begin(field, group, waiting)
        return waiting

    def _begin(self, field: PlannedField, group: Group, waiting: Waiting) -> Waiting:
        source = field.source
        if isinstance(source, Attribute):
            return self._write(field, group, _column(source.read, group.parents), waiting)
        if isinstance(source, TypeName):
            return self._write(field, group, [group.selection.type.name] * len(group.outs), waiting)
        if isinstance(source, Method):
            return self._write(field, group, self._methods(source, field, group), waiting)
        waiting.append(self._fetch(source, field, group))
        return waiting

    def _methods(self, source: Method, field: PlannedField, group: Group) -> list[Any]:
        function = source.function
        if field.arguments is None:
            return _column(function, group.parents)
        try:
            arguments = field.arguments(self._variables)
        except Exception as error:
            return [error] * len(group.parents)
        return _column(lambda parent: function(parent, **arguments), group.parents)

    async def _fetch(self, batch: Batch, field: PlannedField, group: Group) -> None:
        with self._trace.span(_names(group, field), len(group.parents)):
            try:
                values = await self._call(batch, field, group)
            except Exception as error:  # a batch that fails, fails for each of its parents
                values = [error] * len(group.parents)
        await _together(self._write(field, group, values, []))

    async def _call(self, batch: Batch, field: PlannedField, group: Group) -> Sequence[Any]:
        arguments = field.arguments(self._variables) if field.arguments else {}
        self._tag(names_of(batch.lists, arguments))
        if batch.tag:
            self._tag(map(attrgetter(batch.tag), group.parents))
        asked = {**arguments, "selected": field.selected} if batch.wants_selected else arguments
        results = await batch.run(self._context, group.parents, asked)
        if batch.absent_from and None in results:
            self._tag(names_of(batch.absent_from, arguments))
        return results

    def _tag(self, tags: Iterable[Any]) -> None:
        if self._tags is not None:
            self._tags.update(tags)

    def _write(self, field: PlannedField, group: Group, values: Sequence[Any], waiting: Waiting) -> Waiting:
        """Write a field's values into their objects, and begin with what stands below them."""
        column = field.shape.plain_column(values)
        completion = None
        if column is None:
            completion = Completion(Run(field, group, [[]] * len(field.shape.nullable)), lambda: self._executor)
            column = completion.of(values)
        key = field.key
        for out, value in zip(group.outs, column, strict=True):
            out[key] = value
        if completion is not None:
            for level, index, error in completion.faults:
                self._fail(completion.run, level, index, error)
            for below in completion.groups:
                self._walk(below, waiting)
        return waiting

    def _fail(self, run: Run, level: int, index: int, error: Exception) -> None:
        steps = list(way_up(run, level, index))
        if self._is_null or is_gone(steps):
            return
        self._errors.append(located_error(error, run.field.nodes, _path(steps)))
        self._is_null = not make_null(steps)

    @cached_property
    def _executor(self) -> Executor[Any]:
        """graphql-core's own, for what it is asked in single cases."""
        plan, resolver = self._plan, default_field_resolver
        fragments = dict(plan.fragments)
        return Executor(
            self._schema, fragments, {}, None, self._context, plan.operation, self._variables, resolver,
            default_type_resolver, resolver,
        )  # fmt: skip


async def _together(waiting: Waiting) -> None:
    if len(waiting) == 1:
        await waiting[0]  # without a task of its own
    elif waiting:
        await asyncio.gather(*waiting)


def _column(read: Callable[[Any], Any], parents: Sequence[Any]) -> list[Any]:
    """The value of each object; where reading one fails, its error."""
    try:
        return list(map(read, parents))
    except Exception:  # one of them; the functions are pure, so asking again is safe
        return [_value_or_error(read, parent) for parent in parents]


def _value_or_error(read: Callable[[Any], Any], parent: Any) -> Any:
    try:
        return read(parent)
    except Exception as error:  # it is told where it stands
        return error


def _path(steps: Sequence[Step]) -> list[str | int]:
    return [step.key for step in reversed(steps)]


def _names(group: Group, field: PlannedField) -> list[str]:
    """The field's path in the response, without the indexes of lists."""
    names = [field.key]
    while group.run is not None:
        names.append(group.run.field.key)
        group = group.run.group
    return names[::-1]
