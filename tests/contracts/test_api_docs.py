"""docs/api: everything in the schema stands there, every link leads somewhere, and the examples are true."""

import json
import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)

from scripts.api_docs.__main__ import FOLDER, ROOT, current_pages, recorded_answers
from scripts.api_docs.examples import EXAMPLES, Example, operation
from scripts.api_docs.recording import Masks
from scripts.api_docs.reference import anchor
from scripts.api_docs.shop import record_from
from tests.support.dev import Dev

SCHEMA = build_schema((ROOT / "schema.graphql").read_text("utf-8"))
PAGES = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
HEADING = re.compile(r"^#{1,4} (.+)$", re.MULTILINE)
WORDS = {
    GraphQLObjectType: "type",
    GraphQLInterfaceType: "interface",
    GraphQLUnionType: "union",
    GraphQLInputObjectType: "input",
    GraphQLEnumType: "enum",
    GraphQLScalarType: "scalar",
}
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def prose(text: str) -> str:
    """A page without its blocks of code."""
    return CODE.sub("", text)


def section(heading: str) -> str:
    """What stands below a heading, on whatever page it is."""
    found = [
        part.partition("\n")[2]
        for text in PAGES.values()
        for part in re.split(r"^#{2,3} ", text, flags=re.MULTILINE)
        if part.startswith(f"{heading}\n")
    ]
    assert len(found) == 1, f"{heading}: {len(found)} times"
    return found[0]


def members(schema: GraphQLSchema) -> Iterator[tuple[str, str, str | None]]:
    """Everything a schema has: the heading it stands below, how it is written there, and what is said of it."""
    roots = {schema.query_type: "query", schema.mutation_type: "mutation", schema.subscription_type: "subscription"}
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType) and kind in roots:
            for field_name, field in kind.fields.items():
                heading = f"{roots[kind]} `{field_name}`"
                yield heading, "Gives ", field.description
                yield from ((heading, f"`{each}`", field.args[each].description) for each in field.args)
            continue
        heading = f"{WORDS[type(kind)]} `{name}`"
        yield heading, "", kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((heading, f"| `{value}` |", each.description) for value, each in kind.values.items())
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field_name, each in kind.fields.items():
                yield heading, f"| `{field_name}` |", each.description
                yield from (
                    (heading, f"| ↳ `{argument}` |", given.description)
                    for argument, given in getattr(each, "args", {}).items()
                )

    for directive in schema.directives:
        heading = f"directive `@{directive.name}`"
        yield heading, "Stands on ", directive.description
        yield from ((heading, f"| `{name}` |", given.description) for name, given in directive.args.items())


def words_of(text: str) -> str:
    return " ".join(text.split()).replace("\\|", "|")


def test_the_pages_are_what_the_schema_and_the_answers_make_of_them() -> None:
    assert {name: text for name, text in current_pages().items() if PAGES.get(name) != text} == {}
    assert PAGES.keys() == current_pages().keys()


def test_everything_in_the_schema_stands_there_with_its_description() -> None:
    sections: dict[str, str] = {}
    lacking = []
    for heading, written, description in members(SCHEMA):
        if heading not in sections:
            sections[heading] = words_of(section(heading))
        if written not in sections[heading] or words_of(description or "") not in sections[heading]:
            lacking.append((heading, written, description))

    assert lacking == []
    assert len(sections) > 150


def test_every_link_leads_somewhere() -> None:
    anchors = {name: {anchor(heading) for heading in HEADING.findall(prose(text))} for name, text in PAGES.items()}
    dead = []
    for name, text in PAGES.items():
        for link in LINK.findall(prose(text)):
            page, _, target = link.partition("#")
            is_there = link.startswith("https://") or not page or (FOLDER / page).resolve().is_file()
            if not is_there or (target and target not in anchors[page or name]):
                dead.append((name, link))

    assert dead == []


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.document], ids=lambda example: example.name)
def test_an_example_fits_the_schema(example: Example) -> None:
    document = parse(example.document)
    (definition,) = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    asked = {each.variable.name.value for each in definition.variable_definitions or ()}

    assert validate(SCHEMA, document) == []
    assert example.variables.keys() <= asked


def test_the_subscription_in_the_text_fits_the_schema() -> None:
    assert validate(SCHEMA, parse(operation("follow"))) == []


def test_every_example_is_shown_with_its_answer() -> None:
    recorded = recorded_answers()

    assert list(recorded) == [example.name for example in EXAMPLES]
    for example in EXAMPLES:
        shown = section(example.title)
        blocks = re.findall(r"^```json\n(.*?)^```$", shown, re.MULTILINE | re.DOTALL)
        answer = {name: part for name, part in recorded[example.name]["answer"].items() if name in ("data", "errors")}
        assert {name: part for name, part in json.loads(blocks[-1]).items() if name != "extensions"} == answer
        assert not example.is_shown or example.document.strip() in shown


def test_masks_give_the_same_text_the_same_name() -> None:
    masks = Masks({"staff_secret_x": "<staff token>"})

    assert masks.hide(
        {
            "id": "product_01h455vb4pex5vsknk084sn02q",
            "again": ["product_01h455vb4pex5vsknk084sn02q", "product_01h455vb4pex5vsknk084sn02r"],
            "token": "cart_secret_ab-C_d",
            "Authorization": "Bearer staff_secret_x",
            "endCursor": "anything",
            "placedAt": "2026-11-16T14:24:46.435218+00:00",
            "earliest": "2026-11-18",
            "number": "TW-TRKR-8PXC",
            "kept": ["linen-shirt", 1, None, True],
            "trace": [1.5],
        }
    ) == {
        "id": "<product id 1>",
        "again": ["<product id 1>", "<product id 2>"],
        "token": "<cart token 1>",
        "Authorization": "Bearer <staff token>",
        "endCursor": "<cursor 1>",
        "placedAt": "<time>",
        "earliest": "<date>",
        "number": "<order number 1>",
        "kept": ["linen-shirt", 1, None, True],
    }


@pytest.mark.slow
async def test_the_server_answers_the_examples_as_they_are_written(dev: Dev) -> None:
    answered = await record_from(dev.url, dev.data_dir)

    assert answered == recorded_answers()
