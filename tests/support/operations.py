"""Valid GraphQL operations over any schema, for Hypothesis: aliases, fragments, directives, variables, merged fields.

A response key means the same field with the same arguments everywhere in a document, so fields always merge; fragments
spread only what was finished before them, so none is a circle; operations declare exactly the variables they use.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, cast

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    Visitor,
    do_types_overlap,
    get_named_type,
    is_composite_type,
    is_leaf_type,
    is_required_argument,
    parse,
    print_ast,
    visit,
)
from hypothesis import strategies as st

from tests.support.operation_values import Values, VariableBook

T = TypeVar("T")

ALIASES = ("a", "b", "id", "nodes")
"""Names that fields have as well are among them, so that a key can stand for another field than it says."""

LOOKS_AT_ITSELF = "{ __schema { queryType { name } } __type(name: %s) { __typename name kind fields { name } } }"


@dataclass(frozen=True)
class Operation:
    """What a client sends."""

    text: str
    variables: dict[str, Any]
    name: str | None

    def __repr__(self) -> str:
        return f"\n{self.text}\nvariables: {self.variables!r}\noperation: {self.name!r}\n"


@dataclass(frozen=True)
class Subject:
    """What operations are written about."""

    schema: GraphQLSchema
    values: Values
    kinds: Sequence[OperationType] = (OperationType.QUERY,)
    root_fields: frozenset[str] | None = None
    """The fields of the root that may be asked; all where this is None."""
    depth: int = 5
    fields: int = 30
    """So many fields a document has, and a few leaves more."""


@st.composite
def operations(draw: Callable[[st.SearchStrategy[Any]], Any], subject: Subject) -> Operation:
    """Valid operations about a schema."""
    return _Writer(draw, subject).operation()


@dataclass(frozen=True)
class _Fragment:
    node: FragmentDefinitionNode
    condition: GraphQLCompositeType
    depth: int

    @property
    def name(self) -> str:
        return self.node.name.value


@dataclass
class _Writer:
    """Writes one document."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    subject: Subject
    fragments: list[_Fragment] = field(default_factory=list)
    meanings: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """What each response key stands for: the field, its arguments, the shape of its type."""
    asked: dict[str, list[FieldNode]] = field(default_factory=dict)
    """Fields that were written already, by the type they were asked of."""
    left: int = 0

    def __post_init__(self) -> None:
        self.left = self.subject.fields
        self.variables = VariableBook(self.draw, self.subject.schema, self.subject.values)

    def chance(self, one_in: int) -> bool:
        """True once in so many; shrinks to False."""
        return bool(self.draw(_upto(one_in - 1)) == one_in - 1)

    def pick(self, options: Sequence[T]) -> T:
        """One of them; shrinks to the first."""
        chosen: T = options[self.draw(_upto(len(options) - 1))]
        return chosen

    def operation(self) -> Operation:
        kinds = [self.pick(self.subject.kinds) for _ in range(self.pick((1, 1, 1, 2, 3)))]
        bodies = [self._body(kind) for kind in kinds]
        chosen = self.draw(_upto(len(bodies) - 1))
        is_named = len(bodies) > 1 or self.chance(2)
        used = [self._used_in(body) for body in bodies]
        written = [
            OperationDefinitionNode(
                operation=kind,
                name=NameNode(value=f"Operation{number}") if is_named else None,
                variable_definitions=self.variables.definitions(names.variables),
                directives=(),
                selection_set=body,
            )
            for number, (kind, body, names) in enumerate(zip(kinds, bodies, used, strict=True))
        ]
        fragments = [each.node for each in self.fragments if any(each.name in names.fragments for names in used)]
        return Operation(
            print_ast(DocumentNode(definitions=(*written, *fragments))),
            self.variables.given(used[chosen].variables),
            f"Operation{chosen}" if len(bodies) > 1 or (is_named and self.chance(2)) else None,
        )

    def _body(self, kind: OperationType) -> SelectionSetNode:
        root = self.subject.schema.get_root_type(kind)
        assert root is not None
        chosen = self._selections(root, self.subject.depth)
        if kind is OperationType.QUERY and self.chance(12):
            return SelectionSetNode(selections=(*chosen.selections, *self._introspection()))
        return chosen

    def _introspection(self) -> Iterable[SelectionNode]:
        name = self.pick([name for name in self.subject.schema.type_map if not name.startswith("__")])
        (asked,) = parse(LOOKS_AT_ITSELF % f'"{name}"', no_location=True).definitions
        return cast(OperationDefinitionNode, asked).selection_set.selections

    def _selections(self, parent: GraphQLCompositeType, depth: int) -> SelectionSetNode:
        return SelectionSetNode(
            selections=tuple(self._selection(parent, depth) for _ in range(1 + self.draw(_upto(3 if depth else 1))))
        )

    def _selection(self, parent: GraphQLCompositeType, depth: int) -> SelectionNode:
        kind = self.draw(_upto(15))
        if kind == 11:
            return self._typename()
        if kind == 12 and depth:
            return self._inline_fragment(parent, depth)
        if kind == 13 and depth:
            return self._new_fragment(parent, depth)
        if kind == 14:
            return self._known_fragment(parent, depth) or self._field(parent, depth)
        if kind == 15:
            return self._field_again(parent, depth) or self._field(parent, depth)
        return self._field(parent, depth)

    def _field(self, parent: GraphQLCompositeType, depth: int) -> SelectionNode:
        choices = self._choices(parent, depth)
        if not choices:
            return self._typename()
        name, definition = self.pick(choices)
        self.left -= 1
        arguments = tuple(self._arguments(parent, name, definition))
        meaning = (name, " ".join(map(print_ast, arguments)), _shape(definition))
        key = self._key(name, meaning)
        node = FieldNode(
            alias=None if key == name else NameNode(value=key),
            name=NameNode(value=name),
            arguments=arguments,
            directives=self._directives(),
            selection_set=self._below(definition, depth),
        )
        self.asked.setdefault(parent.name, []).append(node)
        return node

    def _field_again(self, parent: GraphQLCompositeType, depth: int) -> FieldNode | None:
        """A field that stands elsewhere with the same arguments and key, with other selections: they merge."""
        before = [
            (node, definition)
            for node in self.asked.get(parent.name, ())
            for definition in [_fields_of(parent)[node.name.value]]
            if depth or is_leaf_type(get_named_type(definition.type))
        ]
        if not before:
            return None
        node, definition = self.pick(before)
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=node.arguments,
            directives=self._directives(),
            selection_set=self._below(definition, depth),
        )

    def _choices(self, parent: GraphQLCompositeType, depth: int) -> Sequence[tuple[str, GraphQLField]]:
        fields = _fields_of(parent)
        if parent is self.subject.schema.query_type and self.subject.root_fields is not None:
            fields = {name: fields[name] for name in fields if name in self.subject.root_fields}
        if depth and self.left > 0:
            return list(fields.items())
        return [each for each in fields.items() if is_leaf_type(get_named_type(each[1].type))]

    def _below(self, definition: GraphQLField, depth: int) -> SelectionSetNode | None:
        named = get_named_type(definition.type)
        return self._selections(named, depth - 1) if is_composite_type(named) else None

    def _key(self, name: str, meaning: tuple[str, str, str]) -> str:
        key = self.pick(ALIASES) if self.chance(5) else name
        number = 1
        while self.meanings.setdefault(key, meaning) != meaning:
            key, number = f"{name}{number}", number + 1
        return key

    def _typename(self) -> FieldNode:
        key = self._key("__typename", ("__typename", "", "String!"))
        return FieldNode(
            alias=None if key == "__typename" else NameNode(value=key),
            name=NameNode(value="__typename"),
            arguments=(),
            directives=self._directives(),
        )

    def _arguments(self, parent: GraphQLCompositeType, name: str, definition: GraphQLField) -> Iterable[ArgumentNode]:
        for argument_name, argument in definition.args.items():
            if is_required_argument(argument) or self.chance(2):
                value = self._argument(f"{parent.name}.{name}.{argument_name}", argument)
                yield ArgumentNode(name=NameNode(value=argument_name), value=value)

    def _argument(self, place: str, argument: GraphQLArgument) -> ValueNode:
        has_default = argument.default_value is not Undefined or argument.default is not None
        return self.variables.node(argument.type, place, has_default=has_default)

    def _directives(self) -> tuple[DirectiveNode, ...]:
        names = {9: ["skip"], 10: ["include"], 11: ["include", "skip"]}.get(self.draw(_upto(11)), [])
        return tuple(
            DirectiveNode(
                name=NameNode(value=name),
                arguments=(
                    ArgumentNode(
                        name=NameNode(value="if"),
                        value=self.variables.condition(mostly=name == "include"),
                    ),
                ),
            )
            for name in names
        )

    def _inline_fragment(self, parent: GraphQLCompositeType, depth: int) -> InlineFragmentNode:
        condition = None if self.chance(3) else self.pick(self._conditions(parent))
        return InlineFragmentNode(
            type_condition=_named(condition) if condition else None,
            directives=self._directives(),
            selection_set=self._selections(condition or parent, depth - 1),
        )

    def _new_fragment(self, parent: GraphQLCompositeType, depth: int) -> FragmentSpreadNode:
        condition = self.pick(self._conditions(parent))
        body = self._selections(condition, depth - 1)
        node = FragmentDefinitionNode(
            name=NameNode(value=f"Part{len(self.fragments)}"),
            type_condition=_named(condition),
            directives=(),
            selection_set=body,
        )
        self.fragments.append(_Fragment(node, condition, depth))
        return self._spread(self.fragments[-1])

    def _known_fragment(self, parent: GraphQLCompositeType, depth: int) -> FragmentSpreadNode | None:
        fitting = [
            each
            for each in self.fragments
            if each.depth <= depth and do_types_overlap(self.subject.schema, each.condition, parent)
        ]
        return self._spread(self.pick(fitting)) if fitting else None

    def _spread(self, fragment: _Fragment) -> FragmentSpreadNode:
        return FragmentSpreadNode(name=NameNode(value=fragment.name), directives=self._directives())

    def _conditions(self, parent: GraphQLCompositeType) -> Sequence[GraphQLCompositeType]:
        return _overlapping(self.subject.schema, parent.name)

    def _used_in(self, body: SelectionSetNode) -> "_Names":
        """What an operation uses, itself and through its fragments: the last of them spread those before."""
        names = _Names()
        visit(body, names)
        for fragment in reversed(self.fragments):
            if fragment.name in names.fragments:
                visit(fragment.node, names)
        return names


class _Names(Visitor):
    """The names of fragments and variables that a part of a document uses, in the order of their use."""

    def __init__(self) -> None:
        super().__init__()
        self.fragments: dict[str, None] = {}
        self.variables: dict[str, None] = {}

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        self.fragments[node.name.value] = None

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.variables[node.name.value] = None


@cache
def _upto(last: int) -> st.SearchStrategy[int]:
    return st.integers(0, last)


@cache
def _overlapping(schema: GraphQLSchema, name: str) -> Sequence[GraphQLCompositeType]:
    """The types that a fragment in a selection of this one can be on, itself first."""
    parent = cast(GraphQLCompositeType, schema.type_map[name])
    if parent in (schema.query_type, schema.mutation_type):
        return [parent]
    others = [
        other
        for other in schema.type_map.values()
        if is_composite_type(other) and other is not parent and do_types_overlap(schema, other, parent)
    ]
    return [parent, *others]


def _fields_of(parent: GraphQLCompositeType) -> Mapping[str, GraphQLField]:
    return {} if isinstance(parent, GraphQLUnionType) else parent.fields


def _named(condition: GraphQLNamedType) -> NamedTypeNode:
    return NamedTypeNode(name=NameNode(value=condition.name))


def _shape(definition: GraphQLField) -> str:
    """What two fields under one key must have in common: the wrapping, and the leaf."""
    named = get_named_type(definition.type)
    return str(definition.type) if is_leaf_type(named) else str(definition.type).replace(named.name, "")
