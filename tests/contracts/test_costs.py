"""Every list says how long it is, and what is dear says so: without it, the cost of an operation would be a guess."""

from collections.abc import Iterator

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    OperationType,
    get_named_type,
    get_nullable_type,
    is_introspection_type,
    is_leaf_type,
    is_list_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from app.admission import Cost, ListSize
from app.admission.hints import hint_of
from schema.root import schema

GRAPHQL = schema._schema

GENEROUS = 20
"""Of lists that nobody can page: a longer one has to be a connection."""


def fields() -> Iterator[tuple[str, str, GraphQLField]]:
    for name, kind in GRAPHQL.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not is_introspection_type(kind):
            yield from ((name, field_name, field) for field_name, field in kind.fields.items())


def size_of(field: GraphQLField) -> ListSize | None:
    return hint_of(ListSize, field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].directives)


def is_list_of_objects(field: GraphQLField) -> bool:
    return is_list_type(get_nullable_type(field.type)) and not is_leaf_type(get_named_type(field.type))


def sized_by_parents() -> dict[str, set[str]]:
    """For each type of which every field that gives it says which of its fields are the list: those."""
    sized: dict[str, list[set[str]]] = {}
    for _, _, field in fields():
        size = size_of(field)
        sized.setdefault(get_named_type(field.type).name, []).append(set((size and size.sized_fields) or ()))
    return {name: set.intersection(*each) for name, each in sized.items()}


def test_every_list_of_objects_says_how_long_it_is() -> None:
    """Lists of scalars cost nothing, and are as long as the one object that has them makes them."""
    sized = sized_by_parents()
    silent = [
        f"{name}.{field_name}"
        for name, field_name, field in fields()
        if is_list_of_objects(field) and size_of(field) is None and field_name not in sized.get(name, ())
    ]

    assert silent == []


def test_what_cannot_be_paged_is_short() -> None:
    assumed = {f"{name}.{field_name}": size for name, field_name, field in fields() if (size := size_of(field))}

    assert [name for name, size in assumed.items() if (size.assumed_size or 0) > GENEROUS] == []


def test_every_page_is_sized_by_its_argument_and_has_twenty_items_unless_asked() -> None:
    pages = {
        f"{name}.{field_name}": field
        for name, field_name, field in fields()
        if get_named_type(field.type).name.endswith("Connection")
    }

    assert len(pages) > 8
    for name, field in pages.items():
        size = size_of(field)
        assert size is not None, name
        assert (size.slicing_arguments, size.sized_fields) == (["first"], ["nodes", "edges"]), name
        assert field.args["first"].default_value == 20, name


def test_sizes_name_arguments_and_fields_that_exist() -> None:
    for name, field_name, field in fields():
        size = size_of(field)
        if size is None:
            continue
        given = get_named_type(field.type)
        assert set(size.slicing_arguments or ()) <= set(field.args), f"{name}.{field_name}"
        assert set(size.sized_fields or ()) <= set(getattr(given, "fields", {})), f"{name}.{field_name}"


def test_every_change_weighs_as_much_as_ten_objects() -> None:
    mutation = GRAPHQL.get_root_type(OperationType.MUTATION)
    assert mutation is not None
    weights = {
        name: hint_of(Cost, field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].directives)
        for name, field in mutation.fields.items()
    }

    assert len(weights) > 9
    assert {name for name, hint in weights.items() if hint is None or hint.weight != "10"} == set()


def test_the_schema_that_tools_read_says_it() -> None:
    text = schema.as_str()

    page = 'slicingArguments: ["first"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false'
    assert f"@listSize({page})" in text
    assert "userErrors: [CartUserError!]! @listSize(assumedSize: 5)" in text
    assert "directive @cost(" in text
    assert "directive @listSize(" in text
