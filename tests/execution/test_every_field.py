"""Every field alone, of objects in every kind of trouble: what a random operation may take long to come upon."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
)

from tests.execution.agreement import assert_engines_agree
from tests.execution.troubles import NUMBERS
from tests.execution.world_schema import SCHEMA
from tests.support.operations import Operation

pytestmark = pytest.mark.slow

WAYS = {
    "Item": "{ items(start: %d, count: 4) { %s } }",
    "Gadget": "{ items(start: %d, count: 4) { gadgets { %s } } }",
    "Note": "{ items(start: %d, count: 4) { mixed { ... on Note { %s } } } }",
    "ItemPage": "{ items(start: %d, count: 4) { linked(first: 3) { %s } } }",
    "Part": "{ items(start: %d, count: 4) { holes { %s } } }",
}
"""How objects of each type are come by."""

REQUIRED = {"sized": '(size: {width: 1}, prices: ["1"])'}


def type_called(name: str) -> GraphQLObjectType:
    kind = SCHEMA._schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind


def leaves(kind: GraphQLObjectType) -> Iterator[str]:
    return (name for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type)))


def below(field: GraphQLField) -> str:
    """Of the objects of a field: the names of their types, and every leaf."""
    named = get_named_type(field.type)
    possible: list[GraphQLObjectType] = [named] if is_object_type(named) else []
    if is_abstract_type(named):
        possible = list(SCHEMA._schema.get_possible_types(named))
    parts = [f"... on {kind} {{ {' '.join(leaves(kind))} }}" for kind in possible]
    return f"{{ __typename {' '.join(parts)} }}" if parts else ""


@pytest.mark.parametrize("number", NUMBERS)
async def test_each_field_alone(number: int) -> None:
    asked = 0
    for kind, way in WAYS.items():
        for name, field in type_called(kind).fields.items():
            text = way % (number, f"{name}{REQUIRED.get(name, '')} {below(field)}")
            await assert_engines_agree(Operation(text, {}, None))
            asked += 1

    assert asked > 50


async def test_one_class_can_stand_for_two_types() -> None:
    await assert_engines_agree(
        Operation("{ pages(numbers: [0, 1, 2]) { ... on ItemPage { number } ... on GadgetPage { total } } }", {}, None)
    )
