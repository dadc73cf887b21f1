"""Hearing of events as they are committed, for open subscriptions and for caches.

One connection per process listens. A *subscription* is for a reader that takes its time: it has a bounded queue, and
says `Gap` where notices were lost, with a broken connection or because the reader was too slow; then the reader looks
at the present state. A *listener* is for a cache, which must not miss anything: it is called as a notice comes, and is
told when this process may be deaf, at the latest a second after the connection fell silent.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self
from uuid import UUID

import asyncpg

from app.core.connecting import open_prepared
from app.core.logging import log
from app.events.outbox import CHANNEL

APPLICATION_NAME: Final = "tradewind notifications"
"""How `pg_stat_activity` shows the connections that listen."""

_QUEUE_LENGTH = 100
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_PROBE_SECONDS = 0.5
"""Between signs of life. The server sends what it has to notify before it answers: an answer proves that all was heard
that had been committed when it was asked."""
_PATIENCE_SECONDS = 0.5
"""For a sign of life. Without one in time the process counts as deaf, until it comes after all."""
_TIMEOUT_SECONDS = 10.0
"""For a sign of life, before the connection is given up."""


@dataclass(frozen=True)
class Notice:
    """An event of this type has been committed about this subject."""

    type: str
    subject_id: UUID


@dataclass(frozen=True)
class Gap:
    """Some notices may have been missed: read the state anew."""


class Subscription:
    """An asynchronous iterator of notices, which ends when the process stops listening."""

    def __init__(self, types: Collection[str] | None) -> None:
        self._types = None if types is None else frozenset(types)
        self._queue: asyncio.Queue[Notice | Gap | None] = asyncio.Queue(_QUEUE_LENGTH)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Notice | Gap:
        item = await self._queue.get()
        if item is None:
            self._replace_all_by(None)  # for the next call
            raise StopAsyncIteration
        return item

    def offer(self, notice: Notice) -> None:
        """Pass the notice on, if it is of a type asked for. Never waits."""
        if self._types is None or notice.type in self._types:
            try:
                self._queue.put_nowait(notice)
            except asyncio.QueueFull:
                self.skip()

    def skip(self) -> None:
        """Replace what waits by one `Gap`: the present state makes up for all of it."""
        self._replace_all_by(Gap())

    def forget_waiting(self) -> None:
        """Drop the notices that wait: the reader is about to look at the present state. An end is not forgotten."""
        while not self._queue.empty():
            if self._queue.get_nowait() is None:
                self.end()
                return

    def end(self) -> None:
        """No more notices will come."""
        self._replace_all_by(None)

    def _replace_all_by(self, item: Gap | None) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(item)


class Listener(Protocol):
    """Hears everything as it comes, between two steps of the event loop: its methods neither wait nor raise."""

    def heard(self, notice: Notice) -> None:
        """This has been committed."""

    def lost(self) -> None:
        """From now on notices may be missed."""

    def restored(self) -> None:
        """From now on none is missed. Some may have been, since `lost`."""


class Notifications:
    """The listening connection of one process, and who wants to hear of what."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._listeners: list[Listener] = []
        self._is_hearing = True
        self._subscriptions: defaultdict[UUID | None, set[Subscription]] = defaultdict(set)
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        """The first one."""
        self._listening: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    async def open(cls, database_url: str) -> Self:
        """Start to listen. Raises if the database cannot be reached; a connection lost later is renewed."""
        notifications = cls(database_url)
        connection = await notifications._connect()
        notifications._connection = connection
        notifications._listening = asyncio.create_task(notifications._keep_listening(connection))
        return notifications

    async def close(self) -> None:
        """Stop listening and end every subscription."""
        self._closed = True
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})
        if self._connection is not None:
            self._connection.terminate()  # which the task does itself, if it ever began
        self._hears(False)
        for subscription in self._everyone():
            subscription.end()

    @asynccontextmanager
    async def subscribe(
        self, types: Collection[str] | None = None, subject_ids: Collection[UUID] | None = None
    ) -> AsyncIterator[Subscription]:
        """Hear of events of these types (None: all) about these subjects (None: any), from now on.

        Subscribe first and read the state afterwards: then no change falls between the two.
        """
        subscription = Subscription(types)
        keys: set[UUID | None] = {None} if subject_ids is None else set(subject_ids)
        for key in keys:
            self._subscriptions[key].add(subscription)
        if self._closed:
            subscription.end()
        try:
            yield subscription
        finally:
            for key in keys:
                self._subscriptions[key].discard(subscription)
                if not self._subscriptions[key]:
                    del self._subscriptions[key]

    def attach(self, listener: Listener) -> None:
        """Let it hear of every event from now on. It begins as one that hears, unless it is told at once."""
        self._listeners.append(listener)
        if not self._is_hearing:
            listener.lost()

    async def _connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        opening = asyncpg.connect(
            self._database_url, timeout=_TIMEOUT_SECONDS, server_settings={"application_name": APPLICATION_NAME}
        )
        return await open_prepared(opening, lambda connection: connection.add_listener(CHANNEL, self._hear))

    async def _keep_listening(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        while True:
            try:
                await self._until_lost(connection)
            finally:
                connection.terminate()
            self._hears(False)
            log.warning("the connection that hears of events was lost; connecting again")
            connection = await self._reconnect()
            self._hears(True)
            for subscription in self._everyone():
                subscription.skip()

    async def _until_lost(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Return when the connection is gone. It is asked for signs of life: a broken one may just fall silent."""
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        while not (lost.is_set() or connection.is_closed()):
            with suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), _PROBE_SECONDS)
                return
            if not await self._gives_sign_of_life(connection):
                return

    async def _gives_sign_of_life(self, connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
        sign = asyncio.create_task(connection.execute("SELECT 1", timeout=_TIMEOUT_SECONDS))
        try:
            for _ in range(2):  # where the event loop itself stood still, the second wait gives the answer a chance
                await asyncio.wait({sign}, timeout=_PATIENCE_SECONDS / 2)
            if not sign.done():
                self._hears(False)
            await sign
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        finally:
            sign.cancel()
        self._hears(True)
        return True

    def _hears(self, is_hearing: bool) -> None:
        """Tell the listeners, if that is new."""
        if is_hearing is self._is_hearing:
            return
        self._is_hearing = is_hearing
        for listener in self._listeners:
            if is_hearing:
                listener.restored()
            else:
                listener.lost()

    async def _reconnect(self) -> "asyncpg.Connection[asyncpg.Record]":
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                return await self._connect()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("cannot listen for events", error=str(error), pause_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _hear(self, _connection: Any, _process: int, _channel: str, payload: Any) -> None:
        try:
            kind, subject = str(payload).split(" ")
            notice = Notice(kind, UUID(subject))
        except ValueError:
            log.warning("a notice of an event cannot be read", payload=str(payload))
            return
        for listener in self._listeners:
            listener.heard(notice)
        for key in (notice.subject_id, None):
            for subscription in self._subscriptions.get(key, ()):
                subscription.offer(notice)

    def _everyone(self) -> set[Subscription]:
        return {subscription for some in self._subscriptions.values() for subscription in some}
