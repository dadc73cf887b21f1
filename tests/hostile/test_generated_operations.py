"""Operations that nobody would write, by Schemathesis: whatever is asked, the answer is one that we meant to give.

A minute of them, from every field of Query and Mutation, right and wrong ones, by shoppers and by staff. Where a
value should open something, every other one does: a product, a cart, an order of the demo shop.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, product
from random import Random
from typing import Any

import httpx2
import pytest
import schemathesis
from graphql import (
    ArgumentNode,
    GraphQLSyntaxError,
    IntValueNode,
    Node,
    ObjectFieldNode,
    StringValueNode,
    ValueNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes

from app.identity import Scope
from tests.hostile.target import Target, running_target
from tests.support.dev import Dev, command, running_dev
from tests.support.folders import open_folder

pytestmark = pytest.mark.slow

SECONDS = 60.0
SEED = 20261122
EXAMPLES = 6
"""Of each field and mode in a round."""
LEAKS = re.compile(
    r"Traceback|File \"|\.py\b|asyncpg|sqlalchemy|meilisearch|\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|<class|object at 0x|"
    r"NoneType|\w+Error\b\(|KeyError|ValueError|TypeError|AttributeError|IndexError|AssertionError"
)
"""What no message may tell."""


@pytest.fixture(scope="module")
def dev() -> Iterator[Dev]:
    """A shop of this file alone: what staff may do is done to it, and nobody could buy there afterwards."""
    with open_folder() as folder, running_dev(folder / "data") as running:
        yield running


@pytest.fixture(scope="module")
def unmetered(dev: Dev) -> Iterator[Target]:
    """A server that lets a single address ask without end."""
    with running_target(dev.data_dir, budget_per_minute="0") as running:
        yield running


@pytest.fixture(scope="module")
def staff_token(dev: Dev) -> str:
    """Of somebody who may do everything."""
    scopes = [argument for scope in Scope for argument in ("--scope", scope.value)]
    made = subprocess.run(
        command("token", "create", "--data-dir", str(dev.data_dir), *scopes), capture_output=True, text=True, check=True
    )
    found = re.search(r"[a-z_]*secret_[\w-]+|staff_[\w-]+", made.stdout)
    assert found, made.stdout
    return found[0]


@dataclass
class Findings:
    """What was answered otherwise than it should be, one of each kind."""

    answers: int = 0
    with_data: int = 0
    wrong: dict[str, str] = field(default_factory=dict)

    def judge(self, label: str, document: str, response: httpx2.Response) -> None:
        self.answers += 1
        if response.status_code >= 500:
            self._wrong(f"{label}: status {response.status_code}", document, response.text)
            return
        answer = response.json()
        self.with_data += answer.get("data") is not None
        for error in answer.get("errors", ()):
            code = error.get("extensions", {}).get("code")
            if code in (None, "INTERNAL_ERROR"):
                self._wrong(f"{label}: code {code} at {error.get('path')}", document, str(error))
            elif LEAKS.search(error["message"]):
                self._wrong(f"{label}: a message that tells too much", document, error["message"])

    def _wrong(self, what: str, document: str, why: str) -> None:
        self.wrong.setdefault(what, f"{why[:500]}\n{document[:1500]}")


class Opening(Visitor):
    """Puts values that open something in the places of others, now and then."""

    def __init__(self, known: dict[str, list[str]], random: Random) -> None:
        super().__init__()
        self._known = known
        self._random = random

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Node | None:
        value = self._opening(node.name.value, node.value)
        return value and ArgumentNode(name=node.name, value=value)

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> Node | None:
        value = self._opening(node.name.value, node.value)
        return value and ObjectFieldNode(name=node.name, value=value)

    def _opening(self, name: str, value: ValueNode) -> ValueNode | None:
        key = "id" if name.lower().endswith("id") else name
        if key not in self._known or self._random.random() < 0.5:
            return None
        chosen = self._random.choice(self._known[key])
        if isinstance(value, StringValueNode):
            return StringValueNode(value=chosen, block=False)
        if isinstance(value, IntValueNode) and chosen.isdigit():
            return IntValueNode(value=chosen)
        return None


def opened(document: str, known: dict[str, list[str]], random: Random) -> str:
    """The same document with such values; as it was, where it is none."""
    try:
        return print_ast(visit(parse(document), Opening(known, random)))
    except GraphQLSyntaxError:
        return document


def known_values(client: httpx2.Client, order_token: str) -> dict[str, list[str]]:
    """Of the demo shop."""

    def ask(document: str, **variables: Any) -> Any:
        answer = client.post("/graphql", json={"query": document, "variables": variables}).json()
        assert "errors" not in answer, answer
        return answer["data"]

    products = ask("{ products(first: 5) { nodes { id slug variants(first: 1) { nodes { id } } } } }")["products"][
        "nodes"
    ]
    variants = [each["variants"]["nodes"][0]["id"] for each in products]
    cart = ask(
        "mutation ($id: ID!) { cartCreate(input: { lines: [{ variantId: $id, quantity: 1 }] })"
        " { cart { id token lines { nodes { id } } } } }",
        id=variants[0],
    )["cartCreate"]["cart"]
    order = ask("query ($token: OrderToken!) { order(token: $token) { id } }", token=order_token)["order"]
    lines = [line["id"] for line in cart["lines"]["nodes"]]
    return {
        "id": [*(each["id"] for each in products), *variants, cart["id"], order["id"], *lines],
        "ids": [each["id"] for each in products],
        "slug": [each["slug"] for each in products],
        "token": [cart["token"], order_token],
        "first": ["1", "5"],
        "last": ["1"],
        "quantity": ["1", "2", "0"],
        "version": ["1", "2"],
    }


def register_scalars() -> None:
    """What hypothesis cannot know of our scalars: any text, and any number."""
    text = st.text(max_size=30).map(nodes.String)
    for name in ("CartToken", "OrderToken", "AccessToken", "URL"):
        schemathesis.graphql.scalar(name, text)
    numbers = st.decimals(allow_nan=False, allow_infinity=False).map(lambda each: nodes.String(str(each)))
    schemathesis.graphql.scalar("Decimal", st.one_of(numbers, text))
    sizes = st.integers().map(nodes.Int)
    schemathesis.graphql.scalar("ByteSize", st.one_of(sizes, text))
    schemathesis.graphql.scalar("JSON", st.one_of(sizes, text))
    schemathesis.graphql.scalar(
        "DateTime", st.one_of(st.datetimes().map(lambda at: nodes.String(at.isoformat())), text)
    )
    local_times = st.datetimes().map(lambda at: nodes.String(at.isoformat()))
    schemathesis.graphql.scalar("LocalDateTime", st.one_of(local_times, text))
    schemathesis.graphql.scalar("Date", st.one_of(st.dates().map(lambda on: nodes.String(on.isoformat())), text))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, {"message": "Something went wrong.", "extensions": {"code": "INTERNAL_ERROR"}}),
        (200, {"message": "Something went wrong.", "extensions": {"code": "INTERNAL_ERROR"}}),
        (200, {"message": "Something went wrong."}),
        (200, {"message": "'NoneType' object has no attribute 'id'", "extensions": {"code": "BAD_USER_INPUT"}}),
        (400, {"message": 'relation "x": SELECT id FROM x', "extensions": {"code": "BAD_USER_INPUT"}}),
    ],
)
def test_what_nobody_meant_to_answer_is_seen(status: int, error: dict[str, Any]) -> None:
    findings = Findings()

    findings.judge("Query.x", "{ x }", httpx2.Response(status, json={"data": None, "errors": [error]}))

    assert len(findings.wrong) == 1


@dataclass
class Asking:
    """Who asks, and what is known of the shop."""

    clients: tuple[httpx2.Client, ...]
    known: dict[str, list[str]]
    findings: Findings
    random: Random

    def run(self, operation: Any, mode: GenerationMode, number: int) -> None:
        """The examples of one field in one round."""

        @seed(number)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            document = case.body if isinstance(case.body, str) else case.body["query"]
            if mode is GenerationMode.POSITIVE:
                document = opened(document, self.known, self.random)
            for client in self.clients:
                self.findings.judge(operation.label, document, client.post("/graphql", json={"query": document}))

        ask()


def test_whatever_is_asked_the_answer_is_meant(unmetered: Target, staff_token: str, order_token: str) -> None:
    register_scalars()
    url = f"http://{unmetered.host}:{unmetered.port}"
    schema = schemathesis.graphql.from_url(f"{url}/graphql")
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    findings = Findings()
    by_staff = {"Authorization": f"Bearer {staff_token}"}
    rounds = count(SEED)
    with (
        httpx2.Client(base_url=url, timeout=30) as shopper,
        httpx2.Client(base_url=url, timeout=30, headers=by_staff) as staff,
    ):
        asking = Asking((shopper, staff), known_values(shopper, order_token), findings, Random(SEED))
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            number = next(rounds)
            for operation, mode in product(operations, (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)):
                if time.monotonic() < deadline:
                    asking.run(operation, mode, number)
    said = f"seed {SEED}: {len(operations)} fields, {findings.answers} answers, {findings.with_data} with data"
    sys.stdout.write(f"{said}\n")

    assert "\n\n".join(f"{what}\n{how}" for what, how in findings.wrong.items()) == "", said
    assert findings.with_data > 100, said
