"""Processes that share a budget, in Postgres and in Redis: by the store's clock, whoever comes twice, late or half."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from app.admission import Budgets, BudgetStore, Entry, Level
from app.admission.budgets import StoreAway
from app.budgets import PostgresBudgets
from app.budgets.redis import RedisBudgets
from app.core.db import Database
from app.embedded import Services
from tests.support.databases import clone_database, drop_database
from tests.support.redis import RedisServer, running_redis

STORES = ["postgres", "redis"]
MINUTE = 6000
"""A budget of 100 in a second."""


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@dataclass
class Nodes:
    """Opens stores as different processes do: each with connections of its own."""

    kind: str
    database_url: str
    redis: RedisServer
    opened: AsyncExitStack

    async def store(self) -> BudgetStore:
        if self.kind == "redis":
            store: BudgetStore = RedisBudgets(self.redis.url)
        else:
            database = await Database.connect(self.database_url, write_pool_size=1, read_pool_size=2)
            self.opened.push_async_callback(database.close)
            store = PostgresBudgets(database)
        self.opened.push_async_callback(store.close)
        return store

    async def budgets(self) -> Budgets:
        return Budgets(await self.store(), flush_seconds=3600)


@pytest.fixture(params=STORES)
async def nodes(request: pytest.FixtureRequest, database_url: str, redis: RedisServer) -> AsyncIterator[Nodes]:
    async with AsyncExitStack() as opened:
        yield Nodes(request.param, database_url, redis, opened)


async def used(store: BudgetStore, viewer: str) -> float:
    return (await store.tell([Entry(viewer, MINUTE, 0.0)]))[0]


async def test_what_one_node_spends_the_other_hears_of(nodes: Nodes) -> None:
    one, other = await nodes.store(), await nodes.store()

    (first,) = await one.tell([Entry("heard", 600_000, 1000.0)])
    (second,) = await other.tell([Entry("heard", 600_000, 500.0)])

    assert first == 1000.0
    assert 1000 < second <= 1500.0


async def test_it_sinks_by_the_budget_in_a_minute_by_the_stores_clock(nodes: Nodes) -> None:
    """Between the two calls, no more and no less than the time between them has passed."""
    store = await nodes.store()
    before = time.monotonic()
    await store.tell([Entry("sinks", MINUTE, 1000.0)])
    told = time.monotonic()
    await asyncio.sleep(0.3)
    asked = time.monotonic()
    left = await used(store, "sinks")
    after = time.monotonic()

    assert 1000 - (after - before) * 100 - 1 <= left <= 1000 - (asked - told) * 100 + 1


async def test_the_last_of_a_budget_is_granted_once(nodes: Nodes) -> None:
    """Twenty at once, from two nodes, want the half of it each."""
    stores = [await nodes.store(), await nodes.store()]

    levels: list[Level] = await asyncio.gather(
        *[stores[number % 2].ask(Entry("last", MINUTE, 0.0), MINUTE / 2) for number in range(20)]
    )

    assert sum(level.granted for level in levels) == 2
    assert await used(stores[0], "last") <= MINUTE


async def test_what_is_refused_is_not_charged_and_what_was_spent_before_is(nodes: Nodes) -> None:
    store = await nodes.store()
    assert (await store.ask(Entry("refused", MINUTE, 0.0), 5000)).granted

    level = await store.ask(Entry("refused", MINUTE, 500.0), 5000)

    assert not level.granted
    assert 5300 < level.used <= 5500


async def test_a_viewer_may_owe_and_pays_it_off(nodes: Nodes) -> None:
    store = await nodes.store()
    assert (await store.ask(Entry("owes", MINUTE, 0.0), 3 * MINUTE)) == Level(3 * MINUTE, granted=True)

    level = await store.ask(Entry("owes", MINUTE, 0.0), 1)

    assert not level.granted
    assert 2.9 * MINUTE < level.used <= 3 * MINUTE


async def test_two_nodes_that_tell_the_same_viewers_at_once_lose_nothing(nodes: Nodes) -> None:
    one, other = await nodes.store(), await nodes.store()
    viewers = [f"crowd {number}" for number in range(50)]
    forth = [Entry(viewer, 60, 10.0) for viewer in viewers]

    await asyncio.gather(
        *[store.tell(entries) for _ in range(10) for store, entries in ((one, forth), (other, forth[::-1]))]
    )

    totals = await one.tell([Entry(viewer, 60, 0.0) for viewer in viewers])
    assert all(180 < total <= 200 for total in totals)


async def test_nodes_overshoot_by_a_quarter_each_at_most(nodes: Nodes) -> None:
    """Two nodes spend as fast as they can, and neither flushes of itself."""
    one, other = await nodes.budgets(), await nodes.budgets()
    began = time.monotonic()
    spent = 0
    for _ in range(80):
        for node in (one, other):
            spent += 100 * (await node.charge("fast", 100, MINUTE)).admitted
    refilled = (time.monotonic() - began) * MINUTE / 60

    assert MINUTE <= spent <= MINUTE * 1.5 + refilled


async def test_a_change_of_the_budget_counts_from_now_on(nodes: Nodes) -> None:
    node = await nodes.budgets()
    assert (await node.charge("changed", 5000, MINUTE)).admitted
    assert not (await node.charge("changed", 5000, MINUTE)).admitted
    assert (await node.charge("changed", 5000, 10 * MINUTE)).admitted


async def test_the_table_forgets_who_has_used_nothing(
    nodes: Nodes, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    if nodes.kind == "redis":
        pytest.skip("Redis forgets keys by itself: see below")
    store: Any = await nodes.store()
    await store.tell([Entry("gone", 600, 1.0), Entry("stays", 600, 500.0)])
    await asyncio.sleep(0.15)

    await store.clean()

    found = await connection.fetch("SELECT viewer FROM viewer_spending WHERE viewer IN ('gone', 'stays')")
    assert [row["viewer"] for row in found] == ["stays"]
    logged = await connection.fetchval("SELECT relpersistence FROM pg_class WHERE relname = 'viewer_spending'")
    assert logged == b"u", "the table writes no log"


async def test_a_key_of_redis_lives_as_long_as_something_is_used(redis: RedisServer) -> None:
    store = RedisBudgets(redis.url)
    await store.tell([Entry("expires", 600, 100.0)])

    milliseconds = await store._client.pttl("{tradewind}:spending:expires")
    await store.close()

    assert 10_000 < milliseconds <= 11_000


async def test_a_database_that_goes_away_stops_nobody(services: Services, template: str) -> None:
    url = await asyncio.to_thread(clone_database, services, template)
    database = await Database.connect(url, write_pool_size=1, read_pool_size=1)
    node = Budgets(PostgresBudgets(database), flush_seconds=3600)
    await asyncio.to_thread(drop_database, services, url)

    assert [(await node.charge("away", 3000, MINUTE)).admitted for _ in range(3)] == [True, True, False]
    await node.close()
    await database.close()


async def test_redis_that_dies_stops_nobody_and_hears_the_rest_when_it_is_back(redis: RedisServer) -> None:
    store = RedisBudgets(redis.url)
    node = Budgets(store, flush_seconds=3600)
    redis.kill()
    try:
        with pytest.raises(StoreAway):
            await store.tell([Entry("dead", MINUTE, 1.0)])
        assert [(await node.charge("dead", 3000, MINUTE)).admitted for _ in range(3)] == [True, True, False]
    finally:
        redis.start()
    await node.flush()

    viewer = node._accounts["dead"].viewer
    assert 5000 < await used(store, viewer) <= 6000
    await node.close()
