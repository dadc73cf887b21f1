"""Budgets in Postgres: one statement for all viewers of a process every half second, by its clock."""

import time
from collections.abc import Sequence
from typing import Any

import asyncpg

from app.admission.budgets import Entry, Level, StoreAway
from app.core.db import Database

_CLEAN_SECONDS = 60.0

_SUNK = """greatest(
    stored.used - stored.per_minute / 60.0 * greatest(extract(epoch FROM clock_timestamp() - stored.at)::float8, 0), 0
)"""
# Rows are locked in the order of the viewers, so that processes do not wait for each other in a circle; the clock is
# read when a row is locked, and does not run back for it.
_TELL = f"""
INSERT INTO viewer_spending AS stored (viewer, per_minute, used, at)
SELECT viewer, per_minute, spent, clock_timestamp()
FROM unnest($1::text[], $2::int[], $3::float8[]) AS told (viewer, per_minute, spent)
ORDER BY viewer
ON CONFLICT (viewer) DO UPDATE
SET per_minute = excluded.per_minute,
    used = {_SUNK} + excluded.used,
    at = greatest(clock_timestamp(), stored.at)
RETURNING viewer, used
"""  # noqa: S608 - made of constants
_ASK = f"""
INSERT INTO viewer_spending AS stored (viewer, per_minute, used, at)
VALUES ($1, $2, $3::float8 + $4::float8, clock_timestamp())
ON CONFLICT (viewer) DO UPDATE
SET per_minute = excluded.per_minute, used = {_SUNK} + excluded.used, at = greatest(clock_timestamp(), stored.at)
WHERE {_SUNK} + $3::float8 + least($4::float8, $2) <= $2
RETURNING used
"""  # noqa: S608 - as above
_CLEAN = f"DELETE FROM viewer_spending AS stored WHERE {_SUNK} = 0"  # noqa: S608 - as above


class PostgresBudgets:
    """A `BudgetStore`. Its statements are no part of any request, and are not counted as one's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clean_at = time.monotonic() + _CLEAN_SECONDS

    async def tell(self, entries: Sequence[Entry]) -> Sequence[float]:
        rows = await self._fetch(
            _TELL,
            [entry.viewer for entry in entries],
            [entry.per_minute for entry in entries],
            [entry.spent for entry in entries],
        )
        used = {row["viewer"]: row["used"] for row in rows}
        if time.monotonic() >= self._clean_at:
            self._clean_at = time.monotonic() + _CLEAN_SECONDS
            await self.clean()
        return [used[entry.viewer] for entry in entries]

    async def ask(self, entry: Entry, wanted: float) -> Level:
        rows = await self._fetch(_ASK, entry.viewer, entry.per_minute, entry.spent, wanted)
        if rows:
            return Level(rows[0]["used"], granted=True)
        return Level((await self.tell([entry]))[0], granted=False)

    async def clean(self) -> None:
        """Remove the rows of those who have used nothing any more."""
        await self._fetch(_CLEAN)

    async def close(self) -> None:
        """The database is not its own."""

    async def _fetch(self, sql: str, *arguments: Any) -> "list[asyncpg.Record]":
        try:
            async with self._database.reads.acquire() as connection:
                return await connection.fetch(sql, *arguments)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StoreAway(str(error)) from error
