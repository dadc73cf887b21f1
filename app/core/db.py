"""Two ways to Postgres, one law.

Writes go through a SQLAlchemy session in a short transaction; reads (`app.core.reads`) go through a pool of bare
driver connections. *A function that takes a session never commits; a function that takes a context owns the
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

from app.core.read_pool import ReadPool

StatementObserver = Callable[[str], None]

_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)


def assert_no_transaction(what: str) -> None:
    """Refuse to call `what` (a provider, a carrier, the search engine) while this task holds a transaction open."""
    if _in_transaction.get():
        raise RuntimeError(f"{what} was called inside an open transaction: commit the intent first, then call")


class Database:
    """The pools of one process. `observers` see the text of every statement; tests and the bench count with them."""

    def __init__(self, engine: AsyncEngine, reads: ReadPool) -> None:
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
        reads = ReadPool(lambda: _connect_for_reads(database_url), read_pool_size)
        async with reads.acquire():
            pass  # a wrong address is told now
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
        return await self.reads.fetch(sql, arguments)

    def _observe_write(self, *event_arguments: Any) -> None:
        statement: str = event_arguments[2]
        for observe in self.observers:
            observe(statement)


async def _connect_for_reads(database_url: str) -> "asyncpg.Connection[asyncpg.Record]":
    # Statements stay prepared for as long as the connection lives: what is planned anew costs several times its run.
    connection = await asyncpg.connect(database_url, max_cached_statement_lifetime=0, statement_cache_size=500)
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    return connection
