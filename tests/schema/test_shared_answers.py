"""Processes that share what they made: through a Redis that is real, and may go away."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx2
import pytest

from app.catalog import ProductDraft, Texts, VariantDraft, upsert_product
from app.core.clock import utc_now
from app.core.settings import Settings
from tests.support.client import Client, open_client
from tests.support.redis import RedisServer, running_redis
from tests.support.shop import on_sale

pytestmark = pytest.mark.usefixtures("shop")

GUARD = 20.0
LIST = "query ($first: Int!) { products(first: $first) { nodes { slug name } } }"


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis() as running:
        yield running


@pytest.fixture(scope="module")
async def nodes(settings: Settings, redis: RedisServer) -> AsyncIterator[list[Client]]:
    """Two processes in front of one database and one Redis."""
    shared = settings.model_copy(update={"response_cache_bytes": 10_000_000, "redis_url": redis.url})
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(open_client(shared)) for _ in range(2)]


async def ask(node: Client, first: int) -> httpx2.Response:
    return await node.http.post("/graphql", json={"query": LIST, "variables": {"first": first}})


def status(response: httpx2.Response) -> str:
    text: str = response.headers["cache-status"].removeprefix("Tradewind; ")
    return text


async def until_it_says(node: Client, name: str) -> None:
    """The guard is only against hanging."""
    async with asyncio.timeout(GUARD):
        while True:
            if f'"{name}"' in (await ask(node, 31)).text:
                return
            await asyncio.sleep(0.02)


async def rename(node: Client, name: str) -> None:
    draft = ProductDraft(
        slug="vase",
        product_type="home",
        translations={"en": Texts(name)},
        variants=(VariantDraft("VASE"),),
        **on_sale(utc_now() - timedelta(days=1)),
    )
    async with node.runtime.database.transaction() as session:
        await upsert_product(session, draft, utc_now())


async def test_what_one_process_made_the_other_finds(nodes: list[Client]) -> None:
    """Until it does: a busy machine may be slower to look into Redis than a request waits."""
    one, other = nodes
    async with asyncio.timeout(GUARD):
        for first in range(1, 100):
            made, found = await ask(one, first), await ask(other, first)
            assert found.content == made.content
            if status(found) == "hit":
                return
            await asyncio.sleep(0.05)
    raise AssertionError("nothing was shared")


async def test_a_change_is_seen_through_both(nodes: list[Client]) -> None:
    for name in ("Vase", "Tall vase"):
        await rename(nodes[0], name)
        for node in nodes:
            await until_it_says(node, name)


async def test_without_redis_answers_go_on(nodes: list[Client], redis: RedisServer) -> None:
    redis.kill()
    try:
        responses = [await ask(node, first) for node in nodes for first in (31, 32, 31)]
        await rename(nodes[0], "Short vase")
        for node in nodes:
            await until_it_says(node, "Short vase")
    finally:
        redis.start()

    assert [response.status_code for response in responses] == [200] * 6
    assert [status(response) for response in responses[2::3]] == ["hit", "hit"]
