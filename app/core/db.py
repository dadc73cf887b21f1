"""Two ways to Postgres, one law.

Writes go through a SQLAlchemy session in a short transaction; reads go through a pool of bare driver connections
(`app.core.reads`). *A function that takes a session never commits; a function that takes a context owns the
transaction.* No call to another system happens while a transaction is open: adapters begin with
`assert_no_transaction`.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

StatementObserver = Callable[[str], None]

_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)


def assert_no_transaction(what: str) -> None:
    """Refuse to call `what` (a provider, a carrier, the search engine) while this task holds a transaction open."""
    if _in_transaction.get():
        raise RuntimeError(f"{what} was called inside an open transaction: commit the intent first, then call")


class Database:
    """The pools of one process. `observers` see the text of every statement; tests and the bench count with them."""

    def __init__(self, engine: AsyncEngine, reads: "asyncpg.Pool[asyncpg.Record]") -> None:
        self.engine = engine
        self.reads = reads
        self.observers: list[StatementObserver] = []
        event.listen(engine.sync_engine, "before_cursor_execute", self._observe_write)

    @classmethod
    async def connect(cls, database_url: str, *, write_pool_size: int = 8, read_pool_size: int = 8) -> "Database":
        """Open both pools. `database_url` is libpq's, a socket folder in `?host=` included."""
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: asyncpg.connect(database_url),
            pool_size=write_pool_size,
            max_overflow=0,
        )
        reads = await asyncpg.create_pool(
            database_url, min_size=1, max_size=read_pool_size, init=_prepare_connection, reset=_keep_as_it_is
        )
        return cls(engine, reads)

    async def close(self) -> None:
        await self.reads.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed when the block ends, and rolled back when it raises."""
        if _in_transaction.get():
            raise RuntimeError("a transaction is already open in this task: pass its session on")
        flag = _in_transaction.set(True)
        try:
            async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        finally:
            _in_transaction.reset(flag)

    async def fetch(self, sql: str, arguments: tuple[Any, ...]) -> "list[asyncpg.Record]":
        """Run one read on the driver's own connection."""
        for observe in self.observers:
            observe(sql)
        async with self.reads.acquire() as connection:
            return await connection.fetch(sql, *arguments)

    def _observe_write(self, *event_arguments: Any) -> None:
        statement: str = event_arguments[2]
        for observe in self.observers:
            observe(statement)


async def _prepare_connection(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _keep_as_it_is(_: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Reads leave nothing behind that a reset would have to clear: it costs a round trip."""
