"""Servers as real processes under load: whoever is replaced or stopped, no request is lost."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.embedded import environment_for
from tests.embedded.processes import TRADEWIND, Program, free_port
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

QUESTION = b'{"query": "{ context { countryCode } }"}'
REQUEST = b"POST /graphql HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(QUESTION),
    QUESTION,
)


@contextmanager
def started(settings: Settings, port: int, *options: str) -> Iterator[Program]:
    """`tradewind serve`."""
    program = Program([*TRADEWIND, "serve", "--port", str(port), *options], environment_for(settings))
    try:
        yield program
    finally:
        program.discard()


@contextmanager
def serve(settings: Settings, port: int, *options: str) -> Iterator[Program]:
    """The same, when it answers."""
    with started(settings, port, *options) as program:
        program.until(serving_on(port))
        yield program


def serving_on(port: int) -> str:
    return f"Serving on http://127.0.0.1:{port}"


def workers_of(program: Program) -> set[int]:
    """The processes that it has started and that answer."""
    parent, found = program.process.pid, set()
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            found.add(int(child))
    return found


class Load:
    """Clients that each ask one question after the other over a connection that they keep."""

    def __init__(self, port: int) -> None:
        self.answered = 0
        self.failures: list[str] = []
        self._port = port
        self._has_ended = False

    @asynccontextmanager
    async def running(self, clients: int) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self._ask()) for _ in range(clients)]
        try:
            yield
        finally:
            self._has_ended = True
            await asyncio.gather(*tasks)

    async def _ask(self) -> None:
        while not self._has_ended:
            try:
                await self._ask_while_kept()
            except (OSError, EOFError) as error:
                self.failures.append(f"{type(error).__name__}: {error}")

    async def _ask_while_kept(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        is_kept = True
        while is_kept and not self._has_ended:
            writer.write(REQUEST)
            async with asyncio.timeout(15):
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                await reader.readexactly(length)
            if not head.startswith(b"HTTP/1.1 200 "):
                self.failures.append(head.decode())
            self.answered += 1
            is_kept = b"connection: close" not in head.lower()
            await asyncio.sleep(0.01)
        writer.close()


async def until_ended(program: Program) -> int:
    async with asyncio.timeout(60):
        while program.process.poll() is None:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    return program.ends()


async def test_workers_are_replaced_under_load(settings: Settings, shop: Shop) -> None:
    del shop
    port = free_port()
    with serve(settings, port, "--workers", "2") as program:
        first = workers_of(program)
        assert len(first) == 2
        load = Load(port)
        async with load.running(clients=8):
            program.signal(signal.SIGHUP)
            async with asyncio.timeout(90):
                while len(now := workers_of(program)) != 2 or now & first:
                    assert program.process.poll() is None
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)
        assert load.failures == []
        assert load.answered > 500
        program.signal(signal.SIGTERM)
        assert await until_ended(program) == 0


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one process", "workers"])
async def test_a_server_takes_the_port_over_under_load(settings: Settings, shop: Shop, options: tuple[str]) -> None:
    del shop
    port = free_port()
    with serve(settings, port, *options) as old:
        load = Load(port)
        async with load.running(clients=8):
            await asyncio.sleep(0.5)
            with started(settings, port, "--take-over", *options) as new:
                await asyncio.to_thread(new.until, serving_on(port))  # while the clients go on
                old.signal(signal.SIGTERM)
                assert await until_ended(old) == 0
                before = load.answered
                await asyncio.sleep(1)
                assert load.answered > before + 100
                load._has_ended = True
                await asyncio.sleep(0.3)
        assert load.failures == []


async def test_a_request_that_has_begun_is_answered_before_the_end(settings: Settings, shop: Shop) -> None:
    del shop
    port = free_port()
    with serve(settings, port, "--workers", "2") as program:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST[:-5])
        await asyncio.sleep(0.2)
        program.signal(signal.SIGTERM)
        await asyncio.sleep(1.5)
        writer.write(REQUEST[-5:])
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\nconnection: close\r\n" in answer
        assert b'{"data":{"context":{"countryCode":"' in answer
        assert await until_ended(program) == 0


async def test_a_port_is_shared_only_where_that_was_asked_for(settings: Settings, shop: Shop) -> None:
    del shop
    port = free_port()
    with serve(settings, port):
        second = Program([*TRADEWIND, "serve", "--port", str(port)], environment_for(settings))
        began = time.monotonic()
        assert await asyncio.to_thread(second.ends) == 1
        assert time.monotonic() - began < 30
        assert " ".join(second.errors) == (
            f"Cannot listen on 127.0.0.1, port {port}: Address already in use. A server of Tradewind that has the "
            "port is replaced with --take-over."
        )
