"""The measured server as a process of its own, beside the runtime that the bench prepares carts with."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Final

import asyncpg

from app.cli.database import connected
from app.core.settings import Settings
from app.embedded import environment_for
from app.embedded.processes import Child
from app.wiring import Runtime
from scripts.benchmarks.answers.sql_fragments import function_statements
from scripts.benchmarks.client import read_meter
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.feeds import CompletingFeed, CreatingFeed, Feed, ReadingFeed
from scripts.benchmarks.scenarios import Scenario, questions
from scripts.benchmarks.shop import Supplies, find_supplies

_READY_WITHIN_SECONDS: Final = 30
_PLENTY: Final = 10**9
"""That one address may spend in a minute: it is charged as ever, and never refused."""


@dataclass(frozen=True)
class Bench:
    """A running server, and what it can be asked for."""

    port: int
    settings: Settings
    supplies: Supplies
    runtime: Runtime
    connection: "asyncpg.Connection[asyncpg.Record]"

    async def feed(self, scenario: Scenario) -> Feed:
        """The requests of a scenario."""
        if scenario is Scenario.COMPLETION:
            return await CompletingFeed.of(self.port, self.supplies, self.runtime, self.connection)
        return (CreatingFeed if scenario.writes else ReadingFeed)(
            self.port, scenario, questions(scenario, self.supplies)
        )


@asynccontextmanager
async def running_bench(settings: Settings, server_cpu: str) -> AsyncIterator[Bench]:
    """Start the server on this database, and stop it when the block ends."""
    runtime = await Runtime.open(settings)
    try:
        async with connected(settings.database_url) as connection:
            for statement in function_statements():
                await connection.execute(statement)
            supplies = await find_supplies(connection)
            async with running_server(settings, server_cpu) as port:
                yield Bench(port, settings, supplies, runtime, connection)
    finally:
        await runtime.close()


@asynccontextmanager
async def running_server(
    settings: Settings, server_cpu: str, module: str = "scripts.benchmarks.server"
) -> AsyncIterator[int]:
    """One server process on this database, and its port."""
    port = _free_port()
    ended: SimpleQueue[str] = SimpleQueue()
    server = Child(
        name="The measured server",
        command=[sys.executable, "-P", "-m", module, str(port), server_cpu],
        environment=os.environ | environment_for(settings) | _environment_of(settings),
        death_signal=signal.SIGKILL,
        on_exit=ended.put,
    )
    server.start()
    try:
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while not await _answers(port):
            if not ended.empty():
                raise BenchError(ended.get())
            if time.monotonic() > deadline:
                raise BenchError(f"the measured server did not answer within {_READY_WITHIN_SECONDS} seconds")
            await asyncio.sleep(0.05)
        yield port
    finally:
        server.stop(signal.SIGTERM)


def _environment_of(settings: Settings) -> dict[str, str]:
    return {
        "TRADEWIND_SEARCH_PREFIX": settings.search_prefix,
        "TRADEWIND_RESPONSE_CACHE_BYTES": str(settings.response_cache_bytes),
        "TRADEWIND_LIMIT_SOCKETS_PER_ADDRESS": str(settings.limit_sockets),
        "TRADEWIND_BUDGET_PER_MINUTE": str(_PLENTY),
        "TRADEWIND_SLOW_OPERATION_MS": str(_PLENTY),
    }


async def _answers(port: int) -> bool:
    try:
        await read_meter(port)
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
