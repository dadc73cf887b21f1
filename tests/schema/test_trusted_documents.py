"""Trusted documents over HTTP: asked for by their ids, and a storefront that runs nothing else."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.core.settings import Settings
from app.storefronts import (
    DocumentDraft,
    TokenKind,
    create_storefront,
    create_storefront_token,
    push_documents,
    remove_documents,
    storefront_by_code,
)
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

NAME = "query Name($slug: String!) { product(slug: $slug) { name } }"
COUNTRY = "query Country { context { countryCode } }"
OTHER = "{ context { currencyCode } }"
SHIRT = {"slug": "linen-shirt"}


def sha_256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
async def client(settings: Settings) -> AsyncIterator[Client]:
    """The application, with its kept answers."""
    async with open_client(settings.model_copy(update={"response_cache_bytes": 1_000_000})) as opened:
        yield opened


@pytest.fixture(scope="module")
async def strict(client: Client) -> str:
    """The token of a storefront that runs trusted documents only: Apollo's ids and Relay's."""
    return await storefront(client, "strict", trusted_documents_only=True)


@pytest.fixture(scope="module")
async def free(client: Client) -> str:
    """The token of one that may run what it likes, and trusts other texts under the same ids."""
    return await storefront(client, "free", trusted_documents_only=False, documents={"1c3a": OTHER})


async def storefront(
    client: Client, code: str, *, trusted_documents_only: bool, documents: dict[str, str] | None = None
) -> str:
    ctx = await client.runtime.system_context()
    documents = documents or {sha_256(NAME): NAME, "1c3a": COUNTRY}
    storefront_id = await create_storefront(ctx, code=code, name=code, trusted_documents_only=trusted_documents_only)
    await push_documents(ctx, storefront_id, [DocumentDraft(key, text, ()) for key, text in documents.items()])
    return (await create_storefront_token(ctx, storefront_id, TokenKind.PUBLIC)).token


async def post(client: Client, token: str | None, **body: Any) -> dict[str, Any]:
    headers = {"content-type": "application/json"} | ({"tradewind-storefront": token} if token else {})
    response = await client.http.post("/graphql", content=json.dumps(body), headers=headers)
    answer: dict[str, Any] = response.json()
    return answer


def code(answer: dict[str, Any]) -> str:
    (error,) = answer["errors"]
    assert "data" not in answer
    text: str = error["extensions"]["code"]
    return text


def by_hash(text: str) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha_256(text)}}}


async def test_a_trusted_document_is_asked_for_by_its_id_in_every_way(client: Client, strict: str) -> None:
    for _ in range(2):
        assert (await post(client, strict, documentId="1c3a"))["data"] == {"context": {"countryCode": "DE"}}
        for way in ({"documentId": sha_256(NAME)}, by_hash(NAME), {"query": NAME}):
            answer = await post(client, strict, variables=SHIRT, **way)
            assert answer["data"] == {"product": {"name": "Linen shirt"}}

    by_get = await client.http.get(
        "/graphql",
        params={"documentId": sha_256(NAME), "variables": json.dumps(SHIRT)},
        headers={"tradewind-storefront": strict},
    )
    assert by_get.json()["data"] == {"product": {"name": "Linen shirt"}}


@pytest.mark.parametrize(
    "body",
    [
        {"query": OTHER},
        {"query": NAME + " "},
        {"query": "mutation { cartCreate(input: {lines: []}) { cart { id } } }"},
        {"query": "{ __schema { types { name } } }"},
        {"documentId": "unknown"},
        by_hash(OTHER),
        by_hash(OTHER) | {"query": OTHER},
    ],
)
async def test_a_strict_storefront_runs_nothing_else(client: Client, strict: str, body: dict[str, Any]) -> None:
    assert (await post(client, None, query=OTHER))["data"]  # which others may ask, and is known here by now

    assert code(await post(client, strict, **body)) == "UNTRUSTED_DOCUMENT"


async def test_the_same_id_is_another_document_in_another_storefront(client: Client, strict: str, free: str) -> None:
    for _ in range(2):
        assert (await post(client, strict, documentId="1c3a"))["data"] == {"context": {"countryCode": "DE"}}
        assert (await post(client, free, documentId="1c3a"))["data"] == {"context": {"currencyCode": "EUR"}}
    assert (await post(client, free, query=COUNTRY))["data"] == {"context": {"countryCode": "DE"}}


async def test_without_a_storefront_no_document_has_an_id(client: Client) -> None:
    assert code(await post(client, None, documentId="1c3a")) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_document_sent_before_has_the_id_of_its_hash(client: Client) -> None:
    await post(client, None, query=OTHER)

    answer = await post(client, None, documentId=f"sha256:{sha_256(OTHER)}")
    assert answer["data"] == {"context": {"currencyCode": "EUR"}}
    assert code(await post(client, None, documentId="sha256:zz")) == "PERSISTED_QUERY_NOT_FOUND"


async def test_what_is_removed_is_not_run_any_more(client: Client) -> None:
    token = await storefront(client, "shrinking", trusted_documents_only=True)
    assert (await post(client, token, documentId="1c3a"))["data"]
    ctx = await client.runtime.system_context()
    row = await storefront_by_code.first(client.runtime.database, code="shrinking")
    assert row is not None

    assert await remove_documents(ctx, row.id, ["1c3a"]) == ["1c3a"]

    answer: dict[str, Any] = {}
    async with asyncio.timeout(10):
        while "errors" not in answer:
            await asyncio.sleep(0.01)
            answer = await post(client, token, documentId="1c3a")
    assert code(answer) == "UNTRUSTED_DOCUMENT"
    assert (await post(client, token, variables=SHIRT, **by_hash(NAME)))["data"]
