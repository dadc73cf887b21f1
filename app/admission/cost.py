"""What an operation may cost at most, before it runs.

*It costs 1 for every object that it may show, and what `@cost` says for each time that such a field is asked.* Scalars
are free; a list has as many objects as its `@listSize` says: the arguments' number, or the assumed one. Of several
possible types the dearest counts; what `@skip` or `@include` leaves out does not; what is asked for twice counts twice.
The two sums of IBM's specification, of types and of fields, are one number here, and a field that says nothing weighs
nothing itself: its objects do.

The cost of a document is worked out once, as a `Program` over the variables that say sizes and conditions. Each pair of
a selection and a type that may be selected on is looked at once, wherever it is spread.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    is_abstract_type,
)

from app.admission.arithmetic import Program, Term
from app.admission.introspection import IntrospectionCosts, is_introspection
from app.admission.weights import FieldWeight, Slicing, Weights

_NOT_SIZED: frozenset[str] = frozenset()


class _Sum(NamedTuple):
    """What a selection costs: once, and for each item of the list whose page it is asked of."""

    once: Term
    per_item: Term


_NOTHING = _Sum(0, 0)


@dataclass(frozen=True, eq=False)
class OperationCost:
    """The cost of one operation of a document."""

    _program: Program
    _term: Term

    def of(self, variables: Mapping[str, Any]) -> int:
        """With these variables, which have their types and defaults."""
        return self._program.value(self._term, variables)


class Costs:
    """Works out what the operations of documents cost, by the directives of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._weights = Weights(schema)
        self._introspection = IntrospectionCosts(schema)

    def of_operations(
        self,
        operations: Iterable[OperationDefinitionNode],
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> list[OperationCost]:
        """Of one valid document, whose fragments do not go in circles; in the order of its operations."""
        reckoning = _Reckoning(self._schema, self._weights, self._introspection, fragments)
        return [OperationCost(reckoning.program, reckoning.of_operation(each)) for each in operations]


class _Reckoning:
    """Of one document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        weights: Weights,
        introspection: IntrospectionCosts,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self.program = Program()
        self._schema = schema
        self._weights = weights
        self._introspection = introspection
        self._fragments = fragments
        self._known: dict[tuple[int, str, frozenset[str]], _Sum] = {}

    def of_operation(self, operation: OperationDefinitionNode) -> Term:
        root = self._schema.get_root_type(operation.operation)
        return self._of_set(operation.selection_set, root, _NOT_SIZED).once if root else 0

    def _of_set(self, selections: SelectionSetNode, kind: GraphQLObjectType, sized: frozenset[str]) -> _Sum:
        key = (id(selections), kind.name, sized)
        if key not in self._known:
            self._known[key] = self._added(
                self._where(each, self._of_selection(each, kind, sized)) for each in selections.selections
            )
        return self._known[key]

    def _of_selection(self, selection: SelectionNode, kind: GraphQLObjectType, sized: frozenset[str]) -> _Sum:
        if isinstance(selection, FieldNode):
            return self._of_field(selection, kind, sized)
        inner: FragmentDefinitionNode | InlineFragmentNode
        if isinstance(selection, FragmentSpreadNode):
            inner = self._fragments[selection.name.value]
        else:  # the grammar has no fourth kind
            assert isinstance(selection, InlineFragmentNode)  # noqa: S101 - as said
            inner = selection
        if self._applies(inner.type_condition, kind):
            return self._of_set(inner.selection_set, kind, sized)
        return _NOTHING

    def _of_field(self, field: FieldNode, kind: GraphQLObjectType, sized: frozenset[str]) -> _Sum:
        name = field.name.value
        if name.startswith("__"):
            return _Sum(self._introspection.of(field, self._fragments) if is_introspection(name) else 0, 0)
        facts = self._weights.of_field(kind, name)
        size = self._size(facts, field) if facts.slicing or facts.is_list else 1
        item = self._of_item(facts, field, size)
        if name in sized:
            return _Sum(facts.weight, item)
        count = size if facts.is_list and not facts.sized_fields else 1
        return _Sum(self.program.sum([facts.weight, self.program.product(count, item)]), 0)

    def _of_item(self, facts: FieldWeight, field: FieldNode, size: Term) -> Term:
        """What one object of those that the field gives costs: the dearest."""
        costs: list[Term] = []
        for kind in facts.gives:
            selections = field.selection_set
            inner = self._of_set(selections, kind, facts.sized_fields) if selections else _NOTHING
            items = self.program.product(size, inner.per_item)
            costs.append(self.program.sum([self._weights.of_type(kind), inner.once, items]))
        return self.program.maximum(costs)

    def _size(self, facts: FieldWeight, field: FieldNode) -> Term:
        given = {argument.name.value: argument.value for argument in field.arguments or ()}
        sizes = [self._given_size(given.get(name), each, facts) for name, each in facts.slicing.items()]
        stated = [size for size in sizes if size is not None]
        return self.program.maximum(stated) if stated else facts.assumed_size

    def _given_size(self, value: ValueNode | None, slicing: Slicing, facts: FieldWeight) -> Term | None:
        if isinstance(value, VariableNode):
            return self.program.size(
                value.name.value, facts.assumed_size if slicing.default is None else slicing.default
            )
        if value is None or isinstance(value, NullValueNode):
            return slicing.default
        if isinstance(value, ListValueNode):
            return len(value.values)
        if slicing.is_list:
            return 1  # a value that stands for a list of it
        return max(int(value.value), 0) if isinstance(value, IntValueNode) else slicing.default

    def _where(self, selection: SelectionNode, cost: _Sum) -> _Sum:
        """The cost under the conditions of a selection."""
        for directive in selection.directives or ():
            if directive.name.value in ("skip", "include"):
                holds = self._holds(directive, wanted=directive.name.value == "include")
                cost = _Sum(self.program.product(holds, cost.once), self.program.product(holds, cost.per_item))
        return cost

    def _holds(self, directive: DirectiveNode, wanted: bool) -> Term:
        for argument in directive.arguments or ():
            if isinstance(argument.value, VariableNode):
                return self.program.condition(argument.value.name.value, wanted)
            if isinstance(argument.value, BooleanValueNode):
                return int(argument.value.value is wanted)
        return 1

    def _added(self, costs: Iterable[_Sum]) -> _Sum:
        listed = list(costs)
        once = self.program.sum([cost.once for cost in listed])
        return _Sum(once, self.program.sum([cost.per_item for cost in listed]))

    def _applies(self, condition: NamedTypeNode | None, kind: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == kind.name:
            return True
        wanted = self._schema.type_map[condition.name.value]
        return is_abstract_type(wanted) and self._schema.is_sub_type(wanted, kind)
