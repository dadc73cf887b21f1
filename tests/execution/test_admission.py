"""What the engine lets run: every limit, the cost before anything runs, and what it says of the schema."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query, parse

from app import admission
from app.admission import Limits, oversize
from app.execution import Engine, NotExecutable
from schema.root import schema

ENGINE = Engine(schema)
UNHELPFUL = Engine(schema, suggestions=False)
EXAMPLES = sorted(
    path
    for folder in ("app/http/graphiql/operations", "scripts/benchmarks/documents")
    for path in Path(folder).glob("*.graphql")
)
LIMITS = Limits()
ALL_OF_THE_SCHEMA = get_introspection_query(
    descriptions=True,
    specified_by_url=True,
    directive_is_repeatable=True,
    schema_description=True,
    input_value_deprecation=True,
    one_of=True,
)


def refusals(text: str, variables: dict[str, Any] | None = None, engine: Engine = ENGINE) -> list[GraphQLError]:
    with pytest.raises(NotExecutable) as refused:
        engine.prepare(text, variables)
    return refused.value.errors


def too_large(text: str) -> tuple[str, dict[str, Any]]:
    (error,) = refusals(text)
    return error.message, dict(error.extensions or {})


def aliases(count: int, field: str) -> str:
    return " ".join(f"a{number}: {field}" for number in range(count))


def doubling(levels: int, selection: str) -> str:
    """A selection in a fragment that is spread 2 to the power of `levels` times."""
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{{ ...F0 }} {chain} fragment F{levels} on Query {{ {selection} }}"


@pytest.mark.parametrize(
    ("text", "name", "limit", "value"),
    [
        ("{ " + aliases(21, "__typename") + " }", "rootFields", 20, 21),
        (f"{{ context {{ {aliases(101, 'countryCode')} }} }}", "aliases", 100, 101),
        (doubling(7, "a: context { countryCode }"), "aliases", 100, 128),
        ("{ context { countryCode " + "@skip(if: false) " * 201 + "} }", "directives", 200, 201),
        (doubling(8, "context @include(if: true) { countryCode }"), "directives", 200, 256),
        (doubling(190, "__typename"), "fields", 1500, 2**190),
    ],
)
def test_each_limit_names_itself_its_value_and_what_was_asked(text: str, name: str, limit: int, value: int) -> None:
    message, extensions = too_large(text)

    assert extensions == {"code": "DOCUMENT_TOO_LARGE", "name": name, "limit": limit, "value": value}
    assert f"may have {limit} " in message
    assert f"this one has {value}. " in message


def test_too_many_tokens_are_not_counted_to_the_end() -> None:
    message, extensions = too_large("{ " + "__typename " * 8001 + "}")

    assert extensions == {"code": "DOCUMENT_TOO_LARGE", "name": "tokens", "limit": 8000}
    assert message == "A document may have 8000 tokens at most. Ask in several operations."


def test_what_several_components_ask_for_is_one_root_field() -> None:
    ENGINE.prepare("{ " + "context { countryCode } " * 40 + "}")


def test_fragments_within_fragments_beyond_all_bounds_are_refused_and_no_accident() -> None:
    """199 fragments, each in five inline fragments of the one before it: deeper than Python calls."""
    wrapped = "... { " * 5, " }" * 5
    chain = " ".join(f"fragment F{n} on Query {{ {wrapped[0]} ...F{n + 1} {wrapped[1]} }}" for n in range(199))

    (error,) = refusals(f"{{ ...F0 }} {chain} fragment F199 on Query {{ __typename }}")

    assert (error.extensions or {}).get("code") == "DOCUMENT_TOO_LARGE"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_of_ours_is_far_within_the_limits(path: Path) -> None:
    document = ENGINE.documents.get(path.read_text("utf-8"))

    for cost in document.costs.values():
        assert 0 < cost.of({"first": 100}) <= LIMITS.cost / 4


PRODUCTS = "query ($n: Int!) { products(first: $n) { nodes { variants(first: $n) { nodes { id } } } } }"


def test_the_cost_is_known_before_anything_runs() -> None:
    """The connection 1; of each product 1, its connection 1 and its variants."""
    assert ENGINE.prepare(PRODUCTS, {"n": 10}).cost == 1 + 10 * (1 + 1 + 10)
    assert ENGINE.prepare("{ products { nodes { id } } }").cost == 1 + 20
    assert ENGINE.prepare("{ products { edges { node { id } cursor } } }").cost == 1 + 20 * 2
    assert ENGINE.prepare("{ __typename }").cost == 0
    ids = ", ".join(['"x"'] * 30)
    assert ENGINE.prepare(f"{{ nodes(ids: [{ids}]) {{ id }} }}").cost == 30


def test_asking_another_server_and_changing_anything_weigh_ten() -> None:
    assert ENGINE.prepare('{ search(query: "x", first: 1) { nodes { id } } }').cost == 10 + 1 + 1
    assert ENGINE.prepare('{ search(query: "x", first: 1) { totalCount } }').cost == 10 + 1 + 10
    change = "mutation { cartCreate(input: {}) { cart { id } userErrors { code } } }"
    assert ENGINE.prepare(change).cost == 10 + 1 + 1 + 5


def test_what_is_too_costly_is_told_with_the_cost_the_limit_and_the_way_out() -> None:
    media = "media(first: 100) { nodes { id } }"
    nested = f"{{ collections(first: 100) {{ nodes {{ products(first: 100) {{ nodes {{ {media} }} }} }} }} }}"

    (error,) = refusals(nested)

    cost = 1 + 100 * (1 + 1 + 100 * (1 + 1 + 100))
    assert error.extensions == {
        "code": "COST_LIMIT_EXCEEDED",
        "name": "cost",
        "limit": 10_000,
        "value": cost,
        "cost": cost,
    }
    assert error.message == (
        f"An operation may cost 10000 at most; this one may cost {cost}. Ask for fewer items with a smaller `first`, "
        "for fewer lists within lists, or in several operations."
    )


def test_the_variables_of_each_request_decide() -> None:
    assert ENGINE.prepare(PRODUCTS, {"n": 90}).cost == 1 + 90 * 92
    assert (refusals(PRODUCTS, {"n": 100})[0].extensions or {})["value"] == 1 + 100 * 102
    assert (refusals(PRODUCTS, {"n": 2**31 - 1})[0].extensions or {})["code"] == "COST_LIMIT_EXCEEDED"


def test_the_limit_can_be_set() -> None:
    Engine(schema, limits=Limits(cost=121)).prepare(PRODUCTS, {"n": 10})

    assert (refusals(PRODUCTS, {"n": 10}, Engine(schema, limits=Limits(cost=120)))[0].extensions or {})["limit"] == 120


def test_doubling_fragments_cost_what_they_would_show_in_no_time() -> None:
    """The fields are within their limit, and the cost is not: 100 products with 10 variants, 2 to the 4 times."""
    text = doubling(4, "products(first: 100) { nodes { variants(first: 10) { nodes { id } } } }")

    assert (refusals(text)[0].extensions or {})["value"] == 2**4 * (1 + 100 * (1 + 1 + 10))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ __schema { queryType { name } } }", True),
        ('{ __type(name: "Product") { name } }', True),
        ("{ ... { ...F } } fragment F on Query { s: __schema { queryType { name } } }", True),
        ("{ context { countryCode } __typename }", False),
        ("query A { __typename } query B { __schema { queryType { name } } }", False),
    ],
)
def test_who_asks_for_the_schema_is_seen_wherever_it_stands(text: str, expected: bool) -> None:
    name = "A" if "query A" in text else None

    assert ENGINE.prepare(text, None, name).introspects is expected


def test_the_question_of_all_tools_is_allowed_and_counted() -> None:
    prepared = ENGINE.prepare(ALL_OF_THE_SCHEMA)

    assert prepared.introspects
    assert 1000 < prepared.cost <= LIMITS.cost / 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", "introspection depth"),
        ("{ __schema { types { fields { type { fields { " + aliases(90, "name") + " } } } } } }", "may cost"),
        ("{ __schema { types { fields { args { type { enumValues { name description } } } } } } }", "may cost"),
        ("{ " + aliases(20, "__schema { ...F }") + " } "
         "fragment F on __Schema { types { fields { name description type { name kind description } } } }", "may cost"),
    ],
    ids=["types in types", "aliases", "enumerations", "over and over"],
)  # fmt: skip
def test_the_schema_is_not_shown_over_and_over(text: str, reason: str) -> None:
    assert reason in refusals(text)[0].message


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("{ product(slug: 1) { nam } }", None),
        ("{ produkt { id } }", None),
        ("{ products(frist: 1) { nodes { id } } }", None),
        ("{ node(id: 1) { ... on Produkt { id } } }", None),
        ("{ products(sort: NEWST) { nodes { id } } }", None),
        ("{ products(filters: [{ categorySlg: 1 }]) { nodes { id } } }", None),
        ("query ($s: ProductSortt) { products(sort: $s) { nodes { id } } }", None),
        ("{ context @inContxt { countryCode } }", None),
        ("query ($s: ProductSort!) { products(sort: $s) { nodes { id } } }", {"s": "NEWST"}),
        ("query ($f: [ProductFilterInput!]) { products(filters: $f) { nodes { id } } }", {"f": [{"inStok": True}]}),
    ],
)
def test_nothing_is_suggested_where_suggestions_are_off(text: str, variables: dict[str, Any] | None) -> None:
    def suggestions(engine: Engine) -> list[str]:
        return [each.message for each in refusals(text, variables, engine) if "Did you mean" in each.message]

    assert suggestions(ENGINE) != [] or "Contxt" in text
    assert suggestions(UNHELPFUL) == []


def steps(work: Callable[[], object]) -> int:
    """How many lines of `app.admission` run."""
    folder = str(Path(admission.__file__).parent)
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.startswith(folder):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def chain(length: int) -> str:
    names = " ".join(f"fragment F{n} on Query {{ n{n}: __typename ...F{n + 1} }}" for n in range(length))
    return f"{{ ...F0 }} {names} fragment F{length} on Query {{ __typename }}"


def shared(length: int) -> str:
    """A wide fragment, spread in many places beside another field."""
    wide = " ".join(f"w{n}: countryCode" for n in range(length))
    places = " ".join(f"p{n}: context {{ ...Wide own: languageCode }}" for n in range(length))
    return f"{{ {places} }} fragment Wide on Context {{ {wide} }}"


def repeated(length: int) -> str:
    return "{ " + "context { countryCode } " * length + "}"


HUGE = Limits(*[10**9] * 9)


@pytest.mark.parametrize("family", [chain, shared, repeated, lambda length: doubling(length, "__typename")])
@pytest.mark.parametrize("limits", [LIMITS, HUGE], ids=["usual", "none"])
def test_measuring_takes_as_many_steps_as_the_document_is_long(family: Callable[[int], str], limits: Limits) -> None:
    if family is shared and limits is HUGE:
        pytest.skip("what is spread out has a square of fields, which the usual limit refuses before they are compared")
    short, long = parse(family(40)), parse(family(160))

    assert steps(lambda: oversize(long, limits)) <= 5 * steps(lambda: oversize(short, limits))


def test_reckoning_takes_as_many_steps_as_the_document_is_long() -> None:
    """Each selection for each type that `node` may give, and no more: not for each way that leads to it."""

    def fragment(level: int) -> str:
        inner = f"...F{level + 1} ...F{level + 1}"
        return f"fragment F{level} on Product {{ variants {{ nodes {{ product {{ {inner} }} }} }} }}"

    def nested(levels: int) -> str:
        fragments = " ".join(fragment(level) for level in range(levels))
        return f'{{ node(id: "x") {{ ...F0 ...F0 }} }} {fragments} fragment F{levels} on Product {{ id }}'

    def reckon(levels: int) -> int:
        ast = parse(nested(levels))
        operations: Any = [ast.definitions[0]]
        fragments: Any = {each.name.value: each for each in ast.definitions[1:]}  # type: ignore[attr-defined] # fragments
        costs = admission.Costs(schema._schema)
        costs.of_operations(operations, fragments)  # what is known of the schema is read once
        return steps(lambda: costs.of_operations(operations, fragments))

    assert reckon(40) <= 5 * reckon(10)


def test_a_request_of_a_known_document_takes_a_few_steps() -> None:
    document = ENGINE.documents.get(Path("app/http/graphiql/operations/browse.graphql").read_text("utf-8"))
    (cost,) = document.costs.values()

    assert steps(lambda: cost.of({"country": "DE"})) < 20
