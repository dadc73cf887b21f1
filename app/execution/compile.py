"""From an operation to its plan."""

from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from typing import Any

import strawberry
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    OperationType,
    TypeNameMetaFieldDef,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetails,
    FieldDetailsList,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from app.execution.batch import BATCH
from app.execution.documents import Document
from app.execution.hints import cache_control
from app.execution.leaves import leaf_of
from app.execution.plan import ArgumentReader, Attribute, Method, Plan, PlannedField, Selection, Shape, Source, TypeName
from app.execution.syntax import selected_names, variables_in

TAG = "cache_tag"
"""A type's class attribute: the name of its objects' attribute that tells them, or what they belong to, apart."""


class NotPlannable(Exception):  # noqa: N818 - it says where to go on, and is no error
    """The operation has something that only graphql-core executes: introspection, a subscription, a resolver that asks
    for more than its object and its arguments."""


class Compiler:
    """Compiles one operation; `variables` decide its `@skip` and `@include`."""

    def __init__(
        self, schema: strawberry.Schema, document: Document, operation_name: str | None, variables: VariableValues
    ) -> None:
        self._core = schema._schema
        self._converter = schema.schema_converter
        self._operation = document.operation(operation_name)
        self._fragments = dict(document.fragments)
        self._definitions = {name: details.definition for name, details in document.fragments.items()}
        self._variables = variables
        self._is_public = self._operation.operation is OperationType.QUERY
        self._seconds: list[int] = []
        self._fields = 20  # to begin with: see `Plan.size`

    def plan(self) -> Plan:
        """The plan. Raises `NotPlannable`."""
        kind = self._operation.operation
        root_type = self._core.get_root_type(kind)
        if root_type is None or kind is OperationType.SUBSCRIPTION:
            raise NotPlannable
        root = self._selection(
            root_type,
            _undeferred(collect_fields(self._core, self._fragments, self._variables, root_type, self._operation)),
        )
        self._is_public = self._is_public and all(field.shape.selections for field in root.fields)
        seconds = min(self._seconds) if self._is_public and self._seconds else None
        return Plan(self._operation, self._definitions, root, seconds, self._fields)

    def _selection(self, kind: GraphQLObjectType, grouped: GroupedFieldSet) -> Selection:
        fields = tuple(self._field(kind, key, details) for key, details in grouped.items())
        definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        tag: str | None = getattr(definition.origin, TAG, None) if definition else None
        return Selection(kind, fields, dict.fromkeys(field.key for field in fields), tag)

    def _field(self, parent: GraphQLObjectType, key: str, details: FieldDetailsList) -> PlannedField:
        self._fields += 1
        nodes = [each.node for each in details]
        definition = self._core.get_field(parent, nodes[0].name.value)
        if definition is None:
            raise NotPlannable  # no valid document has one; graphql-core says what it thinks of it
        source, arguments = self._source(definition, nodes[0])
        selected = selected_names(nodes, self._definitions)
        return PlannedField(
            key, parent, definition, nodes, source, arguments, selected, self._shape(definition.type, details)
        )

    def _source(self, definition: GraphQLField, node: FieldNode) -> tuple[Source, ArgumentReader | None]:
        if definition is TypeNameMetaFieldDef:
            return TypeName(), None
        field = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(field, StrawberryField) or field.extensions:
            raise NotPlannable
        arguments = self._arguments(definition, node, field) if definition.args else None
        if found := field.metadata.get(BATCH):
            self._is_public = self._is_public and found.access is None
            return found, arguments
        resolver = field.base_resolver
        if resolver is None:
            return Attribute(attrgetter(field.python_name)), None
        function: Any = resolver.wrapped_func
        asks_for_more = resolver.info_parameter or resolver.root_parameter or resolver.parent_parameter
        if field.is_async or asks_for_more or not resolver.self_parameter:
            raise NotPlannable
        return Method(function), arguments

    def _arguments(self, definition: GraphQLField, node: FieldNode, field: StrawberryField) -> ArgumentReader:
        converter = self._converter

        def read(variables: VariableValues) -> dict[str, Any]:
            return convert_arguments(
                get_argument_values(definition, node, variables),
                field.arguments,
                scalar_registry=converter.scalar_registry,
                config=converter.config,
            )

        return read if any(map(variables_in, node.arguments or ())) else _once(read)

    def _shape(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Shape:
        nullable: list[bool] = []
        while True:
            is_required = is_non_null_type(kind)
            nullable.append(not is_required)
            inner: Any = kind.of_type if is_non_null_type(kind) else kind
            if not is_list_type(inner):
                break
            kind = inner.of_type
        if is_leaf_type(inner):
            return Shape(tuple(nullable), inner, leaf_of(inner), {})
        return Shape(tuple(nullable), inner, None, self._selections(inner, details))

    def _selections(
        self, kind: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType, details: FieldDetailsList
    ) -> Mapping[str, Selection]:
        possible = [kind] if isinstance(kind, GraphQLObjectType) else self._core.get_possible_types(kind)
        for each in possible:
            self._note_hint(each)
        return {
            each.name: self._selection(
                each,
                _undeferred(
                    collect_subfields(self._core, self._fragments, self._variables, self._operation, each, details)
                ),
            )
            for each in possible
        }

    def _note_hint(self, kind: GraphQLObjectType) -> None:
        definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        hint = cache_control(definition) if definition else None
        if hint is None:
            self._is_public = False
        elif isinstance(hint.max_age, int):
            self._seconds.append(hint.max_age)


def _undeferred(collected: CollectedFields) -> GroupedFieldSet:
    """As if nothing was put off, each field once: a fragment that is both put off and not is collected twice."""
    if not collected.new_defer_usages:
        return collected.grouped_field_set
    fields = collected.grouped_field_set.items()
    return {
        key: [FieldDetails(node, None) for node in {id(each.node): each.node for each in details}.values()]
        for key, details in fields
    }


def _once(read: ArgumentReader) -> ArgumentReader:
    """The same, read when it is first asked for; a failure is raised anew each time."""
    constant = cache(lambda: read(VariableValues({}, {})))
    return lambda _: constant()
