"""The pages of docs/api, from the schema, the recorded answers and our own texts."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from graphql import GraphQLSchema, is_specified_directive

from scripts.api_docs.areas import (
    AREAS,
    CODES,
    DIRECTIVES,
    SCALARS,
    SHARED,
    Area,
    area_of_root,
    areas_of_types,
    root_fields,
    types_of,
)
from scripts.api_docs.codes import errors_table
from scripts.api_docs.examples import EXAMPLES, Example, operation
from scripts.api_docs.recording import Recorded
from scripts.api_docs.reference import Reference

_TEXTS = files(__package__) / "texts"
_MARK = (
    "<!-- Written by `python -m scripts.api_docs --write` from schema.graphql: change that, or scripts/api_docs. -->"
)
HEADERS = Area("headers", "Headers", "What a request may say beside its body, and what an answer says.")
ERRORS = Area("errors", "Errors", "How something fails, every code, and what to do about it.")
TRANSPORTS = Area(
    "transports", "Transports", "GET and POST, persisted queries, trusted documents, sockets, event streams."
)
WRITTEN = (HEADERS, ERRORS, TRANSPORTS)
"""Pages that are mostly words of ours."""
ALL = (*AREAS, SHARED, SCALARS, CODES, DIRECTIVES, *WRITTEN)


def pages(schema: GraphQLSchema, recorded: Recorded) -> dict[str, str]:
    """Every page by its file's name."""
    placed = areas_of_types(schema)
    reference = Reference(schema, placed)
    written = {f"{area.name}.md": _page(area, schema, reference, placed, recorded) for area in ALL}
    return {"README.md": _readme(schema, placed)} | written


def _readme(schema: GraphQLSchema, placed: Mapping[str, Area]) -> str:
    roots = root_fields(schema)
    rows = []
    for area in ALL:
        mine = [f"[`{name}`]({area.name}.md#{kind}-{name.lower()})" for name, (kind, _) in roots.items()
                if area_of_root(name) is area]  # fmt: skip
        count = len(types_of(area, placed))
        types = f"{count} types" if count > 1 else ""
        rows.append(f"| [{area.title}]({area.name}.md) | {area.text} | {', '.join(mine) or types} |")
    table = "\n".join(["| Page | | |", "|---|---|---|", *rows])
    codes = "\n".join(errors_table()).strip()
    return f"{_MARK}\n\n{_text('README')}".replace("{{pages}}", table).replace("{{codes}}", codes)


def _page(
    area: Area, schema: GraphQLSchema, reference: Reference, placed: Mapping[str, Area], recorded: Recorded
) -> str:
    lines = [_MARK, "", f"# {area.title}", "", area.text, "", "[All pages](README.md)", ""]
    if area in WRITTEN:
        lines += [_text(area.name).replace("{{follow}}", operation("follow").strip()).strip(), ""]
    lines += _examples(area, recorded)
    roots = [(kind, name, field) for name, (kind, field) in root_fields(schema).items() if area_of_root(name) is area]
    if roots:
        lines += ["## Operations", ""]
    for kind, name, field in roots:
        lines += reference.root_field(kind, name, field, area.name)
    names = types_of(area, placed)
    if names:
        lines += ["## Types", "", ", ".join(reference.link(name, area.name) for name in names), ""]
    for name in names:
        lines += reference.type(name, area.name)
    if area is DIRECTIVES:
        for directive in sorted(schema.directives, key=lambda each: (is_specified_directive(each), each.name)):
            lines += reference.directive(directive, area.name)
    return "\n".join(lines).rstrip() + "\n"


def _examples(area: Area, recorded: Recorded) -> list[str]:
    mine = [example for example in EXAMPLES if example.page == area.name]
    if not mine:
        return []
    first = f"{'' if area.name == 'browse' else 'browse.md'}#where-a-request-happens"
    text = (
        "Asked of the demo shop, and answered by it. `<…>` stands for what differs each time. Every answer has the "
        f"`extensions` that the [first example]({first}) shows."
    )
    lines = ["## Examples", "", text, ""]
    for example in mine:
        lines += _example(example, recorded[example.name])
    return lines


def _example(example: Example, asked: Mapping[str, Any]) -> list[str]:
    lines = [f"### {example.title}", "", example.text, ""]
    lines += _block("http", [f"{name}: {value}" for name, value in asked["headers"].items()])
    if example.is_shown:
        lines += _block("graphql", example.document.strip().splitlines())
    if example.variables:
        lines += _block("json", _json(asked["variables"]))
    if example.extensions:
        lines += _block("json", _json({"extensions": dict(example.extensions)}))
    status = f"Answer, with status {asked['status']}:" if example.error else "Answer:"
    return [*lines, status, "", *_block("json", _json(_shown(example, asked["answer"])))]


def _shown(example: Example, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer, without what all of them have."""
    return answer if example is EXAMPLES[0] else {name: part for name, part in answer.items() if name != "extensions"}


def _block(language: str, lines: list[str]) -> list[str]:
    return [f"```{language}", *lines, "```", ""] if lines else []


def _json(value: Any) -> list[str]:
    """Indented, with what is short on one line."""
    return _laid_out(value, 0).splitlines()


def _laid_out(value: Any, depth: int) -> str:
    flat = _flat(value)
    if not isinstance(value, dict | list) or len(flat) + 2 * depth <= 90:
        return flat
    inner = "  " * (depth + 1)
    if isinstance(value, list):
        body = ",\n".join(inner + _laid_out(each, depth + 1) for each in value)
        return f"[\n{body}\n{'  ' * depth}]"
    parts = (f"{json.dumps(name, ensure_ascii=False)}: {_laid_out(each, depth + 1)}" for name, each in value.items())
    body = ",\n".join(inner + part for part in parts)
    return f"{{\n{body}\n{'  ' * depth}}}"


def _flat(value: Any) -> str:
    if isinstance(value, dict) and value:
        return f"{{ {', '.join(f'{json.dumps(name)}: {_flat(each)}' for name, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flat, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _text(name: str) -> str:
    return (_TEXTS / f"{name}.md").read_text("utf-8")
