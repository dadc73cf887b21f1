"""The database as commands find it: whether it answers, and whether its tables are this version's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from alembic.script import ScriptDirectory

from app.cli.failures import CommandError
from migrations.config import alembic_config


@asynccontextmanager
async def connected(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """One connection; a CommandError where there is none to be had."""
    try:
        connection = await asyncpg.connect(database_url, timeout=10)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = str(error) or type(error).__name__
        raise CommandError(
            f"The database does not let us in ({reason}): check DATABASE_URL, and that it runs."
        ) from error
    try:
        yield connection
    finally:
        await connection.close()


async def revision_of(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    """The migration that the database is at; None for one that was never migrated."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision


def newest_revision() -> str | None:
    """The migration that this version ends with."""
    return ScriptDirectory.from_config(alembic_config("")).get_current_head()


async def require_migrated(database_url: str) -> None:
    """Refuse a database whose tables are not this version's: whatever came next would fail in a less helpful way."""
    async with connected(database_url) as connection:
        found = await revision_of(connection)
    if found != newest_revision():
        state = f"at revision {found}" if found else "empty"
        raise CommandError(
            f"The database is {state}, and this version needs {newest_revision()}: "
            "run `tradewind migrate` (`tradewind dev` does so by itself)."
        )
