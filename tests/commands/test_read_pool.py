"""Connections for reads: used again, never more than allowed, and replaced when they are lost."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.core.connecting import open_prepared
from app.core.read_pool import ReadPool

PID = "SELECT pg_backend_pid()"


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[ReadPool]:
    opened = ReadPool(lambda: asyncpg.connect(database_url), 2)
    yield opened
    await opened.close()


async def pid_of(pool: ReadPool) -> int:
    """The server process that answers the next read."""
    pid: int = (await pool.fetch(PID, ()))[0][0]
    return pid


async def test_one_read_after_another_uses_one_connection(pool: ReadPool) -> None:
    assert await pid_of(pool) == await pid_of(pool)

    assert (pool.get_size(), pool.get_idle_size(), pool.get_max_size()) == (1, 1, 2)


async def test_more_reads_than_connections_wait_for_their_turn(pool: ReadPool) -> None:
    rows = await asyncio.gather(*(pool.fetch("SELECT $1::int, pg_sleep(0.01)", (number,)) for number in range(5)))

    assert [row[0][0] for row in rows] == [0, 1, 2, 3, 4]
    assert (pool.get_size(), pool.get_idle_size()) == (2, 2)


@pytest.mark.parametrize(
    ("sql", "arguments", "error"),
    [
        ("SELECT 1 / $1::int", (0,), asyncpg.DivisionByZeroError),
        ("SELECT $1::int", ("text",), asyncpg.DataError),
    ],
)
async def test_a_refused_read_keeps_the_connection(
    pool: ReadPool, sql: str, arguments: tuple[object, ...], error: type[Exception]
) -> None:
    pid = await pid_of(pool)

    with pytest.raises(error):
        await pool.fetch(sql, arguments)

    assert await pid_of(pool) == pid


async def test_a_cancelled_read_gives_its_connection_up(pool: ReadPool) -> None:
    pid = await pid_of(pool)
    task = asyncio.create_task(pool.fetch("SELECT pg_sleep(60)", ()))
    await asyncio.sleep(0.05)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert pool.get_size() == 0
    assert await pid_of(pool) != pid


async def test_a_lost_connection_is_replaced(pool: ReadPool, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    pid = await pid_of(pool)

    await connection.execute("SELECT pg_terminate_backend($1, 1000)", pid)
    await asyncio.sleep(0.05)

    assert await pid_of(pool) != pid
    assert (pool.get_size(), pool.get_idle_size()) == (1, 1)


async def test_nothing_is_read_after_the_end(pool: ReadPool) -> None:
    await pid_of(pool)

    await pool.close()

    assert pool.get_size() == 0
    with pytest.raises(RuntimeError, match="was closed"):
        await pool.fetch(PID, ())


async def test_a_connection_that_is_not_prepared_in_time_is_closed(database_url: str) -> None:
    opened: asyncio.Future[asyncpg.Connection[asyncpg.Record]] = asyncio.get_running_loop().create_future()

    async def prepare(other: "asyncpg.Connection[asyncpg.Record]") -> None:
        opened.set_result(other)
        await other.execute("SELECT pg_sleep(60)")

    pool = ReadPool(lambda: open_prepared(asyncpg.connect(database_url), prepare), 1)
    task = asyncio.create_task(pool.fetch(PID, ()))
    connection = await opened
    task.cancel()
    await asyncio.wait({task})

    assert task.cancelled()
    assert connection.is_closed()
    assert pool.get_size() == 0
    await pool.close()
