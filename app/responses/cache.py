"""The cache that callers use: memory in front, a shared store behind it where there is one, one fill per key."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from enum import Enum
from typing import Any, NamedTuple, TypeVar

from app.responses.entry import Response
from app.responses.memory import MemoryStore
from app.responses.shared import Found, SharedStore


class Filled(NamedTuple):
    """What a fill gives."""

    body: bytes
    tags: frozenset[str]
    seconds: float
    """How long it is right, from the moment the fill began; 0 is not to be kept."""


class Status(Enum):
    """How an answer came about. The values are parameters of `Cache-Status` (RFC 9211)."""

    HIT = "hit"
    STORED = "fwd=miss; stored"
    UNSTORED = "fwd=miss"
    COLLAPSED = "fwd=miss; collapsed"
    """The fill was another caller's."""


Fill = Callable[[], Awaitable[Filled]]
Answer = tuple[Response, Status]
Result = TypeVar("Result")


class ResponseCache:
    """Every process hears every change and passes it to `drop`; while it cannot hear, it is paused and keeps nothing.

    For one event loop. A fill runs in a task of its own: a caller who hangs up takes nothing from the others.
    """

    def __init__(self, budget: int, shared: SharedStore | None = None, clock: Callable[[], float] = time.time) -> None:
        """`budget` in bytes of this process; `clock` in Unix seconds."""
        self._memory = MemoryStore(budget)
        self._shared = shared
        self._clock = clock
        self._paused = False
        self._flights: dict[bytes, asyncio.Task[Answer]] = {}
        """The fills that a caller may still join, by key: those that began after the last drop."""
        self._undelivered: dict[str, int] = {}
        """Tags dropped here, and not yet in the shared store, each with the ticket from after its last drop."""
        self._relaying = False
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def memory(self) -> MemoryStore:
        return self._memory

    def peek(self, key: bytes) -> Response | None:
        """What this process has at hand."""
        return self._memory.get(key, self._clock())

    async def answer(self, key: bytes, fill: Fill) -> Answer:
        """What is kept, or what `fill` gives; if that raises, all who wait for it get the exception."""
        kept = self.peek(key)
        if kept is not None:
            return kept, Status.HIT
        flight = self._flights.get(key)
        if flight is not None:
            response, status = await asyncio.shield(flight)
            return response, status if status is Status.HIT else Status.COLLAPSED
        flight = self._flights[key] = self._spawn(self._fly(key, fill))
        flight.add_done_callback(lambda done: self._land(key, done))
        return await asyncio.shield(flight)

    def drop(self, tags: Iterable[str]) -> None:
        """Something with these tags has changed: from now on nobody gets what shows it as it was."""
        tags = frozenset(tags)
        self._memory.drop(tags)
        self._flights.clear()
        if self._shared is not None:
            self._undelivered |= dict.fromkeys(tags, self._memory.begin())
            if not self._relaying:
                self._relaying = True
                self._spawn(self._relay(self._shared))

    def clear(self) -> None:
        """Anything may have changed."""
        self._memory.clear()
        self._flights.clear()
        if self._shared is not None:
            self._shared.distrust()

    def pause(self) -> None:
        """Changes are no longer heard: keep and find nothing. Callers still share a fill that is under way."""
        self._paused = True
        self._memory.clear()
        self._flights.clear()

    def resume(self) -> None:
        """Changes are heard again. What was stored while nobody may have listened is not trusted, here or elsewhere."""
        self._paused = False
        self.clear()

    async def settled(self) -> None:
        """Wait for all that is under way: fills, and what the shared store is being told."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, grace: float = 0.0) -> None:
        """Let it settle for so many seconds, cancel the rest and who waits for it, and close the shared store."""
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await self.settled()
        for task in self._tasks:
            task.cancel()
        await self.settled()
        if self._shared is not None:
            await self._shared.close()

    async def _fly(self, key: bytes, fill: Fill) -> Answer:
        began = self._clock()
        ticket = self._memory.begin()
        found = await self._look(key, began)
        if found.response is not None and self._is_right(found.response, ticket):
            self._memory.put(key, found.response, ticket)
            return found.response, Status.HIT
        ticket = self._memory.begin()
        filled = await fill()
        response = Response.of(filled.body, filled.tags, began + filled.seconds)
        if filled.seconds <= 0 or self._paused:
            return response, Status.UNSTORED
        if self._shared is not None and found.ticket is not None:
            self._spawn(self._shared.put(key, response, found.ticket, self._clock()))
        return response, Status.STORED if self._memory.put(key, response, ticket) else Status.UNSTORED

    async def _look(self, key: bytes, now: float) -> Found:
        return Found(None, None) if self._shared is None or self._paused else await self._shared.look(key, now)

    def _is_right(self, response: Response, ticket: int) -> bool:
        """Whether the shared store had heard of every drop of this process when it was looked into."""
        return self._undelivered.keys().isdisjoint(response.tags) and not self._memory.missed(ticket, response.tags)

    def _land(self, key: bytes, flight: asyncio.Task[Answer]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _relay(self, shared: SharedStore) -> None:
        """Drop in the shared store what was dropped here, then here again, for the looks that were under way."""
        while sent := self._undelivered.copy():
            await shared.drop(sent.keys())
            self._memory.drop(sent)
            for tag, number in sent.items():
                if self._undelivered[tag] == number:  # else dropped once more while it was sent
                    del self._undelivered[tag]
        self._relaying = False

    def _spawn(self, work: Coroutine[Any, Any, Result]) -> "asyncio.Task[Result]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
