"""Several operations in one request: off by default, bounded when on, each answered as if it had come alone."""

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import zstandard

from app.core.settings import Settings
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

COUNTRY = {"query": "{ context { countryCode } }"}
NAME = {
    "query": "query ($slug: String!) { product(slug: $slug) { name } }",
    "variables": {"slug": "linen-shirt"},
}
CART = {"query": "mutation { cartCreate(input: {lines: []}) { cart { version } } }"}


@pytest.fixture(scope="module")
async def batching(settings: Settings) -> AsyncIterator[Client]:
    """A shop that takes three operations at once, and keeps its answers."""
    changed = settings.model_copy(update={"limit_batch": 3, "response_cache_bytes": 1_000_000})
    async with open_client(changed) as opened:
        yield opened


async def send(client: Client, batch: Any, **headers: str) -> tuple[int, Any]:
    response = await client.http.post(
        "/graphql", content=json.dumps(batch), headers={"content-type": "application/json", **headers}
    )
    return response.status_code, response.json()


def without_extensions(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in answer.items() if name != "extensions"} for answer in answers]


async def test_each_operation_is_answered_in_its_place(batching: Client) -> None:
    status, answers = await send(batching, [NAME, CART, {"query": "{ nothing }"}])

    assert status == 200
    assert without_extensions(answers[:2]) == [
        {"data": {"product": {"name": "Linen shirt"}}},
        {"data": {"cartCreate": {"cart": {"version": 1}}}},
    ]
    assert [error["extensions"]["code"] for error in answers[2]["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]


async def test_kept_answers_are_those_of_the_operation_in_whatever_batch(batching: Client) -> None:
    alone = [(await send(batching, each))[1] for each in (COUNTRY, NAME)]

    for order in ([0, 1], [1, 0], [1, 1, 0]):
        _, answers = await send(batching, [(COUNTRY, NAME)[each] for each in order])
        assert answers == [alone[each] for each in order]


async def test_a_batch_is_sent_in_the_coding_that_the_client_likes(batching: Client) -> None:
    types = {"query": "{ __schema { types { name } } }"}
    response = await batching.http.post("/graphql", json=[types, COUNTRY], headers={"accept-encoding": "zstd"})

    assert response.headers["content-encoding"] == "zstd"
    answers = json.loads(zstandard.decompress(response.content))
    assert [sorted(answer["data"]) for answer in answers] == [["__schema"], ["context"]]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (None, "BAD_REQUEST"),
        ([], "BAD_REQUEST"),
        ({}, "BAD_REQUEST"),
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": 'subscription { orderUpdated(token: "x") { id } }'}, "SUBSCRIPTION_OVER_HTTP"),
    ],
)
async def test_what_is_wrong_with_one_leaves_the_others_alone(batching: Client, item: Any, code: str) -> None:
    status, answers = await send(batching, [item, COUNTRY])

    assert status == 200
    assert answers[0]["errors"][0]["extensions"]["code"] == code
    assert "data" not in answers[0]
    assert answers[1]["data"] == {"context": {"countryCode": "DE"}}


async def test_a_batch_that_is_too_large_runs_nothing(
    batching: Client, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    before = await connection.fetchval("SELECT count(*) FROM cart")
    status, answer = await send(batching, [CART] * 4)

    assert status == 400
    assert answer == {
        "errors": [
            {
                "message": "A batch may have 3 operations at most; this one has 4. Send them in parts.",
                "extensions": {"code": "BATCH_TOO_LARGE"},
            }
        ]
    }
    assert await connection.fetchval("SELECT count(*) FROM cart") == before


async def test_an_empty_batch_is_no_request(batching: Client) -> None:
    status, answer = await send(batching, [])

    assert (status, answer["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


async def test_a_shop_takes_none_unless_it_is_told_to(client: Client) -> None:
    status, answer = await send(client, [COUNTRY])

    assert (status, answer["errors"][0]["extensions"]["code"]) == (400, "BATCHING_DISABLED")
