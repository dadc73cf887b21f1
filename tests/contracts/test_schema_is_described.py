"""The schema explains itself, and every field is of a kind that both engines can run."""

from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from app.execution.batch import BATCH
from schema.root import schema

GRAPHQL = schema._schema


def undescribed() -> Iterator[str]:
    for name, kind in GRAPHQL.type_map.items():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        if not kind.description:
            yield name
        if isinstance(kind, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, definition in kind.values.items() if not definition.description)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                if not field.description:
                    yield f"{name}.{field_name}"
                yield from (
                    f"{name}.{field_name}({argument})" for argument, a in field.args.items() if not a.description
                )
        if isinstance(kind, GraphQLInputObjectType):
            yield from (f"{name}.{field_name}" for field_name, field in kind.fields.items() if not field.description)
    for directive in GRAPHQL.directives:
        if not is_specified_directive(directive):
            yield from () if directive.description else (f"@{directive.name}",)
            yield from (f"@{directive.name}({argument})" for argument, a in directive.args.items() if not a.description)


def test_everything_is_described() -> None:
    assert list(undescribed()) == []


def resolved_fields() -> Iterator[tuple[str, StrawberryField]]:
    for concrete in schema.schema_converter.type_map.values():
        definition = concrete.definition
        if isinstance(definition, StrawberryObjectDefinition) and not definition.is_input:
            for field in definition.fields:
                if field.base_resolver:
                    yield f"{definition.name}.{field.python_name}", field


def test_a_field_is_an_attribute_a_batch_a_root_field_or_a_pure_method_of_its_object() -> None:
    seen = dict(resolved_fields())
    wrong = [
        name
        for name, field in seen.items()
        if BATCH not in field.metadata
        and not name.startswith("Subscription.")
        and (field.is_async or (field.base_resolver and field.base_resolver.info_parameter))
    ]

    assert wrong == []
    assert len(seen) > 5
