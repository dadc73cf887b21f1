"""A plan: what an operation reads, calls and writes, as a small tree of fields.

Selections are merged by their response names, fragments and conditions are resolved, and every abstract type has a
selection for each object type that can stand there. What depends on a request alone stays open: the values of
arguments, and the class of an object.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    OperationDefinitionNode,
)
from graphql.execution.values import VariableValues

from app.execution.batch import Batch
from app.execution.leaves import Leaf
from app.execution.syntax import Selected

ArgumentReader = Callable[[VariableValues], dict[str, Any]]
"""The arguments of a field as its function takes them, for the variables of a request."""


@dataclass(frozen=True)
class Attribute:
    """The value is an attribute of the object."""

    read: Callable[[Any], Any]


@dataclass(frozen=True)
class Method:
    """The value is that of a pure function of the object and the arguments."""

    function: Callable[..., Any]


@dataclass(frozen=True)
class TypeName:
    """The value is the name of the object's type."""


Source = Attribute | Method | TypeName | Batch


@dataclass(slots=True, eq=False)
class Shape:
    """A field's type, unwrapped: lists from the outside in, then what stands in them."""

    nullable: tuple[bool, ...]
    """Whether null may stand at each level: the field itself, the items of the list, their items …"""
    named: GraphQLNamedType
    leaf: Leaf | None
    selections: Mapping[str, "Selection"]
    """For each object type that can stand there."""
    known: dict[type, "Selection"] = field(default_factory=dict)
    """Classes whose instances have been found to be of an object type."""

    def plain_column(self, values: Sequence[Any]) -> Sequence[Any] | None:
        """The values of a leaf as they are written, where nothing has to be worked out or can have failed."""
        if self.leaf is None or len(self.nullable) > 1:
            return None
        return self.leaf.column(values, nullable=self.nullable[0])

    @property
    def lists(self) -> int:
        """How many lists are wrapped around what stands in them."""
        return len(self.nullable) - 1


@dataclass(slots=True, eq=False)
class PlannedField:
    """One field of a selection."""

    key: str
    """Its name in the response."""
    parent: GraphQLObjectType
    definition: GraphQLField
    nodes: list[FieldNode]
    source: Source
    arguments: ArgumentReader | None
    selected: Selected
    shape: Shape


@dataclass(slots=True, eq=False)
class Selection:
    """The fields asked of one object type at one place."""

    type: GraphQLObjectType
    fields: tuple[PlannedField, ...]
    template: dict[str, None]
    """The keys of the response in their order: every object starts as a copy."""
    tag: str | None
    """The attribute of an object that a cached answer is tagged with."""


@dataclass(slots=True, eq=False)
class Plan:
    """A compiled operation."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    root: Selection
    public_seconds: int | None
    """How long an answer may be kept; None where it may be one viewer's own."""
    size: int
    """How many fields it has, and 20 for all else: its document lives as long."""
