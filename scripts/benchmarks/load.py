"""The load: keep-alive HTTP/1.1 connections that send bytes made beforehand and look at every answer.

Small on purpose: what the generator computes it takes from PostgreSQL, which shares its CPU. Each round tells how busy
the generator itself was, so that one which is the limit is seen to be.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Final, cast

from scripts.benchmarks.failures import BenchError

CONNECTIONS: Final = 8
"""Of a closed loop: each sends its next request when it has the answer to the one before."""

OPEN_CONNECTIONS: Final = 128
"""Of an open loop, whose requests do not wait for each other."""

PATIENCE_SECONDS: Final = 30.0

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length"
_CACHE_STATUS: Final = b"cache-status"


class Answer:
    """One answer, as it came over the wire."""

    __slots__ = ("body", "head")

    def __init__(self, head: bytes, body: bytes) -> None:
        self.head = head
        self.body = body

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(self.head[9:12])

    @property
    def is_hit(self) -> bool:
        """Whether a cache says that it had the answer (`Cache-Status`, RFC 9211)."""
        return b"hit" in (part.strip() for part in header(self.head, _CACHE_STATUS).split(b";")[1:])


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as it goes over the wire, and who looks at the answer: `BenchError` for a wrong one."""

    wire: bytes
    judge: Callable[[Answer], None]


@dataclass
class Round:
    """What one load was answered like."""

    latencies: list[float] = field(default_factory=list)
    """Seconds, one for each answer. In an open loop from the moment at which the request was due."""
    seconds: float = 0.0
    own_cpu_seconds: float = 0.0
    """What the load generator itself used."""

    @property
    def answers(self) -> int:
        return len(self.latencies)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


class Connection(asyncio.Protocol):
    """One connection, with at most one request on its way."""

    def __init__(
        self, on_answer: "Callable[[Connection, float], None]", on_failure: Callable[[Exception], None]
    ) -> None:
        self._on_answer = on_answer
        self._on_failure = on_failure
        self._transport: asyncio.Transport
        self._received = bytearray()
        self._end = 0
        self._ask: Ask | None = None
        self._since = 0.0

    def send(self, ask: Ask, since: float) -> None:
        """Send a request whose latency counts from `since`."""
        self._ask, self._since = ask, since
        self._transport.write(ask.wire)

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has the same methods and another class

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        if not self._end and (head_end := received.find(_HEAD_END)) >= 0:
            self._end = head_end + len(_HEAD_END) + int(header(bytes(received[:head_end]), _LENGTH))
        if self._end and len(received) >= self._end:
            self._answered()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._ask:
            self._on_failure(BenchError(f"the server closed a connection with a request on its way ({exc})"))

    def _answered(self) -> None:
        latency = time.perf_counter() - self._since
        received, ask = bytes(self._received), self._ask
        self._received.clear()
        self._end, self._ask = 0, None
        try:
            if ask:
                head, _, body = received.partition(_HEAD_END)
                ask.judge(Answer(head, body))
        except BenchError as error:
            self._on_failure(error)
            return
        self._on_answer(self, latency)


async def one(port: int, ask: Ask) -> None:
    """One request on a connection of its own."""
    await closed_loop([port], iter([ask]), connections=1)


async def hang_up(port: int, wire: bytes, after_seconds: float) -> None:
    """Send a request, or a part of one, and close the connection without waiting for an answer."""
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, "127.0.0.1", port)
    transport.write(wire)
    await asyncio.sleep(after_seconds)
    transport.abort()


async def closed_loop(
    ports: Sequence[int], asks: Iterator[Ask], *, connections: int = CONNECTIONS, seconds: float | None = None
) -> Round:
    """Keep every connection busy until the time is over, or the requests are. The ports share the connections."""
    result = Round()
    done = asyncio.get_running_loop().create_future()
    busy = 0
    deadline = float("inf")

    def answered(connection: Connection, latency: float) -> None:
        nonlocal busy
        result.latencies.append(latency)
        busy -= 1
        advance(connection)

    def advance(connection: Connection) -> None:
        nonlocal busy
        now = time.perf_counter()
        ask = next(asks, None) if now < deadline else None
        if ask:
            busy += 1
            connection.send(ask, now)
        elif not busy and not done.done():
            done.set_result(now)

    async with _connected(ports, connections, answered, done) as opened:
        started, own = time.perf_counter(), time.process_time()
        deadline = started + seconds if seconds else deadline
        for connection in opened:
            advance(connection)
        result.seconds = await _patiently(done, (seconds or 0) + PATIENCE_SECONDS) - started
        result.own_cpu_seconds = time.process_time() - own
    return result


async def one_by_one(lanes: Sequence[tuple[int, Iterator[Ask]]], *, seconds: float) -> list[Round]:
    """One request of each lane (a port, and its requests) in turn, never two at a time, until the time is over.

    So what drifts from second to second meets all of them alike. And every server has rested before it is asked, as the
    one of a search rests while the engine works: to begin again takes a processor a time of its own, which a loop that
    asks one server only would not see.
    """
    rounds = [Round() for _ in lanes]
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[float] = loop.create_future()

    def answered(_: Connection, latency: float) -> None:
        answer.set_result(latency)

    def failed(error: Exception) -> None:
        if not answer.done():
            answer.set_exception(error)

    opened: list[Connection] = []
    try:
        for port, _ in lanes:
            _, connection = await loop.create_connection(lambda: Connection(answered, failed), "127.0.0.1", port)
            opened.append(connection)
        started = time.perf_counter()
        while (since := time.perf_counter() - started) < seconds:
            for (_, asks), connection, found in zip(lanes, opened, rounds, strict=True):
                answer = loop.create_future()
                connection.send(next(asks), time.perf_counter())
                found.latencies.append(await _patiently(answer, PATIENCE_SECONDS))
                found.seconds = since
    finally:
        for connection in opened:
            connection.close()
    return rounds


async def open_loop(ports: Sequence[int], asks: Iterator[Ask], *, rate: float, seconds: float) -> Round:
    """Send `rate` requests a second, evenly, whether or not the ones before are answered."""
    result = Round()
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    total = max(1, round(rate * seconds))
    waiting: deque[tuple[Ask, float]] = deque()
    idle: list[Connection] = []

    def answered(connection: Connection, latency: float) -> None:
        result.latencies.append(latency)
        idle.append(connection)
        dispatch()
        if result.answers == total and not done.done():
            done.set_result(time.perf_counter())

    def dispatch() -> None:
        while waiting and idle:
            idle.pop().send(*waiting.popleft())

    async with _connected(ports, OPEN_CONNECTIONS, answered, done) as opened:
        idle.extend(opened)
        started = time.perf_counter()
        for number in range(total):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if done.done():
                break
            waiting.append((next(asks), due))
            dispatch()
        result.seconds = await _patiently(done, PATIENCE_SECONDS) - started
    return result


@asynccontextmanager
async def _connected(
    ports: Sequence[int], count: int, on_answer: Callable[[Connection, float], None], done: "asyncio.Future[float]"
) -> AsyncIterator[list[Connection]]:
    """Open connections for the time of a block. Whatever goes wrong on one of them is the exception of `done`."""

    def fail(error: Exception) -> None:
        if not done.done():
            done.set_exception(error)

    loop = asyncio.get_running_loop()
    opened: list[Connection] = []
    try:
        for port in islice(cycle(ports), count):
            _, connection = await loop.create_connection(lambda: Connection(on_answer, fail), "127.0.0.1", port)
            opened.append(connection)
        yield opened
    finally:
        for connection in opened:
            connection.close()


async def _patiently(done: "asyncio.Future[float]", seconds: float) -> float:
    try:
        return await asyncio.wait_for(done, seconds)
    except TimeoutError as error:
        raise BenchError(f"the server left a request without an answer for {PATIENCE_SECONDS:g} seconds") from error


def header(head: bytes, name: bytes) -> bytes:
    """The value of a header, whose name is given in small letters; empty where it is missing."""
    start = head.lower().find(b"\r\n" + name + b":")
    return head[start + len(name) + 3 :].partition(b"\r\n")[0].strip() if start >= 0 else b""
