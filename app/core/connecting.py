"""Opening a connection of the driver that is not ready until something was done on it."""

from collections.abc import Awaitable, Callable

import asyncpg


async def open_prepared(
    opening: "Awaitable[asyncpg.Connection[asyncpg.Record]]",
    prepare: "Callable[[asyncpg.Connection[asyncpg.Record]], Awaitable[None]]",
) -> "asyncpg.Connection[asyncpg.Record]":
    """The connection, prepared. Where that fails, or its time is up half-way, nobody has the connection yet: it is
    closed, which nobody else could do."""
    connection = await opening
    try:
        await prepare(connection)
    except BaseException:
        connection.terminate()
        raise
    return connection
