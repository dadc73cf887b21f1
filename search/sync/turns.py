"""One process at a time fills indexes anew: two would do the same work twice, and swap it over each other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

_FILLING: Final = 0x66696C6C
"""`fill`, in the database's own space of advisory locks."""


@asynccontextmanager
async def filling_alone(database_url: str, *, wait: bool) -> AsyncIterator[bool]:
    """Whether it is our turn: with `wait` it always comes to be. It ends with the block, or with the process.

    On a connection of its own and outside of any transaction: it is held for minutes, while the engine is called.
    """
    connection = await asyncpg.connect(database_url)
    try:
        if wait:
            await connection.execute("SELECT pg_advisory_lock($1)", _FILLING)
            yield True
        else:
            yield bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", _FILLING))
    finally:
        await connection.close()
