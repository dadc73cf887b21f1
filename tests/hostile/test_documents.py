"""Documents and variables: refused in their own terms, as quickly as they come."""

import json
from typing import Any

import pytest

from tests.hostile import documents
from tests.hostile.documents import INVALID, REFUSED, TOO_LARGE, UNREADABLE, Document
from tests.hostile.target import Target, at_once, endure, head

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("document", REFUSED, ids=lambda each: each.__name__)
async def test_a_document_that_is_too_much_is_refused(target: Target, document: Document) -> None:
    size, code = REFUSED[document]
    text = document(size)

    async def attack() -> None:
        assert (await target.operation(text)).code == (400, code)

    await endure(target, lambda: at_once(4, attack, rounds=4))


async def test_documents_that_differ_fill_no_memory(target: Target) -> None:
    """Each is new, so none of them is known; half of them are well made."""
    numbers = iter(range(1_000_000))

    async def attack() -> None:
        number = next(numbers)
        answer = await target.operation(f"query Q{number} {{ a{number}: __typename # {'x' * 20_000}\n }}")
        assert answer.json["data"] == {f"a{number}": "Query"}
        refused = await target.operation(documents.unknown_fields(15) + f" # {number} {'x' * 20_000}")
        assert refused.code == (400, INVALID)

    await endure(target, lambda: at_once(4, attack, rounds=20), mebibytes=64)


async def test_what_is_worth_too_much_is_refused_before_it_runs(target: Target) -> None:
    text = documents.lists_in_lists(1)

    async def attack() -> None:
        assert (await target.operation(text)).code == (400, "COST_LIMIT_EXCEEDED")

    await endure(target, lambda: at_once(4, attack, rounds=5))


async def test_a_list_of_ids_is_bounded(target: Target) -> None:
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    async def attack() -> None:
        answer = await target.operation(document, {"ids": ["product_01h455vb4pex5vsknk084sn02q"] * 20_000})
        assert (answer.status, answer.json["errors"][0]["extensions"]["code"]) in (
            (400, "COST_LIMIT_EXCEEDED"),
            (200, "TOO_MANY_IDS"),
        )

    await endure(target, lambda: at_once(4, attack, rounds=2))


@pytest.mark.parametrize("depth", [20, 500, 900])
async def test_lists_in_lists_in_variables_are_bounded(target: Target, depth: int) -> None:
    deep: Any = "x"
    for _ in range(depth):
        deep = [deep]

    async def attack() -> None:
        answer = await target.operation(
            "query ($f: [ProductFilterInput!]) { products(filters: $f) { nodes { id } } }", {"f": deep}
        )
        assert answer.code == (400, INVALID)
        assert len(answer.body) < 20_000

    await endure(target, lambda: at_once(4, attack, rounds=4))


async def test_lists_in_lists_that_no_json_reader_can_bear_are_no_json(target: Target) -> None:
    body = b'{"query":"{ __typename }","variables":{"f":' + b"[" * 400_000 + b"]" * 400_000 + b"}}"

    async def attack() -> None:
        assert (await target.post(body)).code == (400, "BAD_REQUEST")

    await endure(target, lambda: at_once(4, attack, rounds=4))


async def test_variables_that_nobody_declared_are_left_alone(target: Target) -> None:
    values = {f"v{n}": [n, str(n)] for n in range(30_000)}

    async def attack() -> None:
        assert (await target.operation("{ __typename }", values)).json["data"] == {"__typename": "Query"}

    await endure(target, lambda: at_once(4, attack, rounds=3), mebibytes=80)


async def test_a_very_long_operation_name_is_a_name(target: Target) -> None:
    """And what is counted by operation stays bounded."""
    name = "N" * 90_000
    names = iter(range(1_000_000))

    async def attack() -> None:
        answer = await target.operation(f"query {name} {{ __typename }}", operationName=name)
        assert answer.json["data"] == {"__typename": "Query"}
        unknown = await target.operation("query A { __typename }", operationName=name)
        assert unknown.code == (400, INVALID)
        other = f"Q{next(names)}"
        assert (await target.operation(f"query {other} {{ __typename }}")).json["data"] == {"__typename": "Query"}

    await endure(target, lambda: at_once(4, attack, rounds=15), mebibytes=80)

    metrics = await target.ask(b"GET /metrics HTTP/1.1\r\nHost: shop.test\r\n\r\n")
    assert metrics.status == 200
    assert len(metrics.body) < 500_000
    assert name[:200].encode() not in metrics.body


async def test_the_documents_of_a_get_are_held_to_the_same(target: Target) -> None:
    text = documents.aliases(150).replace(" ", "%20")

    async def attack() -> None:
        asked = (
            f"GET /graphql?query={text} HTTP/1.1\r\nHost: shop.test\r\nAccept: application/graphql-response+json\r\n"
        )
        assert (await target.ask(asked.encode() + b"\r\n")).code == (400, TOO_LARGE)

    await endure(target, lambda: at_once(4, attack, rounds=5))


async def test_an_address_full_of_parameters_is_refused(target: Target) -> None:
    address = "&".join(f"p{n}=1" for n in range(6_000))

    async def attack() -> None:
        answer = await target.ask(f"GET /graphql?{address} HTTP/1.1\r\nHost: shop.test\r\n\r\n".encode())
        assert answer.code == (400, "BAD_REQUEST")

    await endure(target, lambda: at_once(4, attack, rounds=4))


@pytest.mark.parametrize("text", ["\x00", "{ __typename }\x00", "{ \ud800 }", '"""', "{", "{ a(b: 0x1) }", "…" * 9_000])
async def test_what_is_no_document_is_refused(target: Target, text: str) -> None:
    answer = await target.post(json.dumps({"query": text}).encode())

    assert answer.code == (400, UNREADABLE)
    assert len(answer.body) < 5_000


async def test_a_subscription_is_not_run_by_post_for_its_size_either(target: Target) -> None:
    body = json.dumps({"query": f"subscription {documents.aliases(500)}"}).encode()

    assert (await target.ask(head(len(body)) + body)).code == (400, TOO_LARGE)
