"""Helpers for tests of jobs and events: workers without wiring, and waiting for what happens elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from app.core.clock import utc_now
from app.core.context import Place, RequestContext
from app.core.db import Database
from app.core.settings import Settings
from app.events.relay import Listeners
from app.jobs import JobHandler
from app.jobs.runner import Timing
from app.worker import Worker

QUICK = Timing(
    poll=timedelta(milliseconds=100), abandoned_after=timedelta(seconds=1), grace=timedelta(milliseconds=100)
)
"""A worker that notices everything soon."""

NOWHERE = Place(
    market_id=UUID(int=1),
    market_code="none",
    country_code="NL",
    language_tag="en",
    language_chain=("en", "en", "en", "en"),
    currency_code="EUR",
    displays_tax=True,
    channel_code="none",
)


def make_worker(
    database: Database,
    settings: Settings,
    handlers: Mapping[str, JobHandler],
    listeners: Listeners | None = None,
    *,
    timing: Timing = QUICK,
) -> Worker:
    """A worker for these handlers, in this process."""

    async def make_context() -> RequestContext:
        return RequestContext(db=database, settings=settings, place=NOWHERE, now=utc_now(), request_id="job")

    return Worker(database, settings.database_url, handlers, listeners or {}, make_context, timing=timing)


async def eventually(condition: Callable[[], Awaitable[bool]], seconds: float = 60.0) -> None:
    """Return as soon as the condition holds; fail when it has not after so many seconds."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - it becomes true in another process
            await asyncio.sleep(0.02)


class Running:
    """A worker that runs beside the test: `async with Running(worker)`."""

    def __init__(self, *workers: Worker) -> None:
        self._workers = workers
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> None:
        self._tasks = [asyncio.create_task(worker.run_forever()) for worker in self._workers]

    async def __aexit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.stop()
        done, late = await asyncio.wait(self._tasks, timeout=15)
        for task in late:
            task.cancel()
        assert not late, "a worker did not stop"
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*done)
