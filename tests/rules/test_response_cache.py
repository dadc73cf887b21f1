"""One fill per key at a time; a drop separates those who came before it from those who come after."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

import pytest

from app.responses import Filled, Response, ResponseCache, Status
from app.responses.shared import Found

BUDGET = 1 << 20
KEY = b"key"


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Fills:
    """Fills that count themselves, and wait where the test says so."""

    tags: frozenset[str] = frozenset({"a"})
    seconds: float = 60.0
    count: int = 0
    gates: dict[int, asyncio.Event] = field(default_factory=dict)
    """The fills by number, from 1, that wait for their event."""
    started: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self, number: int) -> asyncio.Event:
        return self.gates.setdefault(number, asyncio.Event())

    async def __call__(self) -> Filled:
        self.count += 1
        number = self.count
        self.started.set()
        if number in self.gates:
            await self.gates[number].wait()
        return Filled(b"%d" % number, self.tags, self.seconds)


async def soon(work: Awaitable[tuple[Response, Status]]) -> tuple[bytes, Status]:
    async with asyncio.timeout(10):
        response, status = await work
    return response.body, status


async def until_idle() -> None:
    """Let every task run that can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_an_answer_is_kept_for_its_seconds_from_the_beginning_of_its_fill() -> None:
    clock, fills = Clock(), Fills()
    cache = ResponseCache(BUDGET, clock=clock)
    gate = fills.hold(1)
    assert cache.peek(KEY) is None
    first = asyncio.create_task(cache.answer(KEY, fills))
    await fills.started.wait()
    clock.now += 10  # the fill takes so long
    gate.set()
    response, status = await first
    assert (response.body, response.tags, response.expires_at, status) == (b"1", fills.tags, 1060.0, Status.STORED)
    assert cache.peek(KEY) is response
    assert await cache.answer(KEY, fills) == (response, Status.HIT)
    clock.now = 1060.0
    assert cache.peek(KEY) is None
    assert await soon(cache.answer(KEY, fills)) == (b"2", Status.STORED)
    assert await soon(cache.answer(b"other", fills)) == (b"3", Status.STORED)


async def test_zero_seconds_are_not_kept() -> None:
    fills = Fills(seconds=0)
    cache = ResponseCache(BUDGET)
    assert await soon(cache.answer(KEY, fills)) == (b"1", Status.UNSTORED)
    assert await soon(cache.answer(KEY, fills)) == (b"2", Status.UNSTORED)


async def test_what_is_too_large_is_answered_and_not_kept() -> None:
    fills = Fills()
    cache = ResponseCache(0)
    assert await soon(cache.answer(KEY, fills)) == (b"1", Status.UNSTORED)
    assert cache.peek(KEY) is None


async def test_a_thousand_callers_cause_one_fill() -> None:
    fills = Fills()
    cache = ResponseCache(BUDGET)
    gate = fills.hold(1)
    callers = [asyncio.create_task(cache.answer(KEY, fills)) for _ in range(1000)]
    await fills.started.wait()
    await until_idle()
    gate.set()
    answers = [await soon(caller) for caller in callers]
    assert answers == [(b"1", Status.STORED)] + [(b"1", Status.COLLAPSED)] * 999
    assert fills.count == 1


async def test_a_caller_who_hangs_up_takes_nothing_from_the_others() -> None:
    fills = Fills()
    cache = ResponseCache(BUDGET)
    gate = fills.hold(1)
    first, second = (asyncio.create_task(cache.answer(KEY, fills)) for _ in range(2))
    await fills.started.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    gate.set()
    assert await soon(second) == (b"1", Status.COLLAPSED)
    assert cache.peek(KEY) is not None


async def test_a_fill_that_nobody_waits_for_any_more_is_kept() -> None:
    fills = Fills()
    cache = ResponseCache(BUDGET)
    gate = fills.hold(1)
    only = asyncio.create_task(cache.answer(KEY, fills))
    await fills.started.wait()
    only.cancel()
    gate.set()
    await cache.close(grace=10)
    assert only.cancelled()
    assert await soon(cache.answer(KEY, fills)) == (b"1", Status.HIT)


async def test_all_waiters_get_the_exception_and_the_next_caller_tries_again() -> None:
    cache = ResponseCache(BUDGET)
    gate, failures, fills = asyncio.Event(), 0, Fills()

    async def fail() -> Filled:
        nonlocal failures
        failures += 1
        await gate.wait()
        raise ZeroDivisionError("the fill's own")

    callers = [asyncio.create_task(cache.answer(KEY, fail)) for _ in range(20)]
    await until_idle()
    gate.set()
    outcomes = await asyncio.gather(*callers, return_exceptions=True)
    assert [(type(outcome), str(outcome)) for outcome in outcomes] == [(ZeroDivisionError, "the fill's own")] * 20
    assert failures == 1
    assert cache.peek(KEY) is None
    assert await soon(cache.answer(KEY, fills)) == (b"1", Status.STORED)


@pytest.mark.parametrize("change", [lambda cache: cache.drop(["a"]), ResponseCache.clear], ids=["drop", "clear"])
async def test_callers_after_a_change_do_not_join_a_fill_from_before_it(
    change: Callable[[ResponseCache], None],
) -> None:
    fills = Fills()
    cache = ResponseCache(BUDGET)
    old_gate, new_gate = fills.hold(1), fills.hold(2)
    before = asyncio.create_task(cache.answer(KEY, fills))
    await until_idle()
    change(cache)
    after, joined = (asyncio.create_task(cache.answer(KEY, fills)) for _ in range(2))
    await until_idle()
    assert fills.count == 2
    old_gate.set()
    assert await soon(before) == (b"1", Status.UNSTORED)
    assert cache.peek(KEY) is None
    last = asyncio.create_task(cache.answer(KEY, fills))  # the end of the old fill does not hide the new one
    await until_idle()
    new_gate.set()
    expected = [(b"2", Status.STORED), (b"2", Status.COLLAPSED), (b"2", Status.COLLAPSED)]
    assert [await soon(caller) for caller in (after, joined, last)] == expected
    assert await soon(cache.answer(KEY, fills)) == (b"2", Status.HIT)


async def test_an_old_fill_that_ends_last_does_not_replace_the_new_answer() -> None:
    fills = Fills()
    cache = ResponseCache(BUDGET)
    gate = fills.hold(1)
    before = asyncio.create_task(cache.answer(KEY, fills))
    await until_idle()
    cache.drop(["a"])
    assert await soon(cache.answer(KEY, fills)) == (b"2", Status.STORED)
    gate.set()
    assert await soon(before) == (b"1", Status.UNSTORED)
    assert await soon(cache.answer(KEY, fills)) == (b"2", Status.HIT)


async def test_a_change_of_something_else_leaves_the_fill_its_place() -> None:
    fills = Fills()
    cache = ResponseCache(BUDGET)
    gate = fills.hold(1)
    before = asyncio.create_task(cache.answer(KEY, fills))
    await until_idle()
    cache.drop(["b"])
    gate.set()
    assert await soon(before) == (b"1", Status.STORED)


async def test_a_paused_cache_finds_and_keeps_nothing() -> None:
    fills = Fills()
    cache = ResponseCache(BUDGET)
    await cache.answer(KEY, fills)
    across, within = fills.hold(2), fills.hold(4)
    spanning = asyncio.create_task(cache.answer(b"spanning", fills))
    await until_idle()
    cache.pause()
    assert cache.peek(KEY) is None
    across.set()
    assert await soon(spanning) == (b"2", Status.UNSTORED)
    assert await soon(cache.answer(KEY, fills)) == (b"3", Status.UNSTORED)
    begun_deaf = asyncio.create_task(cache.answer(KEY, fills))
    sharing = asyncio.create_task(cache.answer(KEY, fills))
    await until_idle()
    cache.resume()
    within.set()
    assert await soon(begun_deaf) == (b"4", Status.UNSTORED)
    assert await soon(sharing) == (b"4", Status.COLLAPSED)
    assert len(cache.memory) == 0
    assert await soon(cache.answer(KEY, fills)) == (b"5", Status.STORED)


async def test_close_cancels_what_does_not_end_in_time() -> None:
    fills = Fills()
    fills.hold(1)
    cache = ResponseCache(BUDGET)
    caller = asyncio.create_task(cache.answer(KEY, fills))
    await fills.started.wait()
    await cache.close()
    with pytest.raises(asyncio.CancelledError):
        await caller


@dataclass
class Elsewhere:
    """A shared store whose every reply the test lets through by hand."""

    kept: dict[bytes, Response] = field(default_factory=dict)
    looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(100))
    drops: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(100))
    said: list[object] = field(default_factory=list)
    away: bool = False

    async def look(self, key: bytes, now: float) -> Found:  # noqa: ARG002 - the protocol's
        found = Found(None, None) if self.away else Found(self.kept.get(key), "ticket")
        await self.looks.acquire()
        return found

    async def put(self, key: bytes, response: Response, ticket: object, now: float) -> bool:  # noqa: ARG002
        self.said.append(("put", ticket))
        self.kept[key] = response
        return True

    async def drop(self, tags: Collection[str]) -> None:
        tags = set(tags)
        await self.drops.acquire()
        self.said.append(("drop", tags))
        self.kept = {key: kept for key, kept in self.kept.items() if kept.tags.isdisjoint(tags)}

    def distrust(self) -> None:
        self.said.append("distrust")
        self.kept.clear()

    async def close(self) -> None:
        self.said.append("close")


async def test_what_another_process_has_kept_is_a_hit_and_is_kept_here() -> None:
    elsewhere, fills = Elsewhere(), Fills()
    one, other = (ResponseCache(BUDGET, elsewhere) for _ in range(2))
    assert await soon(one.answer(KEY, fills)) == (b"1", Status.STORED)
    await until_idle()
    assert await soon(other.answer(KEY, fills)) == (b"1", Status.HIT)
    assert other.peek(KEY) is not None
    assert elsewhere.said == [("put", "ticket")]


async def test_what_the_shared_store_has_not_yet_heard_to_be_wrong_is_not_used() -> None:
    elsewhere, fills = Elsewhere(drops=asyncio.Semaphore(0)), Fills()
    cache = ResponseCache(BUDGET, elsewhere)
    await cache.answer(KEY, fills)
    await until_idle()
    cache.drop(["a"])
    await until_idle()
    assert KEY in elsewhere.kept
    assert await soon(cache.answer(KEY, fills)) == (b"2", Status.STORED)
    cache.drop(["a"])  # once more, while the first is on its way
    elsewhere.drops.release()
    await until_idle()
    assert await soon(cache.answer(KEY, fills)) == (b"3", Status.STORED)
    elsewhere.drops.release()
    await until_idle()
    assert [said for said in elsewhere.said if said != ("put", "ticket")] == [("drop", {"a"}), ("drop", {"a"})]


async def test_a_look_that_a_drop_overtakes_does_not_bring_the_old_answer_back() -> None:
    elsewhere, fills = Elsewhere(looks=asyncio.Semaphore(0)), Fills()
    elsewhere.kept[KEY] = Response.of(b"old", fills.tags, 1e12)
    cache = ResponseCache(BUDGET, elsewhere)
    looking = asyncio.create_task(cache.answer(KEY, fills))
    await until_idle()
    cache.drop(["a"])
    elsewhere.looks.release()
    assert await soon(looking) == (b"1", Status.STORED)


async def test_a_look_that_begins_while_a_drop_is_delivered_does_not_bring_the_old_answer_back() -> None:
    elsewhere, fills = Elsewhere(looks=asyncio.Semaphore(0), drops=asyncio.Semaphore(0)), Fills()
    elsewhere.kept[KEY] = Response.of(b"old", fills.tags, 1e12)
    cache = ResponseCache(BUDGET, elsewhere)
    cache.drop(["a"])
    looking = asyncio.create_task(cache.answer(KEY, fills))
    await until_idle()
    elsewhere.drops.release()
    await until_idle()
    assert elsewhere.said == [("drop", {"a"})]
    elsewhere.looks.release()
    assert await soon(looking) == (b"1", Status.STORED)


async def test_a_process_that_was_deaf_does_not_trust_the_shared_store() -> None:
    elsewhere, fills = Elsewhere(), Fills()
    cache = ResponseCache(BUDGET, elsewhere)
    await cache.answer(KEY, fills)
    cache.pause()
    assert await soon(cache.answer(KEY, fills)) == (b"2", Status.UNSTORED)
    cache.resume()
    await cache.close()
    assert elsewhere.said == [("put", "ticket"), "distrust", "close"]


async def test_nothing_is_put_into_a_store_that_was_away_when_the_fill_began() -> None:
    elsewhere, fills = Elsewhere(away=True), Fills()
    cache = ResponseCache(BUDGET, elsewhere)
    assert await soon(cache.answer(KEY, fills)) == (b"1", Status.STORED)
    await cache.settled()
    assert elsewhere.said == []


async def test_a_fill_that_ends_in_deafness_is_not_shared() -> None:
    elsewhere, fills = Elsewhere(), Fills()
    cache = ResponseCache(BUDGET, elsewhere)
    gate = fills.hold(1)
    caller = asyncio.create_task(cache.answer(KEY, fills))
    await fills.started.wait()
    cache.pause()
    gate.set()
    assert await soon(caller) == (b"1", Status.UNSTORED)
    await cache.settled()
    assert elsewhere.said == []
