"""Responses in a real Redis: the laws of the memory, between processes, and through outages."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Protocol
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from app.responses import Filled, MemoryStore, Response, ResponseCache, Status
from app.responses.redis import LONGEST, MOST_TAGS, RedisStore
from tests.support.redis import RedisServer, running_redis

KEY = b"key"
Body = bytes | None


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with running_redis() as running:
        yield running


@pytest.fixture
def prefix() -> str:
    """Keys of this test alone."""
    return uuid4().hex


Nodes = Callable[[], Awaitable[RedisStore]]


@pytest.fixture
async def node(server: RedisServer, prefix: str) -> AsyncIterator[Nodes]:
    """Makes the store of one process. All share the keys."""
    opened = []

    async def make() -> RedisStore:
        # The machine of the tests may be busy: only what is stopped on purpose is slow. The trials come at once.
        store = RedisStore(server.url, prefix=prefix, patience=5, retry_after=0.01)
        opened.append(store)
        await wait_for(store)
        return store

    yield make
    for store in opened:
        await store.close()


@pytest.fixture
async def bare(server: RedisServer) -> AsyncIterator[Redis]:
    """To look at what is really stored, and to spoil it."""
    async with Redis.from_url(server.url, decode_responses=True) as client:
        yield client


async def wait_for(store: RedisStore) -> None:
    async with asyncio.timeout(10):
        await store.opened()


def response(*tags: str, body: bytes = b"{}", seconds: float = 60.0) -> Response:
    return Response.of(body, frozenset(tags), time.time() + seconds)


async def body_in(store: RedisStore, key: bytes = KEY) -> Body:
    found, _ = await store.look(key, time.time())
    return found.body if found else None


async def begin(store: RedisStore) -> int:
    _, ticket = await store.look(b"nothing", time.time())
    assert ticket is not None
    return int(ticket)


async def put(store: RedisStore, shown: Response, ticket: int | None = None, key: bytes = KEY) -> bool:
    return await store.put(key, shown, await begin(store) if ticket is None else ticket, time.time())


# The same laws for both stores.


class Store(Protocol):
    async def begin(self) -> int: ...
    async def put(self, key: bytes, shown: Response, ticket: int) -> bool: ...
    async def get(self, key: bytes) -> Body: ...
    async def drop(self, *tags: str) -> None: ...
    async def clear(self) -> None: ...


class InMemory:
    def __init__(self) -> None:
        self.store = MemoryStore(1 << 20)

    async def begin(self) -> int:
        return self.store.begin()

    async def put(self, key: bytes, shown: Response, ticket: int) -> bool:
        return self.store.put(key, shown, ticket)

    async def get(self, key: bytes) -> Body:
        found = self.store.get(key, time.time())
        return found.body if found else None

    async def drop(self, *tags: str) -> None:
        self.store.drop(tags)

    async def clear(self) -> None:
        self.store.clear()


class InRedis:
    """Two processes: one writes what the other reads."""

    def __init__(self, one: RedisStore, other: RedisStore) -> None:
        self.one, self.other = one, other

    async def begin(self) -> int:
        return await begin(self.one)

    async def put(self, key: bytes, shown: Response, ticket: int) -> bool:
        return await put(self.one, shown, ticket, key)

    async def get(self, key: bytes) -> Body:
        return await body_in(self.other, key)

    async def drop(self, *tags: str) -> None:
        await self.other.drop(tags)

    async def clear(self) -> None:
        self.other.distrust()
        await wait_for(self.other)


@pytest.fixture(params=["memory", "redis"])
async def store(request: pytest.FixtureRequest, node: Nodes) -> Store:
    return InMemory() if request.param == "memory" else InRedis(await node(), await node())


async def test_what_is_put_is_found_until_a_tag_of_it_is_dropped(store: Store) -> None:
    assert await store.get(KEY) is None
    assert await store.put(KEY, response("a", "é\n:b", body=b"\x00\xff"), await store.begin())
    assert await store.put(b"2", response(body=b"2"), await store.begin())
    await store.drop("c")
    assert await store.get(KEY) == b"\x00\xff"
    await store.drop("é\n:b")
    assert await store.get(KEY) is None
    assert await store.get(b"2") == b"2"
    await store.clear()
    assert await store.get(b"2") is None


async def test_what_was_read_before_a_drop_is_not_kept_after_it(store: Store) -> None:
    before = await store.begin()
    await store.drop("b")
    assert not await store.put(KEY, response("a", "b"), before)
    assert await store.put(b"2", response("a"), before)
    assert await store.put(KEY, response("a", "b"), await store.begin())
    before = await store.begin()
    await store.clear()
    assert not await store.put(KEY, response("c"), before)
    assert await store.get(KEY) is None


async def test_a_later_answer_replaces_an_earlier_one(store: Store) -> None:
    for body, tag in ((b"1", "a"), (b"2", "b")):
        assert await store.put(KEY, response(tag, body=body), await store.begin())
    await store.drop("a")
    assert await store.get(KEY) == b"2"


async def test_what_has_expired_is_not_found(store: Store) -> None:
    await store.put(KEY, response("a", seconds=-0.001), await store.begin())
    assert await store.get(KEY) is None


# What only Redis has.


async def test_a_response_comes_back_whole(node: Nodes) -> None:
    one, other = await node(), await node()
    given = response("a", "b", body=b"body")
    await put(one, given)
    found, _ = await other.look(KEY, time.time())
    assert found is not None
    assert (found.body, found.etag, found.tags, found.expires_at, found.size) == (
        given.body,
        given.etag,
        given.tags,
        given.expires_at,
        given.size,
    )


async def test_nothing_stays_for_ever_but_the_numbers(node: Nodes, bare: Redis, prefix: str) -> None:
    store = await node()
    await put(store, response("a", "b", seconds=1e9))
    await store.drop(["b", "c"])
    lives = {key: await bare.ttl(key) async for key in bare.scan_iter(f"{{{prefix}}}:*")}
    numbers = lives.pop(f"{{{prefix}}}:responses:clock")
    assert numbers == -1
    assert len(lives) == 4  # the entry and three tags
    assert all(0 < seconds <= LONGEST for seconds in lives.values())


async def test_many_tags_are_dropped_in_parts_and_never_put(node: Nodes) -> None:
    store = await node()
    tags = [f"{number}" for number in range(3 * MOST_TAGS)]
    assert await put(store, response(*tags[-MOST_TAGS:]))
    assert not await put(store, response(*tags[: MOST_TAGS + 1]), key=b"2")
    await store.drop(tags)
    assert await body_in(store) is None


async def test_an_entry_with_an_evicted_tag_is_not_found(node: Nodes, bare: Redis, prefix: str) -> None:
    store = await node()
    await put(store, response("a", "b"))
    await store.drop(["b"])
    await bare.delete(f"{{{prefix}}}:responses:tag:b")
    assert await body_in(store) is None
    await put(store, response("b"), key=b"2")  # gives the tag a number again
    assert await body_in(store) is None
    assert await body_in(store, b"2") == b"{}"


async def test_a_clock_that_goes_back_makes_no_drop_look_old(node: Nodes, bare: Redis, prefix: str) -> None:
    store = await node()
    ahead = (int(time.time()) + 3600) * 1_000_000
    await bare.hset(f"{{{prefix}}}:responses:clock", "latest", str(ahead))
    await put(store, response("a"))
    await store.drop(["a"])
    assert await body_in(store) is None
    assert await begin(store) == ahead + 1


async def test_fills_and_drops_at_once_never_leave_what_is_stale(node: Nodes) -> None:
    """Hundreds of fills of a changing value by two nodes. After each drop nobody finds what was read before it."""
    nodes = [await node(), await node()]
    truth = 0

    async def fill(store: RedisStore) -> None:
        found, ticket = await store.look(KEY, time.time())
        if found is None and ticket is not None:
            read = truth
            await asyncio.sleep(0)
            await store.put(KEY, response("a", body=b"%d" % read), ticket, time.time())

    async def fill_again(store: RedisStore) -> None:
        for _ in range(100):
            await fill(store)

    async def change() -> None:
        nonlocal truth
        for number in range(100):
            truth += 1
            now = truth
            await nodes[number % 2].drop(["a"])
            found = await body_in(nodes[0])
            assert found is None or int(found) >= now

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for store in nodes * 2:
            group.create_task(fill_again(store))
        group.create_task(change())
    assert truth == 100


# Outages.


@asynccontextmanager
async def outage(server: RedisServer) -> AsyncIterator[None]:
    server.kill()
    try:
        yield
    finally:
        server.start()


async def trials_fail(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait until the store has tried again, more than once, in vain."""
    failed, fail = asyncio.Semaphore(0), store._fail

    def counted(error: Exception) -> None:
        fail(error)
        failed.release()

    monkeypatch.setattr(store, "_fail", counted)
    async with asyncio.timeout(10):
        for _ in range(2):
            await failed.acquire()
    monkeypatch.undo()


async def test_redis_away_costs_hits_and_nothing_else(
    server: RedisServer, node: Nodes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await node()
    ticket = await begin(store)
    with caplog.at_level(logging.WARNING, "app.responses"):
        async with outage(server):
            for _ in range(3):
                assert await store.look(KEY, time.time()) == (None, None)
                assert not await put(store, response("a"), ticket)
                await store.drop(["a"])
            await trials_fail(store, monkeypatch)
        await wait_for(store)
    assert [record.getMessage().split(" (")[0] for record in caplog.records] == [
        "Redis does not answer",
        "Redis answers again.",
    ]
    assert await put(store, response("a"))
    assert await body_in(store) == b"{}"


async def test_a_drop_that_redis_missed_leaves_nothing_old(
    server: RedisServer, node: Nodes, bare: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis comes back with all that it had, so that the drop is what it lacks."""
    one, other = await node(), await node()
    await put(one, response("a"))
    assert await body_in(other) == b"{}"
    await bare.save()
    async with outage(server):
        await one.drop(["a"])
        await trials_fail(one, monkeypatch)
    await wait_for(one)
    assert await body_in(other) is None


async def test_data_from_before_the_last_drop_is_noticed(server: RedisServer, node: Nodes, bare: Redis) -> None:
    """Nobody asked anything while it was away: only its numbers show that it is older than what was seen."""
    store = await node()
    await put(store, response("a"))
    await bare.save()
    await store.drop(["a"])
    async with outage(server):
        pass
    assert await body_in(store) is None
    await wait_for(store)
    assert await body_in(store) is None
    assert await put(store, response("a", body=b"new"))
    assert await body_in(store) == b"new"


async def test_a_redis_that_has_forgotten_everything_is_usable_at_once(node: Nodes, bare: Redis) -> None:
    store = await node()
    ticket = await begin(store)
    await bare.flushall()
    assert not await put(store, response("a"), ticket)
    assert await put(store, response("a"))
    assert await body_in(store) == b"{}"


async def test_a_redis_that_hangs_closes_the_store(server: RedisServer, prefix: str) -> None:
    store = RedisStore(server.url, prefix=prefix, patience=0.05, retry_after=0.01)
    await wait_for(store)
    await put(store, response("a"))
    server.pause()
    try:
        async with asyncio.timeout(10):  # not for ever: it would hang here
            assert await store.look(KEY, time.time()) == (None, None)
            await store.drop(["a"])
    finally:
        server.proceed()
    await wait_for(store)
    assert await body_in(store) is None
    await store.close()


async def test_a_new_process_does_not_trust_what_it_finds(node: Nodes) -> None:
    await put(await node(), response("a"))
    assert await body_in(await node()) is None


async def test_a_process_that_never_reaches_redis_still_answers(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = RedisStore(f"unix://{tmp_path_factory.mktemp('none')}/redis.sock", retry_after=0.01)
    cache = ResponseCache(1 << 20, store)

    async def fill() -> Filled:
        return Filled(b"body", frozenset({"a"}), 60)

    answered, status = await cache.answer(KEY, fill)
    assert (answered.body, status) == (b"body", Status.STORED)
    cache.drop(["a"])
    assert cache.peek(KEY) is None
    await cache.close()


async def test_two_caches_share_answers_and_drops(node: Nodes) -> None:
    one, other = ResponseCache(1 << 20, await node()), ResponseCache(1 << 20, await node())
    count = 0

    async def fill() -> Filled:
        nonlocal count
        count += 1
        return Filled(b"%d" % count, frozenset({"a"}), 60)

    async def ask(cache: ResponseCache) -> tuple[bytes, Status]:
        answered, status = await cache.answer(KEY, fill)
        await cache.settled()
        return answered.body, status

    assert await ask(one) == (b"1", Status.STORED)
    assert await ask(other) == (b"1", Status.HIT)
    one.drop(["a"])
    other.drop(["a"])  # every process hears every change
    await one.settled()
    await other.settled()
    assert await ask(other) == (b"2", Status.STORED)
    assert await ask(one) == (b"2", Status.HIT)
