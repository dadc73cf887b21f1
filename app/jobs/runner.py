"""Taking jobs from the queue and running them, until told to stop or until none is left."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job, TracebackRecord
from pgqueuer.domain.settings import db_settings
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter

from app.core.logging import log
from app.jobs.executor import JobExecutor, Task
from app.jobs.library_log import forward_warnings
from app.jobs.queue import is_keyed, release_key_sql
from app.jobs.state import WORKER_NAME

_BATCH = 8
_LONGEST_PAUSE_SECONDS = 30.0
_CLOSING_SECONDS = 5.0


@dataclass(frozen=True)
class Timing:
    """How quickly a runner notices things."""

    poll: timedelta = timedelta(seconds=1)
    """New jobs are notified; this is for retries, delayed jobs and those of a dead worker."""
    abandoned_after: timedelta = timedelta(seconds=6)
    """A job whose worker has given no sign of life for this long is taken over. It gives one every half of it, so a
    handler must not block the event loop for longer."""
    grace: timedelta = timedelta(seconds=20)
    """How long running jobs may go on after `stop`; then they are handed back to the queue."""


@dataclass
class Runner:
    """Runs the jobs that `tasks` names, up to 16 at once, on a few database connections of its own."""

    database_url: str
    tasks: Mapping[str, Task]
    timing: Timing = field(default_factory=Timing)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _running: "set[asyncio.Task[object]]" = field(default_factory=set)

    def stop(self) -> None:
        """Take no more jobs. `run_forever` returns when those in hand have ended."""
        self._stopping.set()

    async def run_forever(self) -> None:
        """Run jobs until `stop`. A lost database is waited for, with growing pauses."""
        forward_warnings()
        pause = 0.5
        while not self._stopping.is_set():
            started = asyncio.get_running_loop().time()
            try:
                await self._serve()
            except Exception:
                if asyncio.get_running_loop().time() - started > _LONGEST_PAUSE_SECONDS:
                    pause = 0.5
                log.exception("the job queue cannot be reached; trying again", pause_seconds=pause)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def drain(self, *, including_delayed: bool = False, raise_errors: bool = False) -> int:
        """Run jobs one after the other until none is due, and return how many attempts that took.

        With `including_delayed`, jobs that wait for their time count as due, those that wait for another attempt too.
        With `raise_errors`, the first failure is raised, after the queue has noted it.
        """
        pool = await asyncpg.create_pool(self.database_url, min_size=1, max_size=1)
        try:
            queries = Queries(AsyncpgPoolDriver(pool))
            executors = self._executors(pool)
            attempts = 0
            while job := await self._next(queries, pool, including_delayed):
                attempts += 1
                await _run_here(queries, executors[job.entrypoint], job, raise_errors)
            return attempts
        finally:
            await _close(pool)

    async def _serve(self) -> None:
        name = f"{WORKER_NAME}-{uuid4().hex[:12]}"
        pool = await asyncpg.create_pool(
            self.database_url, min_size=2, max_size=4, server_settings={"application_name": name}
        )
        try:
            manager = QueueManager(Queries(AsyncpgPoolDriver(pool)))
            for name, executor in self._executors(pool).items():
                manager.register_executor(name, executor)
            stopper = asyncio.create_task(self._stop_when_asked(manager))
            try:
                await manager.run(
                    dequeue_timeout=self.timing.poll,
                    batch_size=_BATCH,
                    max_concurrent_tasks=2 * _BATCH,
                    heartbeat_timeout=self.timing.abandoned_after,
                    # Its probe may be sent before its own LISTEN stands, and then fails a sound listener. A listener
                    # that is really lost delays a job by one poll; a lost database fails the poll, and is waited for.
                    shutdown_on_listener_failure=False,
                )
            finally:
                stopper.cancel()
        finally:
            await _close(pool)

    async def _stop_when_asked(self, manager: QueueManager) -> None:
        await self._stopping.wait()
        manager.shutdown.set()
        await asyncio.sleep(self.timing.grace.total_seconds())
        for task in list(self._running):
            task.cancel()

    def _executors(self, pool: "asyncpg.Pool[asyncpg.Record]") -> dict[str, JobExecutor]:
        return {name: JobExecutor(_releasing_key(pool, task), self._running) for name, task in self.tasks.items()}

    async def _next(
        self, queries: Queries, pool: "asyncpg.Pool[asyncpg.Record]", including_delayed: bool
    ) -> Job | None:
        if including_delayed:
            await pool.execute(
                f"UPDATE {db_settings().qualified.queue_table} SET execute_after = now() - interval '1 ms'"  # noqa: S608 - pgqueuer's own name
                " WHERE status = 'queued' AND execute_after >= now() AND entrypoint = any($1)",
                list(self.tasks),
            )
        jobs = await queries.dequeue(
            batch_size=1,
            entrypoints={QueueEntrypoint(name): EntrypointExecutionParameter(0) for name in self.tasks},
            queue_manager_id=QueueManagerId(uuid4()),
            global_concurrency_limit=None,
            heartbeat_timeout=self.timing.abandoned_after,
        )
        return jobs[0] if jobs else None


async def _run_here(queries: Queries, executor: JobExecutor, job: Job, raise_errors: bool) -> None:
    try:
        await executor.attempt(job)
    except RetryRequested as retry:
        await queries.retry_job(job, retry.delay, TracebackRecord.from_exception(retry, job.id))
        if raise_errors and retry.__cause__ is not None:
            raise retry.__cause__ from None
    except Exception as error:
        await queries.log_jobs([(job, "failed", TracebackRecord.from_exception(error, job.id))])
        if raise_errors:
            raise
    else:
        await queries.log_jobs([(job, "successful", None)])


def _releasing_key(pool: "asyncpg.Pool[asyncpg.Record]", task: Task) -> Task:
    async def run(job: Job) -> None:
        # Waits for transactions that count on this job to see their changes.
        if is_keyed(job):
            await pool.execute(release_key_sql(), job.id)
        await task(job)

    return run


async def _close(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    # A connection that was lost may never be returned.
    try:
        await asyncio.wait_for(pool.close(), _CLOSING_SECONDS)
    except (TimeoutError, asyncpg.InterfaceError):
        pool.terminate()
