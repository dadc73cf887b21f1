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
from time import perf_counter
from typing import Any, Final, NamedTuple

import asyncpg
import msgspec
from sqlalchemy import Connection, ExceptionContext, QueuePool, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from app.core.connecting import open_prepared
from app.core.read_pool import ReadPool

StatementObserver = Callable[[str], None]
"""Sees the text of a statement before it runs."""
StatementWatcher = Callable[[str, str, float, BaseException | None], None]
"""Sees a statement when it has ended: its text, its pool (`read` or `write`), the seconds it took, and why it failed.
A read counts from when it asks for a connection."""

_CHECK_CLIENT_MILLISECONDS: Final = 500
_STARTED: Final = "tradewind_started"
_READ_JSON: Final = msgspec.json.Decoder().decode

_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)


def assert_no_transaction(what: str) -> None:
    """Refuse to call `what` (a provider, a carrier, the search engine) while this task holds a transaction open."""
    if _in_transaction.get():
        raise RuntimeError(f"{what} was called inside an open transaction: commit the intent first, then call")


class PoolUse(NamedTuple):
    """Connections of a pool."""

    in_use: int
    open: int
    most: int


class Database:
    """The pools of one process. `observers` see every statement before it runs, `watchers` when it has ended.

    Neither may raise. Tests and the bench count with them, and telemetry listens.
    """

    def __init__(self, engine: AsyncEngine, reads: ReadPool) -> None:
        self.engine = engine
        self.reads = reads
        self.observers: list[StatementObserver] = []
        self.watchers: list[StatementWatcher] = []
        event.listen(engine.sync_engine, "before_cursor_execute", self._observe_write)
        event.listen(engine.sync_engine, "after_cursor_execute", self._end_write)
        event.listen(engine.sync_engine, "handle_error", self._fail_write)

    @classmethod
    async def connect(cls, database_url: str, *, write_pool_size: int = 8, read_pool_size: int = 8) -> "Database":
        """Open both pools. `database_url` is libpq's, a socket folder in `?host=` included."""
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: asyncpg.connect(database_url),
            pool_size=write_pool_size,
            max_overflow=0,
            hide_parameters=True,  # of errors, which are logged
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
        started = perf_counter()
        try:
            rows = await self.reads.fetch(sql, arguments)
        except BaseException as error:
            self._end(sql, "read", started, error)
            raise
        self._end(sql, "read", started, None)
        return rows

    def pool_use(self) -> dict[str, PoolUse]:
        """How the pools are used, by their names."""
        reads, writes = self.reads, self.engine.pool
        assert isinstance(writes, QueuePool)  # noqa: S101 - what an engine with a pool size has
        return {
            "read": PoolUse(reads.get_size() - reads.get_idle_size(), reads.get_size(), reads.get_max_size()),
            "write": PoolUse(writes.checkedout(), writes.checkedout() + writes.checkedin(), writes.size()),
        }

    def _end(self, statement: str, pool: str, started: float, error: BaseException | None) -> None:
        seconds = perf_counter() - started
        for watch in self.watchers:
            watch(statement, pool, seconds, error)

    def _observe_write(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        for observe in self.observers:
            observe(statement)
        connection.info[_STARTED] = perf_counter()

    def _end_write(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        self._end(statement, "write", connection.info.pop(_STARTED), None)

    def _fail_write(self, failure: ExceptionContext) -> None:
        started = failure.connection.info.pop(_STARTED, None) if failure.connection else None
        if started is not None and failure.statement is not None:
            self._end(failure.statement, "write", started, failure.original_exception)


def _document(text: str) -> Any:
    try:
        return _READ_JSON(text)
    except msgspec.DecodeError:  # a number that is larger than any float: Python's own reader makes it infinite
        return json.loads(text)


async def _connect_for_reads(database_url: str) -> "asyncpg.Connection[asyncpg.Record]":
    # Statements stay prepared for as long as the connection lives: what is planned anew costs several times its run.
    opening = asyncpg.connect(database_url, max_cached_statement_lifetime=0, statement_cache_size=500)
    return await open_prepared(opening, _prepare_for_reads)


async def _prepare_for_reads(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=_document, schema="pg_catalog")
    # A read whose time is up loses its connection: without this Postgres would go on with it until it has rows to send.
    await connection.execute(f"SET client_connection_check_interval = {_CHECK_CLIENT_MILLISECONDS}")
