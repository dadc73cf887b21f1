"""Requests that are made to hurt: each has its right answer, and the next one is answered as if nothing had been."""

import asyncio
import json
from typing import Any

import pytest

from app.core.settings import Settings
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

JSON = {"Content-Type": "application/json"}
SMALL = '{ product(slug: "linen-shirt") { slug } }'


async def refused(client: Client, document: str, variables: Any = None) -> dict[str, Any]:
    """The only error of an answer that has no data; the next question is answered."""
    response = await client.http.post(
        "/graphql", content=json.dumps({"query": document, "variables": variables}), headers=JSON
    )
    answer = response.json()
    assert "data" not in answer
    assert (await client.data(SMALL)) == {"product": {"slug": "linen-shirt"}}
    error: dict[str, Any] = answer["errors"][0]
    return error


@pytest.mark.parametrize(
    ("document", "code", "words"),
    [
        ("{" + " ".join(f"a{n}: __typename" for n in range(5_000)) + "}", "DOCUMENT_TOO_LARGE", "8000 tokens"),
        ("{ categories " + "{ children " * 200 + "{ name }" + " }" * 201, "GRAPHQL_PARSE_FAILED", "nested too deeply"),
        ("{ categories " + "{ children " * 30 + "{ name }" + " }" * 31, "DOCUMENT_TOO_LARGE", "20 levels of fields"),
        ("{ products { nodes { ...A } } } fragment A on Product { ...A }", "GRAPHQL_VALIDATION_FAILED", "itself"),
        ("{ " + "products { nodes { id name } } " * 100 + "}", "DOCUMENT_TOO_LARGE", "comparisons"),
        ("{ " + "x" * 90_000 + " }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field"),
        ("{ " + "x" * 500_000 + " }", "DOCUMENT_TOO_LARGE", "100000 characters"),
        ("query ($n: Int!) { products(first: $n) { nodes { id } } }", "GRAPHQL_VALIDATION_FAILED", "'$n'"),
        ("query A { __typename } query B { __typename }", "GRAPHQL_VALIDATION_FAILED", "operation name"),
        ("", "BAD_REQUEST", "`query` is missing"),
        ("\x00", "GRAPHQL_PARSE_FAILED", "Unexpected character"),
    ],
    ids=[
        "aliases", "depth 200", "depth 30", "circle", "repetitions", "long name", "endless name", "variable", "two",
        "empty", "null",
    ],
)  # fmt: skip
async def test_a_hostile_document_is_refused_in_its_own_terms(
    client: Client, document: str, code: str, words: str
) -> None:
    error = await refused(client, document)

    assert error["extensions"]["code"] == code
    assert words in error["message"]


@pytest.mark.parametrize("value", ["seven", 2**40, 1.5, [1], {"a": 1}, True, None])
async def test_a_variable_of_the_wrong_type_is_refused_by_its_name(client: Client, value: Any) -> None:
    error = await refused(client, "query ($n: Int!) { products(first: $n) { nodes { id } } }", {"n": value})

    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert error["message"].startswith("Variable '$n'")


async def test_lists_in_lists_in_variables_are_bounded(client: Client) -> None:
    deep: Any = []
    for _ in range(500):
        deep = [deep]

    error = await refused(
        client, "query ($f: [ProductFilterInput!]) { products(filters: $f) { nodes { id } } }", {"f": deep}
    )

    assert error["message"].startswith("Variable")


async def test_a_field_that_fails_leaves_the_others_and_the_next_request(client: Client) -> None:
    answer = await client.ask("{ a: products(first: 0) { nodes { id } } b: context { countryCode } }")
    nullable = await client.ask('{ product(id: "x", slug: "y") { id } b: context { countryCode } }')

    assert answer["data"] is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["PAGE_SIZE_OUT_OF_RANGE"]
    assert nullable["data"] == {"product": None, "b": {"countryCode": "DE"}}
    assert [(error["path"], error["extensions"]["code"]) for error in nullable["errors"]] == [
        (["product"], "BAD_USER_INPUT")
    ]
    assert await client.data(SMALL) == {"product": {"slug": "linen-shirt"}}


async def test_clients_that_hang_up_take_nothing_from_the_others(settings: Settings) -> None:
    """Twenty ask for the same page and are gone before it is there; who stays gets it, and the pools are whole."""
    document = (
        '{ product(slug: "linen-shirt") { name description media { nodes { url } } variants { nodes { sku } } } }'
    )
    async with open_client(settings.model_copy(update={"response_cache_bytes": 1_000_000})) as client:
        asked = [asyncio.create_task(client.ask(document)) for _ in range(21)]
        await asyncio.sleep(0)
        for task in asked[:20]:
            task.cancel()

        stayed = await asked[20]
        after = await asyncio.gather(*(client.data(SMALL) for _ in range(20)))

    assert stayed["data"]["product"]["name"] == "Linen shirt"
    assert after == [{"product": {"slug": "linen-shirt"}}] * 20


async def test_clients_of_private_answers_that_hang_up_leave_the_pools_whole(client: Client) -> None:
    document = (
        '{ cart(token: "x") { id } products(first: 2) { nodes { variants { nodes { sku price { taxRate } } } } } }'
    )
    asked = [asyncio.create_task(client.ask(document)) for _ in range(30)]
    for steps in range(30):
        await asyncio.sleep(0)
        asked[steps].cancel()
    await asyncio.gather(*asked, return_exceptions=True)

    answers = await asyncio.gather(*(client.data(document) for _ in range(20)))

    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["cart"] is None


async def test_a_subscription_by_post_is_told_where_to_go(client: Client) -> None:
    response = await client.http.post("/graphql", json={"query": 'subscription { orderUpdated(token: "x") { id } }'})

    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "SUBSCRIPTION_OVER_HTTP"
    assert "graphql-transport-ws" in error["message"]
