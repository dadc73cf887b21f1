"""The table of error codes in docs/api is true: the code of the server is read for what it can say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.api_docs.codes import GROUPS

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[A-Z]{3,}(_[A-Z0-9]+)*")
REFUSING = {"RequestError", "TransportError", "refuse", "refuse_socket", "_refusal"}
"""Calls that take a code."""
BY_GRAPHQL = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}


def test_every_code_of_the_server_is_in_the_table_and_no_other() -> None:
    said = {
        code
        for folder in ("app", "schema", "search")
        for path in (ROOT / folder).rglob("*.py")
        for code in codes_in(path)
    }
    written = [code.name for group in GROUPS for code in group.codes]

    assert sorted(written) == sorted(set(written))
    assert {"missing": sorted(said - set(written)), "not said": sorted(set(written) - said)} == {
        "missing": [],
        "not said": [],
    }
    assert said >= BY_GRAPHQL


def codes_in(path: Path) -> Iterator[str]:
    """Of `RequestError("X", …)`, `{"code": "X"}`, `{"code": NAME}`, `(400, "X", …)` and `code = "X" if … else "Y"`."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        for value in places_of_codes(node):
            text = constants.get(value.id) if isinstance(value, ast.Name) else getattr(value, "value", None)
            if isinstance(value, ast.Attribute) and value.attr == "value":  # `CartErrorCode.CART_EXPIRED.value`
                text = getattr(value.value, "attr", None)
            if isinstance(text, str) and CODE.fullmatch(text):
                yield text


def places_of_codes(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        function = node.func
        name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        if name in REFUSING:
            yield from node.args[:3]
    elif isinstance(node, ast.Dict):
        yield from (
            value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and key.value == "code"
        )
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp):
        if any(isinstance(target, ast.Name) and target.id == "code" for target in node.targets):
            yield from (node.value.body, node.value.orelse)
    elif isinstance(node, ast.Tuple | ast.List) and len(node.elts) >= 2:
        first = node.elts[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, int) and 400 <= first.value < 600:
            yield node.elts[1]
