"""What questions about the schema itself cost.

Their answers are made of memory alone, so that many values weigh as much as one object of the shop; but there are many:
the usual question of tools shows some ten thousand. Right below `types`, where every type is shown once, lists have
their average length, which makes the sum exact; elsewhere a list is reckoned as long as the schema's longest, since the
caller chooses whose it is. The types within types (`ofType`) are as many as the schema's fields have on average, and
end where the deepest does. That a type leads to types without end is stopped by the validation.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)

VALUES_PER_COST = 12
"""Measured: a value of the schema takes some 6 µs, in a thread beside the others' requests. With the usual limit of
10,000 one question takes 120,000 values at most; that of all tools asks for some 52,000 of our schema."""

_ROOTS = {"__schema": "__Schema", "__type": "__Type"}
_WRAPPED = "ofType"
_Fragments = Mapping[str, FragmentDefinitionNode]


class _Length(NamedTuple):
    average: float
    longest: int


_Lengths = Mapping[tuple[str, str], _Length]


def is_introspection(name: str) -> bool:
    """Whether a field of this name asks for the schema."""
    return name in _ROOTS


def introspects(operation: OperationDefinitionNode, fragments: _Fragments) -> bool:
    """Whether an operation asks for the schema, which it can only at its root."""
    spread: set[str] = set()
    waiting = [operation.selection_set]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                if is_introspection(selection.name.value):
                    return True
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in spread:
                spread.add(selection.name.value)
                waiting.append(fragments[selection.name.value].selection_set)
    return False


class IntrospectionCosts:
    """Of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._lengths = _lengths(schema)
        self._wrapped = _wrapped(schema)

    def of(self, field: FieldNode, fragments: _Fragments) -> int:
        """What `__schema` or `__type` with all below it costs."""
        count = _Count(self._schema, self._lengths, self._wrapped, fragments)
        return ceil(count.of_field(field, _ROOTS[field.name.value], field.name.value == "__schema") / VALUES_PER_COST)


class _Count:
    """Counts the values that a selection on an introspection type shows."""

    def __init__(self, schema: GraphQLSchema, lengths: _Lengths, wrapped: list[float], fragments: _Fragments) -> None:
        self._schema = schema
        self._lengths = lengths
        self._wrapped = wrapped
        self._fragments = fragments
        self._known: dict[tuple[int, str, bool, int], float] = {}

    def of_field(self, field: FieldNode, gives: str, usual: bool, depth: int = 0) -> float:
        """One value of a field that gives this type."""
        return 1 + (self._of_set(field.selection_set, gives, usual, depth) if field.selection_set else 0)

    def _of_set(self, selections: SelectionSetNode, kind: str, usual: bool, depth: int) -> float:
        """`usual`: whether all objects of the type are shown, so that averages hold; `depth`: of `ofType`."""
        key = (id(selections), kind, usual, depth)
        if key not in self._known:
            self._known[key] = sum(self._of_selections(selections, kind, usual, depth))
        return self._known[key]

    def _of_selections(self, selections: SelectionSetNode, kind: str, usual: bool, depth: int) -> Iterator[float]:
        for selection in selections.selections:
            if isinstance(selection, FragmentSpreadNode):
                yield self._of_set(self._fragments[selection.name.value].selection_set, kind, usual, depth)
            elif isinstance(selection, InlineFragmentNode):
                yield self._of_set(selection.selection_set, kind, usual, depth)
            elif isinstance(selection, FieldNode):
                yield self._of_values(selection, kind, usual, depth)

    def _of_values(self, field: FieldNode, kind: str, usual: bool, depth: int) -> float:
        name = field.name.value
        if not field.selection_set:
            return 1
        parent: Any = self._schema.type_map[kind]
        gives: str = get_named_type(parent.fields[name].type).name
        if name == _WRAPPED:
            depth += 1
            share = self._wrapped[depth] if depth < len(self._wrapped) else 0.0
            return share and share * self.of_field(field, gives, usual=False, depth=depth)
        length = self._lengths.get((kind, name))
        if length is None:
            return self.of_field(field, gives, usual=False)
        return self.of_field(field, gives, usual) * (length.average if usual else length.longest)


def _lengths(schema: GraphQLSchema) -> dict[tuple[str, str], _Length]:
    kinds = list(schema.type_map.values())
    composite = [each for each in kinds if isinstance(each, GraphQLObjectType | GraphQLInterfaceType)]
    fields = [len(each.fields) for each in composite]
    arguments = [len(field.args) for each in composite for field in each.fields.values()]
    abstract = [each for each in kinds if isinstance(each, GraphQLInterfaceType | GraphQLUnionType)]
    every = len(kinds)
    return {
        ("__Schema", "types"): _Length(every, every),
        ("__Schema", "directives"): _Length(len(schema.directives), len(schema.directives)),
        ("__Type", "fields"): _length(fields, every),
        ("__Type", "interfaces"): _length([len(each.interfaces) for each in composite], every),
        ("__Type", "possibleTypes"): _length([len(schema.get_possible_types(each)) for each in abstract], every),
        ("__Type", "enumValues"): _length(
            [len(each.values) for each in kinds if isinstance(each, GraphQLEnumType)], every
        ),
        ("__Type", "inputFields"): _length(
            [len(each.fields) for each in kinds if isinstance(each, GraphQLInputObjectType)], every
        ),
        ("__Field", "args"): _length(arguments, len(arguments)),
        ("__Directive", "args"): _length([len(each.args) for each in schema.directives], len(schema.directives)),
    }


def _length(lengths: list[int], of: int) -> _Length:
    return _Length(sum(lengths) / of if of else 0, max(lengths, default=0))


def _wrapped(schema: GraphQLSchema) -> list[float]:
    """For each depth: of the types that are wrapped so often less one, the part that is wrapped once more."""
    depths = Counter(
        str(field.type).count("[") + str(field.type).count("!")
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field in kind.fields.values()
    )
    at_least = [sum(depths[each] for each in depths if each >= depth) for depth in range(max(depths, default=0) + 1)]
    return [1.0, *(wrapped / outer for outer, wrapped in pairwise(at_least))]
