"""Proof that the answers are the same, before anything is timed."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from scripts.benchmarks.client import ask, wire
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.scenarios import Contender, Scenario, Variables

_NEW_IDS: Final = re.compile(r'"(cart|cart_line|order)_[0-9a-z]{26}"')
_NEW_SECRETS: Final = re.compile(r'"(cart|order)_secret_[A-Za-z0-9_-]{43}"')
_NEW_NUMBERS: Final = re.compile(r'"TW-[0-9A-Z]{4}-[0-9A-Z]{4}"')

Bodies = dict[Contender, bytes]


async def prove_reading(port: int, scenario: Scenario, questions: list[Variables]) -> list[Bodies]:
    """Each contender's answer to each question: equal as data, and remembered byte for byte."""
    proven = []
    for variables in questions:
        bodies = {each: await ask(port, wire(each, scenario, variables)) for each in Contender}
        _require_equal(scenario, variables, bodies)
        proven.append(bodies)
    return proven


async def prove_writing(port: int, scenario: Scenario, questions: Mapping[Contender, Variables]) -> None:
    """Each contender's answer to a question of its own: equal in shape, texts and amounts, if not in new ids."""
    bodies = {each: await ask(port, wire(each, scenario, variables)) for each, variables in questions.items()}
    _require_equal(scenario, questions[Contender.GRAPHQL], bodies)


def _require_equal(scenario: Scenario, variables: Variables, bodies: Bodies) -> None:
    data = {contender: _comparable(body, scenario) for contender, body in bodies.items()}
    expected = data[Contender.GRAPHQL]
    for contender, found in data.items():
        for difference in _differences(expected, found, "data"):
            raise BenchError(f"{scenario} with {variables}: the answer of {contender} is not GraphQL's. {difference}")


def _comparable(body: bytes, scenario: Scenario) -> Any:
    text = json.dumps(json.loads(body)["data"])
    if scenario.writes:
        text = _NEW_IDS.sub(
            r'"new \1"', _NEW_SECRETS.sub(r'"new secret of \1"', _NEW_NUMBERS.sub('"new number"', text))
        )
    return json.loads(text)


def _differences(expected: Any, found: Any, path: str) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(found, dict):
        if missing := expected.keys() ^ found.keys():
            yield f"{path}: only one of them has {', '.join(sorted(missing))}"
        for name in expected.keys() & found.keys():
            yield from _differences(expected[name], found[name], f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from _differences(one, other, f"{path}[{index}]")
    elif expected != found or type(expected) is not type(found):
        yield f"{path}: {expected!r} and {found!r}"
