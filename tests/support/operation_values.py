"""Values for the arguments of generated operations: written out, in variables, or left to a default."""

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from graphql import (
    BooleanValueNode,
    ConstValueNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLBoolean,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    Undefined,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    is_type_sub_type_of,
    parse_type,
)
from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

LEFT_OUT = object()
"""The value of a variable that the client does not send."""

ANY_SCALAR: Mapping[str, st.SearchStrategy[Any]] = {
    "Int": st.sampled_from([1, 2, 0, 3, -1, 2**31 - 1]),
    "Float": st.sampled_from([1.5, 0, -2, 1e20]),
    "String": st.sampled_from(["one", "", 'quoted "two"\n\\', "亚麻"]),
    "Boolean": st.booleans(),
    "ID": st.sampled_from(["1", "none", 7]),
}


@dataclass(frozen=True)
class Values:
    """What to give, in JSON, by `Type.field.argument`, `InputType.field`, or scalar; a list draws its items by it."""

    good: Mapping[str, st.SearchStrategy[Any]] = field(default_factory=dict)
    refused: Mapping[str, st.SearchStrategy[Any]] = field(default_factory=dict)
    """By scalar: what its parser refuses. Only a variable can hold it, for validation reads what is written out."""


@dataclass(frozen=True)
class Variable:
    """A variable of a document. Every operation that uses it declares it alike."""

    name: str
    type: GraphQLInputType
    default: ValueNode | None
    value: Any


@dataclass
class VariableBook:
    """Draws values, and remembers the variables among them."""

    draw: Draw
    schema: GraphQLSchema
    values: Values
    variables: dict[str, Variable] = field(default_factory=dict)

    def node(self, kind: GraphQLInputType, place: str, *, has_default: bool = False, one_of: bool = False) -> ValueNode:
        """A value for an argument or an input field of this type."""
        if self._draw_upto(9) >= 7:
            return self._variable_node(kind, place, has_default=has_default and not one_of, nullable=not one_of)
        if is_non_null_type(kind):
            kind = kind.of_type
        elif not one_of and self._draw_upto(9) == 9:
            return NullValueNode()
        return self._literal(kind, place)

    def _literal(self, kind: GraphQLInputType, place: str) -> ValueNode:
        """A value written out, though there may be variables in it."""
        if is_list_type(kind):
            if not is_list_type(_inner(kind.of_type)) and self._draw_upto(7) == 7:
                return self._literal(_inner(kind.of_type), place)  # one stands for a list of one
            return ListValueNode(values=tuple(self.node(kind.of_type, place) for _ in range(self._length())))
        if is_input_object_type(kind):
            return self._object_node(kind)
        return written_out(self._json(kind, place, null=False), kind)

    def condition(self, *, mostly: bool) -> ValueNode:
        """A value for the `if` of a directive."""
        if self._draw_upto(2) == 2:
            return self._variable_node(GraphQLNonNull(GraphQLBoolean), "if", has_default=False)
        return BooleanValueNode(value=mostly if self._draw_upto(3) else not mostly)

    def definitions(self, names: Iterable[str]) -> tuple[VariableDefinitionNode, ...]:
        """How an operation declares these variables."""
        return tuple(
            VariableDefinitionNode(
                variable=VariableNode(name=NameNode(value=name)),
                type=parse_type(str(self.variables[name].type), no_location=True),
                default_value=cast(ConstValueNode | None, self.variables[name].default),
                directives=(),
            )
            for name in names
        )

    def given(self, names: Iterable[str]) -> dict[str, Any]:
        """What a client sends for these variables."""
        chosen = [self.variables[name] for name in names]
        return {each.name: each.value for each in chosen if each.value is not LEFT_OUT}

    def _variable_node(
        self, kind: GraphQLInputType, place: str, *, has_default: bool, nullable: bool = True
    ) -> VariableNode:
        fitting = [each for each in self.variables.values() if self._fits(each, kind, has_default, nullable)]
        if fitting and self._draw_upto(1):
            variable = fitting[self._draw_upto(len(fitting) - 1)]
        else:
            variable = self._new_variable(kind, place, has_default=has_default, nullable=nullable)
        return VariableNode(name=NameNode(value=variable.name))

    def _fits(self, variable: Variable, kind: GraphQLInputType, has_default: bool, nullable: bool) -> bool:
        if not nullable and not is_non_null_type(variable.type):
            return False
        if is_non_null_type(kind) and not is_non_null_type(variable.type):
            if not has_default and (variable.default is None or isinstance(variable.default, NullValueNode)):
                return False
            kind = kind.of_type
        return is_type_sub_type_of(self.schema, variable.type, kind)

    def _new_variable(self, kind: GraphQLInputType, place: str, *, has_default: bool, nullable: bool) -> Variable:
        """A variable of the type itself, of the stricter one, or of the laxer one where a default stands in."""
        way = self._draw_upto(7)
        inner, was_strict = _inner(kind), is_non_null_type(kind)
        is_strict = not nullable or was_strict is not (way == 5)
        default = None
        if way >= 6 or (was_strict and not is_strict and not (has_default and self._draw_upto(1))):
            default = written_out(self._json(inner, place, null=not was_strict and not is_strict), inner)
        kind = GraphQLNonNull(cast(Any, inner)) if is_strict else inner
        return self._remember(kind, default, place)

    def _remember(self, kind: GraphQLInputType, default: ValueNode | None, place: str) -> Variable:
        named = get_named_type(kind).name
        way = self._draw_upto(11)
        value = self._json(kind, place)
        if way >= 8 and (default or not is_non_null_type(kind)):
            value = LEFT_OUT
        elif way == 7 and not is_non_null_type(kind):
            value = None
        elif way == 7 and named in self.values.refused and self._draw_upto(1):
            value = self.draw(self.values.refused[named])
        name = f"v{len(self.variables)}"
        self.variables[name] = Variable(name, kind, default, value)
        return self.variables[name]

    def _object_node(self, kind: GraphQLInputObjectType) -> ObjectValueNode:
        chosen = self._chosen_fields(kind)
        return ObjectValueNode(
            fields=tuple(
                ObjectFieldNode(
                    name=NameNode(value=name),
                    value=self.node(
                        kind.fields[name].type,
                        f"{kind.name}.{name}",
                        has_default=kind.fields[name].default_value is not Undefined
                        or kind.fields[name].default is not None,
                        one_of=takes_one_key(kind),
                    ),
                )
                for name in chosen
            )
        )

    def _chosen_fields(self, kind: GraphQLInputObjectType) -> Sequence[str]:
        if takes_one_key(kind):
            names = list(kind.fields)
            return [names[self._draw_upto(len(names) - 1)]]
        return [name for name, each in kind.fields.items() if is_required_input_field(each) or self._draw_upto(1)]

    def _json(self, kind: GraphQLInputType, place: str, *, null: bool = True) -> Any:
        if is_non_null_type(kind):
            kind = kind.of_type
        elif null and self._draw_upto(9) == 9:
            return None
        if is_list_type(kind):
            return [self._json(kind.of_type, place) for _ in range(self._length())]
        if is_input_object_type(kind):
            return {
                name: self._json(kind.fields[name].type, f"{kind.name}.{name}", null=not takes_one_key(kind))
                for name in self._chosen_fields(kind)
            }
        if is_enum_type(kind) and place not in self.values.good:
            return self.draw(_one_of(tuple(kind.values)))
        known = ChainMap(dict(self.values.good), dict(ANY_SCALAR))
        return self.draw(known[place] if place in known else known[get_named_type(kind).name])

    def _length(self) -> int:
        return (1, 2, 3, 4, 0)[self._draw_upto(4)]

    def _draw_upto(self, last: int) -> int:
        drawn: int = self.draw(_upto(last))
        return drawn


def takes_one_key(kind: GraphQLInputObjectType) -> bool:
    """Whether it is `@oneOf`, which Strawberry sees to itself."""
    definition = kind.extensions.get("strawberry-definition")
    return kind.is_one_of or bool(definition and definition.is_one_of)


def written_out(value: Any, kind: GraphQLInputType) -> ValueNode:
    """The literal of a JSON value."""
    kind = _inner(kind)
    if value is None:
        return NullValueNode()
    if is_list_type(kind):
        return ListValueNode(values=tuple(written_out(item, kind.of_type) for item in value))
    if is_input_object_type(kind):
        return ObjectValueNode(
            fields=tuple(
                ObjectFieldNode(name=NameNode(value=name), value=written_out(item, kind.fields[name].type))
                for name, item in value.items()
            )
        )
    if is_enum_type(kind):
        return EnumValueNode(value=value)
    if isinstance(value, bool):
        return BooleanValueNode(value=value)
    if isinstance(value, int):
        return IntValueNode(value=str(value))
    if isinstance(value, float):
        return FloatValueNode(value=repr(value))
    return StringValueNode(value=value)


def _inner(kind: GraphQLInputType) -> GraphQLInputType:
    """The type without its exclamation mark."""
    return cast(GraphQLInputType, get_nullable_type(kind))


@cache
def _upto(last: int) -> st.SearchStrategy[int]:
    return st.integers(0, last)


@cache
def _one_of(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(names)
