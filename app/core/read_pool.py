"""The connections that reads run on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg


class ReadPool:
    """At most `size` connections, opened when they are needed; the last one used is the next one taken.

    A read is one statement outside a transaction, and leaves nothing behind that would have to be cleared. So a
    connection is only taken off a list and put back. The driver's own pool wraps it in a proxy and lets it go in a task
    of its own, which costs a third of a small read.
    """

    def __init__(self, connect: Callable[[], "Awaitable[asyncpg.Connection[asyncpg.Record]]"], size: int) -> None:
        self._connect = connect
        self._size = size
        self._free = asyncio.Semaphore(size)
        self._idle: list[asyncpg.Connection[asyncpg.Record]] = []
        self._is_closed = False
        self._open: set[asyncpg.Connection[asyncpg.Record]] = set()

    async def fetch(self, sql: str, arguments: tuple[Any, ...]) -> "list[asyncpg.Record]":
        """The rows of one statement."""
        async with self.acquire() as connection:
            return await connection.fetch(sql, *arguments)

    @asynccontextmanager
    async def acquire(self) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """A connection for the time of a block, after which it is as it was."""
        async with self._free:
            connection = await self._take()
            try:
                yield connection
            except Exception:
                self._idle.append(connection)  # refused, and none the worse; a lost one is passed over when it is taken
                raise
            except BaseException:
                self._open.discard(connection)  # cancelled in the middle of a statement
                connection.terminate()
                raise
            self._idle.append(connection)

    async def close(self) -> None:
        """Wait for the reads that run, then close every connection. Later reads raise."""
        self._is_closed = True
        for _ in range(self._size):
            await self._free.acquire()
        for connection in self._open:
            await connection.close()
        self._open.clear()
        self._idle.clear()
        for _ in range(self._size):
            self._free.release()

    def get_max_size(self) -> int:
        """How many connections there can be."""
        return self._size

    def get_size(self) -> int:
        """How many are open."""
        return len(self._open)

    def get_idle_size(self) -> int:
        """How many of them nobody uses."""
        return len(self._idle)

    async def _take(self) -> "asyncpg.Connection[asyncpg.Record]":
        if self._is_closed:
            raise RuntimeError("the database was closed: nothing can be read any more")
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._open.discard(connection)  # the server has gone meanwhile
        connection = await self._connect()
        self._open.add(connection)
        return connection
