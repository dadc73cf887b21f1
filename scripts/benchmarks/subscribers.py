"""Clients that follow orders, in a process of their own.

    python -m scripts.benchmarks.subscribers PORT TRANSPORT COUNT

Reads the tokens of orders as JSON from its input, a line, and opens so many connections, each of which follows one of
them. Says `open` when each has the order as it was, and then, when each has been told of a change, the moments (of
the monotonic clock, which all processes share) at which they were. Holds the connections until its input ends.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import uvloop
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

DOCUMENT: Final = "subscription Follow($token: OrderToken!) { orderUpdated(token: $token) { status version } }"
_AT_ONCE: Final = 50
"""Connections that are being opened: fewer than a server lets wait to be accepted."""
_EVENT: Final = b"event: next"
_GREETING: Final = '{"type":"connection_init"}'

Pushes = AsyncIterator[None]
"""A step for each push."""


@asynccontextmanager
async def by_websocket(port: int, variables: Mapping[str, str]) -> AsyncIterator[Pushes]:
    """A socket as a browser opens it, which offers to compress."""
    async with connect(
        f"ws://127.0.0.1:{port}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")], ping_interval=None
    ) as connection:

        async def pushes() -> Pushes:
            async for text in connection:
                message = json.loads(text)
                if message["type"] == "next":
                    _check(message["payload"])
                    yield
                elif message["type"] == "ping":
                    await connection.send('{"type":"pong"}')
            raise ConnectionError(f"the server closed a socket ({connection.close_code})")

        await connection.send(_GREETING)
        await connection.recv()
        subscribe = {"type": "subscribe", "id": "1", "payload": {"query": DOCUMENT, "variables": variables}}
        await connection.send(json.dumps(subscribe))
        yield pushes()


@asynccontextmanager
async def by_event_stream(port: int, variables: Mapping[str, str]) -> AsyncIterator[Pushes]:
    """A stream of server-sent events, asked for by POST."""
    body = json.dumps({"query": DOCUMENT, "variables": variables}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**14)

    async def pushes() -> Pushes:
        while line := await reader.readline():
            if line.startswith(_EVENT):
                _check(json.loads((await reader.readline()).removeprefix(b"data:")))
                yield
        raise ConnectionError("the server ended a stream")

    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    try:
        if b" 200 " not in (status := await reader.readline()):
            raise ConnectionError(f"the server answered {status.decode()!r}")
        yield pushes()
    finally:
        writer.close()


TRANSPORTS: Final[Mapping[str, Callable[..., Any]]] = {"websocket": by_websocket, "sse": by_event_stream}


class Following:
    """What the connections have in common."""

    def __init__(self, port: int, transport: str, count: int) -> None:
        self._port = port
        self._transport = TRANSPORTS[transport]
        self._count = count
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._opened = 0
        self._told: list[float] = []

    async def run(self) -> None:
        """Open all, and stay until the input ends. Ends at once where a connection fails."""
        _allow_files(self._count + 100)
        tokens = json.loads(await _line())
        async with asyncio.TaskGroup() as group:
            followers = [group.create_task(self._follow(tokens[n % len(tokens)])) for n in range(self._count)]
            await _line()
            for follower in followers:
                follower.cancel()

    async def _follow(self, token: str) -> None:
        await self._gate.acquire()
        async with self._transport(self._port, {"token": token}) as pushes:
            await anext(pushes)
            self._gate.release()
            self._opened += 1
            if self._opened == self._count:
                print("open", flush=True)
            await anext(pushes)
            self._told.append(time.monotonic())
            if len(self._told) == self._count:
                print(json.dumps(self._told), flush=True)
            async for _ in pushes:
                pass


def _check(payload: Mapping[str, Any]) -> None:
    if "errors" in payload or payload["data"]["orderUpdated"] is None:
        raise ConnectionError(f"the server pushed {payload}")


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))


async def _line() -> str:
    return await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    uvloop.run(Following(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])).run())
