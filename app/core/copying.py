"""New rows by COPY, in the transaction of a session: several times as fast as INSERT."""

from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg
from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession


async def copy_in(session: AsyncSession, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy the rows in; documents are JSON text. Raises `IntegrityError` where a constraint does not hold."""
    raw = await (await session.connection()).get_raw_connection()
    connection: Any = raw.driver_connection
    try:
        await connection.copy_records_to_table(table.name, columns=columns, records=rows)
    except asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError(f"COPY {table.name}", None, error) from error
