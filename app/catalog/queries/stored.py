"""Reads that are asked of the pool, and in an open transaction of what that transaction has just written or locked."""

from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Database
from app.core.reads import Read

RowT = TypeVar("RowT", bound=tuple[Any, ...])

Source: TypeAlias = Database | AsyncSession


class StoredRead(Generic[RowT]):
    """A `Read` that also runs on a session. There it sees the transaction's own changes."""

    def __init__(self, statement: Select[Any], row: type[RowT]) -> None:
        self._read = Read(statement, row)
        self._statement = statement
        self._row = row

    async def all(self, source: Source, **parameters: Any) -> list[RowT]:
        """Every row."""
        if isinstance(source, Database):
            return await self._read.all(source, **parameters)
        rows = await source.execute(self._statement, parameters)
        return [self._row(*row) for row in rows]
