"""The guide for a first catalog, run as it is written: its operations, its file, in its order, against a real shop."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest

from app.identity import Scope
from tests.support.dev import Dev, command, running_dev
from tests.support.folders import open_folder

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "first-catalog.md"
_BLOCK = re.compile(r"^```(?P<kind>\w+)(?P<marks>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = 30


class Block(NamedTuple):
    """A block of code of the page, with the words beside its language."""

    kind: str
    marks: frozenset[str]
    text: str


class Step(NamedTuple):
    """An operation with the variables and the answer that follow it on the page."""

    operation: Block
    variables: str
    answer: Any


def blocks() -> list[Block]:
    return [
        Block(found["kind"], frozenset(found["marks"].split()), found["text"])
        for found in _BLOCK.finditer(GUIDE.read_text("utf-8"))
    ]


def steps() -> Iterator[Step | Block]:
    """The operations with what belongs to them, and the commands between them."""
    page = blocks()
    for place, block in enumerate(page):
        if block.kind == "sh":
            yield block
        if block.kind == "graphql":
            following = []
            for each in page[place + 1 :]:
                if each.kind != "json":
                    break
                following.append(each)
            variables = next((each.text for each in following if "variables" in each.marks), "{}")
            answer = next((json.loads(each.text) for each in following if "answer" in each.marks), None)
            yield Step(block, variables, answer)


@pytest.fixture(scope="module")
def empty_shop() -> Iterator[Dev]:
    with open_folder() as folder, running_dev(folder / "first-shop", "--empty") as running:
        yield running


def found_in(answer: Any, name: str) -> Iterator[Any]:
    """The values under a name, wherever they stand in an answer."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key == name:
                yield value
            yield from found_in(value, name)
    elif isinstance(answer, list):
        for each in answer:
            yield from found_in(each, name)


def test_the_page_does_what_it_says(empty_shop: Dev, tmp_path: Path) -> None:
    token = run_token_command(empty_shop)
    (csv,) = [block.text for block in blocks() if block.kind == "csv"]
    (tmp_path / "products.csv").write_text(csv, "utf-8")
    known = {'"<size of products.csv>"': str(len(csv.encode()))}
    seen: dict[str, Any] = {}
    with httpx2.Client(timeout=30) as http:
        for step in steps():
            if isinstance(step, Block):
                run_shell(step.text, empty_shop, tmp_path, seen, http)
                continue
            headers = {} if "shopper" in step.operation.marks else {"Authorization": f"Bearer {token}"}
            variables = step.variables
            for written, meant in known.items():
                variables = variables.replace(written, meant)
            answer = asked(http, empty_shop, step, json.loads(variables), headers)
            seen |= {name: value for name in ("uploadUrl",) for value in found_in(answer, name)}
            for name in ("file", "job"):
                known |= {f"<{name} id>": each["id"] for each in found_in(answer, name) if isinstance(each, dict)}
            seen[re.search(r"\w+ (\w+)", step.operation.text)[1]] = answer  # type: ignore[index] # operations have names

    assert [node["slug"] for node in seen["Shop"]["products"]["nodes"]] == ["harbour-mug", "linen-towel"]
    assert seen["Shop"]["context"] == {"market": {"code": "canada"}, "languageTag": "en", "currencyCode": "CAD"}
    prices = [node["priceRange"]["min"]["displayed"]["amount"] for node in seen["Shop"]["products"]["nodes"]]
    assert prices == ["24.00", "18.50"]
    missing = [(node["key"], node["field"]) for node in seen["Missing"]["translations"]["nodes"]]
    assert ("harbour-mug", "options.colour.blue") in missing
    assert ("mugs", "name") in missing
    assert [each["state"] for each in seen["French"]["translationsWrite"]["results"]] == ["TRANSLATED"] * 3


def asked(http: httpx2.Client, shop: Dev, step: Step, variables: dict[str, Any], headers: dict[str, str]) -> Any:
    """The answer that the page promises; what goes on in the background is waited for."""
    deadline = time.monotonic() + (_SECONDS if "until" in step.operation.marks else 0)
    while True:
        body = {"query": step.operation.text, "variables": variables}
        answer = http.post(shop.url, json=body, headers=headers).json()
        assert "errors" not in answer, (step.operation.text, answer["errors"])
        data = answer["data"]
        if step.answer is None or data == step.answer or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    if step.answer is not None:
        assert data == step.answer
    if "refused" not in step.operation.marks:
        assert [error for errors in found_in(data, "userErrors") for error in errors] == [], step.operation.text
    return data


def run_token_command(shop: Dev) -> str:
    """The first token, by the command of the page, with the scopes that it names."""
    (line,) = [line for block in blocks() if block.kind == "sh" for line in block.text.splitlines() if "token" in line]
    scopes = re.findall(r"--scope (\S+)", line)
    assert set(scopes) <= set(Scope)
    options = [part for scope in scopes for part in ("--scope", scope)]
    made = subprocess.run(
        command("token", "create", "--data-dir", str(shop.data_dir), "--name", "Ada", *options),
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip().splitlines()[-1]


def run_shell(text: str, shop: Dev, folder: Path, seen: dict[str, Any], http: httpx2.Client) -> None:
    """The commands of a block: those that start the shop and make the token have been run."""
    for line in text.splitlines():
        if line.startswith("curl --upload-file"):
            sent = http.put(seen["uploadUrl"], content=(folder / "products.csv").read_bytes())
            assert sent.is_success, sent.text
        elif "tradewind translations" in line:
            arguments = line.split()[1:]
            arguments[arguments.index("first-shop")] = str(shop.data_dir)
            done = subprocess.run(command(*arguments), cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        else:
            assert line.startswith(("./scripts/dev --empty", ".venv/bin/tradewind token create")), line


def test_the_page_has_all_kinds_of_steps() -> None:
    found = list(steps())

    assert sum(isinstance(step, Step) for step in found) >= 12
    assert len([step for step in found if isinstance(step, Step) and step.answer is not None]) >= 4
