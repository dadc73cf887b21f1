"""What an operation costs is what a naive reckoning says that spreads every fragment out, field by field."""

from typing import Annotated, Any

import pytest
import strawberry
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    parse,
    specified_rules,
    validate,
    value_from_ast_untyped,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from app.admission import Costs, at_most, counted, weighing
from app.admission.hints import PAGE

pytestmark = pytest.mark.slow

First = Annotated[int, strawberry.argument(description="How many.")]


@strawberry.interface
class Item:
    name: str
    label: "Label" = strawberry.field()
    parts: list["Item"] = strawberry.field(directives=[at_most(4)])


@strawberry.type
class Label:
    text: str
    items: list[Item] = strawberry.field(directives=[at_most(3)])


@strawberry.type(directives=[weighing(5)])
class Book(Item):
    pages: int


@strawberry.type
class Film(Item):
    minutes: int = strawberry.field(directives=[weighing(7)])


@strawberry.type
class Edge:
    node: Item


@strawberry.type
class Page:
    nodes: list[Item]
    edges: list[Edge]
    label: Label


def page_of(first: First = 20) -> Page:
    raise NotImplementedError(first)


def nodes_of(ids: list[int]) -> list[Item | None]:
    raise NotImplementedError(ids)


@strawberry.type
class Query:
    page: Page = strawberry.field(resolver=page_of, directives=[PAGE, weighing(10)])
    nodes: list[Item | None] = strawberry.field(resolver=nodes_of, directives=[counted("ids")])
    book: Book
    anything: Annotated[Book | Film | Label, strawberry.union("Anything")]


SCHEMA = strawberry.Schema(query=Query, types=[Book, Film])._schema
COSTS = Costs(SCHEMA)

WEIGHTS = {"Book": 5}
OWN = {("Query", "page"): 10, ("Film", "minutes"): 7}
ASSUMED = {"parts": 4, "items": 3}
SIZED = {"nodes", "edges"}
LEAVES = {"Item": ["name"], "Book": ["name", "pages"], "Film": ["name", "minutes"], "Label": ["text"]}
OBJECTS = {
    "Item": {"label": "Label", "parts": "Item"},
    "Book": {"label": "Label", "parts": "Item"},
    "Film": {"label": "Label", "parts": "Item"},
    "Label": {"items": "Item"},
    "Page": {"nodes": "Item", "edges": "Edge", "label": "Label"},
    "Edge": {"node": "Item"},
    "Anything": {},
    "Query": {"page": "Page", "nodes": "Item", "book": "Book", "anything": "Anything"},
}
NARROWED = {"Item": ["Item", "Book", "Film"], "Anything": ["Book", "Film", "Label", "Item"]}
FRAGMENTS = [("F0", "Item"), ("F1", "Page"), ("F2", "Item"), ("F3", "Label"), ("F4", "Book")]
"""A fragment spreads those after it only, so that none goes in a circle."""

VARIABLES = "$n: Int! = 3, $many: [Int!]! = [1, 2], $yes: Boolean! = true"


def spreads(kind: str, after: int) -> list[str]:
    fitting = set(NARROWED.get(kind, [kind])) | ({"Item"} if kind in ("Book", "Film") else set())
    return [name for place, (name, on) in enumerate(FRAGMENTS) if place > after and on in fitting]


@st.composite
def selections(draw: st.DrawFn, kind: str, depth: int, after: int) -> str:
    parts = ["__typename"]
    for _ in range(draw(st.integers(0, 3))):
        condition = draw(st.sampled_from(["", "", " @include(if: $yes)", " @skip(if: $yes)", " @skip(if: false)"]))
        what = draw(st.sampled_from(["leaf", "object", "object", "inline", "spread"]))
        if what == "leaf" and kind in LEAVES:
            parts.append(draw(st.sampled_from(LEAVES[kind])) + condition)
        elif what == "object" and depth and OBJECTS[kind]:
            name = draw(st.sampled_from(sorted(OBJECTS[kind])))
            arguments = ""
            if kind == "Query" and name == "page":
                arguments = draw(st.sampled_from(["", "(first: 7)", "(first: $n)", "(first: -4)"]))
            elif kind == "Query" and name == "nodes":
                arguments = draw(st.sampled_from(["(ids: [1, 2, 3])", "(ids: $many)", "(ids: 9)", "(ids: [])"]))
            inner = draw(selections(OBJECTS[kind][name], depth - 1, after))
            alias = f"a{draw(st.integers(0, 10**9))}"
            parts.append(f"{alias}: {name}{arguments}{condition} {inner}")
        elif what == "inline" and depth:
            on = draw(st.sampled_from(NARROWED.get(kind, [kind])))
            parts.append(f"... on {on}{condition} {draw(selections(on, depth - 1, after))}")
        elif what == "spread" and (names := spreads(kind, after)):
            parts.append(f"...{draw(st.sampled_from(names))}{condition}")
    return "{ " + " ".join(parts) + " }"


@st.composite
def documents(draw: st.DrawFn) -> str:
    operation = f"query Q({VARIABLES}) {draw(selections('Query', 3, -1))}"
    fragments = [
        f"fragment {name} on {kind} {draw(selections(kind, 1, place))}" for place, (name, kind) in enumerate(FRAGMENTS)
    ]
    return " ".join([operation, *fragments])


def naive(text: str, variables: dict[str, Any]) -> int:
    """Everything written out, with no memory at all."""
    document = parse(text)
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}

    def holds(selection: Any) -> bool:
        for directive in selection.directives or ():
            value = value_from_ast_untyped(next(iter(directive.arguments or ())).value, variables)
            if value is (directive.name.value == "skip"):
                return False
        return True

    def applies(condition: str, kind: GraphQLObjectType) -> bool:
        wanted: Any = SCHEMA.type_map[condition]
        return kind in SCHEMA.get_possible_types(wanted) if is_abstract_type(wanted) else wanted is kind

    def of(selected: SelectionSetNode, kind: GraphQLObjectType, page: int) -> int:
        total = 0
        for selection in filter(holds, selected.selections):
            if isinstance(selection, FieldNode):
                total += of_field(selection, kind, page)
                continue
            is_spread = isinstance(selection, FragmentSpreadNode)
            inner: Any = fragments[selection.name.value] if is_spread else selection  # type: ignore[attr-defined] # so
            if applies(inner.type_condition.name.value, kind):
                total += of(inner.selection_set, kind, page)
        return total

    def of_field(field: FieldNode, kind: GraphQLObjectType, page: int) -> int:
        name = field.name.value
        if name == "__typename":
            return 0
        given: Any = get_named_type(kind.fields[name].type)
        arguments = {each.name.value: value_from_ast_untyped(each.value, variables) for each in field.arguments or ()}
        first = max(arguments.get("first", 20), 0)
        times = ASSUMED.get(name, 1)
        if kind.name == "Query" and name == "nodes":
            times = len(arguments["ids"]) if isinstance(arguments["ids"], list) else 1
        elif name in SIZED:
            times = page
        own = OWN.get((kind.name, name), 0)
        if not field.selection_set:
            return own
        possible = SCHEMA.get_possible_types(given) if is_abstract_type(given) else [given]
        return own + times * max(WEIGHTS.get(each.name, 1) + of(field.selection_set, each, first) for each in possible)

    (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    query = SCHEMA.query_type
    assert query is not None
    return of(operation.selection_set, query, 0)


def cost(text: str, variables: dict[str, Any]) -> int:
    document = parse(text)
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    (found,) = COSTS.of_operations(operations, fragments)
    return found.of(variables)


@settings(max_examples=150, deadline=None)
@given(documents(), st.integers(-1, 10**9), st.lists(st.integers(), max_size=5), st.booleans())
def test_the_cost_is_that_of_the_document_spread_out(text: str, number: int, many: list[int], yes: bool) -> None:
    variables = {"n": number, "many": many, "yes": yes}
    unused = {"NoUnusedFragmentsRule", "NoUnusedVariablesRule", "OverlappingFieldsCanBeMergedRule"}
    rules = [rule for rule in specified_rules if rule.__name__ not in unused]
    assert validate(SCHEMA, parse(text), rules) == []

    assert cost(text, variables) == naive(text, variables)


def test_an_example_reckoned_by_hand() -> None:
    """The page and its field's own weight: 1 + 10. Of each of 6 items the dearest, a book: 5, its label 1, its 4 parts,
    which may all be books: 20. Its label's 3 items: 15."""
    text = "query ($n: Int!) { page(first: $n) { nodes { name label { items { name } } parts { name } } } }"

    assert cost(text, {"n": 6}) == 11 + 6 * (5 + 1 + 15 + 20)


def test_what_is_not_known_counts_as_the_larger() -> None:
    text = "query ($yes: Boolean) { book @include(if: $yes) { name } other: book @skip(if: $yes) { name } }"

    assert [cost(text, {}), cost(text, {"yes": True}), cost(text, {"yes": False})] == [10, 5, 5]


def test_enormous_sizes_are_enormous_costs_and_no_accident() -> None:
    largest = 2**31 - 1
    text = "query ($n: Int!) { page(first: $n) { nodes { " + "parts { " * 15 + "name" + " }" * 17 + " }"

    assert cost(text, {"n": largest}) > largest * 4**15
    assert cost("query ($ids: [Int!]!) { nodes(ids: $ids) { name } }", {"ids": [1] * 100_000}) == 500_000
    assert cost("query ($n: Int!) { page(first: $n) { nodes { name } } }", {"n": -largest}) == 11
