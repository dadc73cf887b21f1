"""Completing a field's values, a column for each level of lists: what section 6.4.3 of the specification asks of one
value, done for all of them at once where all are well, and one by one where any is not.

The words of an error, and what counts as an object of a type, are graphql-core's own.
"""

from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import Any

from graphql import GraphQLError, GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, Undefined
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.executor import Executor, invalid_return_type_error
from graphql.pyutils import Path, is_iterable
from strawberry.types.base import get_object_definition

from app.execution.places import Group, Run
from app.execution.plan import Selection

_LISTS = frozenset({list, tuple})


class Completion:
    """The completed values of one field, the groups of objects among them, and what failed where."""

    def __init__(self, run: Run, executor: Callable[[], Executor[Any]]) -> None:
        self.run = run
        self.groups: list[Group] = []
        self.faults: list[tuple[int, int, Exception]] = []
        """Level, index in the level's column, and the error."""
        self._shape = run.field.shape
        self._executor = executor

    def of(self, values: Sequence[Any], level: int = 0) -> Sequence[Any]:
        """The column that is written for these values."""
        leaf = self._shape.leaf
        if level < self._shape.lists:
            column: Sequence[Any] = self._lists(values, level)
        elif leaf is None:
            column = self._objects(values, level)
        else:
            well = leaf.column(values, nullable=self._shape.nullable[level])
            column = self._each(values, level, leaf.value) if well is None else well
        self.run.columns[level] = column
        return column

    def _lists(self, values: Sequence[Any], level: int) -> list[list[Any] | None]:
        lists = values if _LISTS.issuperset(map(type, values)) else self._each(values, level, self._as_list)
        items = iter(self.of(list(chain.from_iterable(each for each in lists if each is not None)), level + 1))
        return [None if each is None else list(islice(items, len(each))) for each in lists]

    def _objects(self, values: Sequence[Any], level: int) -> Sequence[dict[str, Any] | None]:
        kinds = set(map(type, values))
        if len(kinds) == 1 and (known := self._shape.known.get(kinds.pop())):
            outs: list[dict[str, Any]] = [known.template.copy() for _ in values]
            self.groups.append(Group(known, values, outs, self.run))
            return outs
        selections = self._each(values, level, self._selection_of)
        column = [None if selection is None else selection.template.copy() for selection in selections]
        for selection in dict.fromkeys(filter(None, selections)):
            places = [place for place, each in enumerate(selections) if each is selection]
            written = [out for place in places if (out := column[place]) is not None]
            self.groups.append(Group(selection, [values[place] for place in places], written, self.run, places))
        return column

    def _each(self, values: Sequence[Any], level: int, complete: Callable[[Any], Any]) -> list[Any]:
        """One by one: null where a value is null or fails."""
        column: list[Any] = []
        for index, value in enumerate(values):
            written = None
            try:
                if isinstance(value, Exception):
                    raise value
                if value is not None and value is not Undefined:
                    written = complete(value)
                elif not self._shape.nullable[level]:
                    field = self.run.field
                    raise TypeError(
                        f"Cannot return null for non-nullable field {field.parent}.{field.nodes[0].name.value}."
                    )
            except Exception as error:  # whatever a resolver or a serialiser raises is the answer's to tell
                self.faults.append((level, index, error))
            column.append(written)
        return column

    def _as_list(self, value: Any) -> list[Any]:
        if not is_iterable(value):
            field = self.run.field
            raise GraphQLError(
                f"Expected Iterable, but did not find one for field '{field.parent}.{field.nodes[0].name.value}'."
            )
        return list(value)

    def _selection_of(self, value: Any) -> Selection:
        shape = self._shape
        if known := shape.known.get(type(value)):
            return known
        field, executor = self.run.field, self._executor()
        details = [FieldDetails(node, None) for node in field.nodes]
        path = Path(None, field.key, field.parent.name)  # whoever decides on a type asks for no more of it
        info = executor.build_resolve_info(field.definition, field.nodes, field.parent, path)
        kind = shape.named
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            resolve_type = kind.resolve_type or executor.type_resolver
            kind = executor.ensure_valid_runtime_type(resolve_type(value, info, kind), kind, details, info, value)
        if not isinstance(kind, GraphQLObjectType):
            raise TypeError(f"{kind} is no type of objects")
        if kind.is_type_of and not kind.is_type_of(value, info):
            raise invalid_return_type_error(kind, value, details)
        selection = shape.selections[kind.name]
        if (kind.is_type_of is None and kind is shape.named) or _class_decides(value):
            shape.known[type(value)] = selection
        return selection


def _class_decides(value: Any) -> bool:
    """Whether every instance of the class is of the same GraphQL type: not so for generic types, and for classes that
    answer themselves. (`strawberry.cast`, which marks a single object, is not used with the plan.)"""
    definition = get_object_definition(value)
    return (
        definition is not None
        and definition.is_type_of is None
        and not definition.is_graphql_generic
        and all(interface.resolve_type is None for interface in definition.interfaces)
    )
