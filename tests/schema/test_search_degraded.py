"""The search engine is gone, silent or empty: the search answers from the database, and says so."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.core.settings import Settings
from search import index_all
from search.query.asking import DEGRADED_SECONDS
from tests.support.client import Client, open_client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

SEARCH = """
query Search($query: String!, $first: Int = 20, $after: String, $sort: SearchSort = RELEVANCE) {
  search(query: $query, first: $first, after: $after, sort: $sort) {
    totalCount degraded didYouMean redirect languageTag
    nodes { slug }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    help { queries { text count } products { slug } }
  }
}
"""


@pytest.fixture(scope="module", autouse=True)
async def indexed(settings: Settings, shop: Shop) -> None:
    """The small shop, indexed: its texts are in the database, too."""
    assert shop.markets
    assert await index_all(settings) == 2


@pytest.fixture
async def silent_engine() -> AsyncIterator[str]:
    """The address of something that takes connections and never answers."""

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def search(client: Client, query: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.data(SEARCH, {"query": query, **variables}))["search"]
    return found


def slugs(found: dict[str, Any]) -> list[str]:
    return [node["slug"] for node in found["nodes"]]


async def expect_database(client: Client) -> None:
    """Every way of asking is answered, by the database."""
    found = await search(client, "linen shirt")
    assert found["degraded"] is True
    assert slugs(found) == ["linen-shirt"]
    assert found["totalCount"] == 1
    everything = await search(client, "")
    assert everything["degraded"] is True
    assert slugs(everything) == ["stoneware-mug", "linen-shirt"]
    assert everything["totalCount"] == 2
    assert slugs(await search(client, "SHIRT-M")) == ["linen-shirt"]
    assert slugs(await search(client, "", sort="PRICE_ASCENDING")) == ["stoneware-mug", "linen-shirt"]
    assert slugs(await search(client, "", sort="PRICE_DESCENDING")) == ["linen-shirt", "stoneware-mug"]
    first = await search(client, "", first=1)
    second = await search(client, "", first=1, after=first["pageInfo"]["endCursor"])
    assert slugs(first) + slugs(second) == ["stoneware-mug", "linen-shirt"]
    assert second["pageInfo"]["hasNextPage"] is False
    nothing = await search(client, "qqqq shirt")
    assert nothing["degraded"] is True


async def test_without_an_engine_the_database_answers(settings: Settings) -> None:
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as client:
        await expect_database(client)


async def test_an_index_that_was_never_filled_is_no_answer_either(settings: Settings) -> None:
    async with open_client(settings.model_copy(update={"search_prefix": "nobody_"})) as client:
        await expect_database(client)


async def test_an_engine_that_does_not_answer_is_waited_for_a_second_three_times_and_then_not(
    settings: Settings, silent_engine: str
) -> None:
    async with open_client(
        settings.model_copy(update={"meili_url": silent_engine, "response_cache_bytes": 0})
    ) as client:
        seconds = []
        for _ in range(5):
            began = time.monotonic()
            found = await search(client, "linen shirt")
            seconds.append(time.monotonic() - began)
            assert (slugs(found), found["degraded"]) == (["linen-shirt"], True)
        assert max(seconds) < 3
        assert max(seconds[3:]) < 0.9, "the breaker is open"


async def test_signs_alone_need_nobody(settings: Settings) -> None:
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as client:
        found = await search(client, "!!!")
        assert (slugs(found), found["totalCount"], found["degraded"]) == ([], 0, False)


async def test_a_walk_goes_on_where_the_engine_goes_and_comes_back(client: Client, settings: Settings) -> None:
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as without:
        first = await search(client, "", first=1)
        assert (slugs(first), first["degraded"]) == (["stoneware-mug"], False)
        second = await search(without, "", first=1, after=first["pageInfo"]["endCursor"])
        assert (slugs(second), second["degraded"]) == (["linen-shirt"], True)
        first = await search(without, "", first=1)
        assert (slugs(first), first["degraded"]) == (["stoneware-mug"], True)
        second = await search(client, "", first=1, after=first["pageInfo"]["endCursor"])
        assert (slugs(second), second["degraded"]) == (["linen-shirt"], False)


async def test_an_answer_of_the_database_is_kept_for_a_moment_only(settings: Settings) -> None:
    query = '{ search(query: "linen shirt") { degraded nodes { slug } } }'

    async def kept_for(client: Client) -> float:
        """Seconds, as the last of three equal requests is told: the first one opens what is opened late."""
        for _ in range(3):
            response = await client.http.get("/graphql", params={"query": query})
            said = response.headers["cache-control"]
        return 0.0 if said == "no-cache" else float(said.removeprefix("public, max-age="))

    settings = settings.model_copy(update={"response_cache_bytes": 1_000_000})
    async with open_client(settings.model_copy(update={"meili_url": "http://127.0.0.1:9"})) as client:
        assert await kept_for(client) <= DEGRADED_SECONDS
    async with open_client(settings) as client:
        assert 20 <= await kept_for(client) <= 30
