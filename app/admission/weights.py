"""What each field of a schema costs and how long its lists are, read from the directives once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from app.admission.arithmetic import size_of
from app.admission.hints import Cost, ListSize, hint_of

DEFAULT_WEIGHT = 1
"""Of an object."""
UNSTATED_SIZE = 10
"""Of a list of objects that says nothing: a law test lets none into our schema."""


class Slicing(NamedTuple):
    """How an argument says the size of a list."""

    is_list: bool
    """Whether by its length, and not by its value."""
    default: int | None
    """What it says where it is not given."""


@dataclass(frozen=True, eq=False)
class FieldWeight:
    """What is known of a field before anyone asks for it."""

    weight: int
    """Each time that it is asked, beside what it gives."""
    gives: tuple[GraphQLObjectType, ...]
    """The types of the objects; none where it gives scalars."""
    is_list: bool
    sized_fields: frozenset[str]
    """The fields of what it gives that are the list."""
    assumed_size: int
    slicing: Mapping[str, "Slicing"]
    """The arguments that say the size."""


class Weights:
    """The weights of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._of_types: dict[str, int] = {}
        self._of_fields: dict[tuple[str, str], FieldWeight] = {}

    def of_type(self, kind: GraphQLObjectType) -> int:
        """What each object of the type costs."""
        if kind.name not in self._of_types:
            hint = hint_of(Cost, _directives(kind.extensions))
            self._of_types[kind.name] = int(hint.weight) if hint else DEFAULT_WEIGHT
        return self._of_types[kind.name]

    def of_field(self, parent: GraphQLObjectType, name: str) -> FieldWeight:
        """The weight of a field that a valid document asks for."""
        key = (parent.name, name)
        if key not in self._of_fields:
            self._of_fields[key] = self._read(parent.fields[name])
        return self._of_fields[key]

    def _read(self, field: GraphQLField) -> FieldWeight:
        directives = _directives(field.extensions)
        cost, size = hint_of(Cost, directives), hint_of(ListSize, directives)
        kind: Any = get_named_type(field.type)
        gives: tuple[GraphQLObjectType, ...] = ()
        if not is_leaf_type(kind):
            gives = tuple(self._schema.get_possible_types(kind)) if is_abstract_type(kind) else (kind,)
        slicing = (size.slicing_arguments or ()) if size else ()
        return FieldWeight(
            weight=int(cost.weight) if cost else 0,
            gives=gives,
            is_list=is_list_type(get_nullable_type(field.type)),
            sized_fields=frozenset((size.sized_fields or ()) if size else ()),
            assumed_size=(size.assumed_size if size else None) or UNSTATED_SIZE,
            slicing={name: _slicing(field.args[name]) for name in slicing},
        )


def _slicing(argument: GraphQLArgument) -> Slicing:
    is_list = is_list_type(get_nullable_type(argument.type))
    return Slicing(is_list, size_of(argument.default_value, None))


def _directives(extensions: Mapping[str, Any]) -> Iterable[object]:
    definition = extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return getattr(definition, "directives", None) or ()
