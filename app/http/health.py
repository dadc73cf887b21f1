"""Whether the process lives, and whether it should be sent requests.

Ready is a process that can sell: its database answers, and has the tables that this version needs. That the search
engine or the workers are away is told, as `degraded`, and does not take the process out of service: carts, checkouts
and product pages go on, orders wait in the queue, and since all processes share both, to take one out would take out
all.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import asyncpg
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.core.db import Database
from app.jobs.state import QueueState, queue_state
from app.wiring import Runtime
from migrations.revisions import known_revisions
from search import SearchClient, SearchUnavailableError

CHECK_SECONDS: Final = 1.5
"""For every check, all at once: an answer comes within two seconds, whatever hangs."""
REMEMBERED_SECONDS: Final = 1.0
LONGEST_WAIT: Final = timedelta(minutes=5)
"""Of a job that is due, after which the queue counts as degraded."""

_NO_STORE: Final = {"cache-control": "no-store"}
_FAILURES: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, SearchUnavailableError)


class State(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True)
class Check:
    """What one check found. `facts` are shown with it."""

    state: State
    facts: Mapping[str, Any]
    seconds: float = 0.0


class Readiness:
    """Whether this process takes more requests. Whoever stops it says so first."""

    def __init__(self) -> None:
        self.is_draining = False

    def drain(self) -> None:
        """From now on the process answers that it is not ready, while it finishes what runs."""
        self.is_draining = True


class Health:
    """The checks of one process, remembered for a second: many probes cost no more than one."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._checks: Mapping[str, tuple[Callable[[], Awaitable[Check]], State]] = {
            "database": (self._database, State.FAILING),
            "migrations": (self._migrations, State.FAILING),
            "search": (self._search, State.DEGRADED),
            "queue": (self._queue, State.DEGRADED),
        }
        """Each with what it counts as where it cannot say."""
        self._found: dict[str, Check] = {}
        self._found_at = float("-inf")
        self._looking: asyncio.Task[dict[str, Check]] | None = None

    async def checks(self) -> Mapping[str, Check]:
        """By name."""
        if time.monotonic() - self._found_at < REMEMBERED_SECONDS:
            return self._found
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)  # a prober that hangs up takes nothing from the others

    async def _look(self) -> dict[str, Check]:
        try:
            found = await asyncio.gather(*(_timed(check, otherwise) for check, otherwise in self._checks.values()))
            self._found = dict(zip(self._checks, found, strict=True))
            self._found_at = time.monotonic()
            return self._found
        finally:
            self._looking = None

    async def _database(self) -> Check:
        await self._runtime.database.fetch("SELECT 1", ())
        return Check(State.OK, {})

    async def _migrations(self) -> Check:
        known = await asyncio.to_thread(known_revisions)
        found = await _revision(self._runtime.database)
        facts = {"revision": found, "needed": known[0]}
        if found == known[0]:
            return Check(State.OK, facts)
        if found is None or found in known:
            return Check(State.FAILING, facts | {"advice": "run `tradewind migrate`"})
        # A newer version is being rolled out. Its migrations leave the tables usable for this one.
        return Check(State.DEGRADED, facts | {"advice": "a newer version has migrated the database"})

    async def _search(self) -> Check:
        await self._runtime.parts[SearchClient].check()
        return Check(State.OK, {})

    async def _queue(self) -> Check:
        queue = await queue_state(self._runtime.database)
        facts = {
            "waiting": queue.due,
            "oldestSeconds": round(queue.oldest.total_seconds(), 3),
            "workers": queue.workers,
        }
        return Check(State.OK if _is_worked_on(queue) else State.DEGRADED, facts)


async def live(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("live\n", headers=_NO_STORE)


def ready(runtime: Runtime) -> Callable[[Request], Awaitable[Response]]:
    """200 where the process should be sent requests, else 503; with the state and the time of each check."""
    health = Health(runtime)
    readiness: Readiness = runtime.parts[Readiness]

    async def respond(_: Request) -> Response:
        checks = await health.checks()
        state = _worst(checks)
        is_ready = state is not State.FAILING and not readiness.is_draining
        body = {
            "ready": is_ready,
            "state": "stopping" if readiness.is_draining else state,
            "checks": {
                name: {"state": check.state, "ms": round(check.seconds * 1000, 1), **check.facts}
                for name, check in checks.items()
            },
        }
        return JSONResponse(body, 200 if is_ready else 503, _NO_STORE)

    return respond


def _is_worked_on(queue: QueueState) -> bool:
    return queue.workers > 0 and queue.oldest <= LONGEST_WAIT


def _worst(checks: Mapping[str, Check]) -> State:
    order = list(State)
    return max((check.state for check in checks.values()), key=order.index)


async def _timed(check: Callable[[], Awaitable[Check]], otherwise: State) -> Check:
    """The check, with its time."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            found = await check()
    except _FAILURES as error:
        found = Check(otherwise, {"error": type(error).__name__})
    return Check(found.state, found.facts, time.perf_counter() - started)


async def _revision(database: Database) -> str | None:
    try:
        rows = await database.fetch("SELECT version_num FROM alembic_version", ())
    except asyncpg.UndefinedTableError:
        return None
    return rows[0]["version_num"] if rows else None
