"""Lets pgqueuer's statements run inside a SQLAlchemy transaction."""

import asyncio
from typing import NoReturn, Self

from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import Driver, NotifyCallback
from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession


class SessionDriver(Driver):
    """pgqueuer's driver interface over the connection of a session.

    Statements go through SQLAlchemy: it opens the transaction with its first statement, so one sent to the bare
    driver connection before that would be committed at once.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._shutdown = asyncio.Event()
        self._tasks = TaskManager()

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        return [dict(row) for row in (await self._run(query, args)).mappings()]

    async def execute(self, query: str, *args: object) -> str:
        return str((await self._run(query, args)).rowcount)

    async def notify(self, channel: str, payload: str) -> None:
        await self._run("SELECT pg_notify($1, $2)", (channel, payload))

    async def add_listener(self, channel: str, callback: NotifyCallback) -> NoReturn:
        raise NotImplementedError(f"a transaction hears nothing: listen to {channel} on a connection of its own")

    async def _run(self, query: str, arguments: tuple[object, ...]) -> CursorResult[tuple[object, ...]]:
        connection = await self._session.connection()
        return await connection.exec_driver_sql(query, arguments)

    @property
    def shutdown(self) -> asyncio.Event:
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        return self._tasks

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...
