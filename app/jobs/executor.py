"""One attempt at a job, and what follows when it fails."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from opentelemetry.trace import SpanKind
from pgqueuer.core.executors import AbstractEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Context, Job

from app.core.logging import log
from app.telemetry.tracing import resumed

MAX_ATTEMPTS = 50
"""With the delays below, about three and a half hours of trying: longer than most outages of another system."""

_FIRST_DELAY = timedelta(seconds=1)
_LONGEST_DELAY = timedelta(minutes=5)

Task = Callable[[Job], Awaitable[None]]


def delay_after(failures: int) -> timedelta:
    """How long to wait after this many failed attempts (one or more): 1 s, 2 s, 4 s … 5 min."""
    return min(_FIRST_DELAY * (1 << min(failures - 1, 16)), _LONGEST_DELAY)


class JobExecutor(AbstractEntrypointExecutor):
    """Runs one kind of job. A failed attempt is asked for again later; the last one is kept as failed."""

    def __init__(self, task: Task, running: "set[asyncio.Task[object]]") -> None:
        super().__init__(EntrypointExecutorParameters(concurrency_limit=0, func=task, on_failure="hold"))
        self._task = task
        self._running = running

    async def execute(self, job: Job, context: Context) -> None:  # noqa: ARG002 - pgqueuer passes it
        """Run the job. Raises `RetryRequested`; after the last attempt, what that raised."""
        this_task = asyncio.current_task()
        assert this_task is not None  # noqa: S101 - a coroutine always runs in a task
        self._running.add(this_task)
        try:
            await self.attempt(job)
        except asyncio.CancelledError as cancelled:
            # The worker stops and has waited long enough. pgqueuer would drop a cancelled job; this hands it on.
            this_task.uncancel()
            raise RetryRequested(timedelta(0), "the worker stopped") from cancelled
        finally:
            self._running.discard(this_task)

    async def attempt(self, job: Job) -> None:
        """The same, without a claim on the task that it runs in: a cancellation passes through."""
        number = job.attempts + 1
        with (
            resumed(_strings(job.headers), f"process {job.entrypoint}", _of_span(job), SpanKind.CONSUMER),
            structlog.contextvars.bound_contextvars(job=job.entrypoint, job_id=job.id, attempt=number),
        ):
            try:
                await self._task(job)
            except Exception as error:
                if number >= MAX_ATTEMPTS:
                    log.error("job failed for good; it is kept as failed", exc_info=True)
                    raise
                delay = delay_after(number)
                reason = f"{type(error).__name__}: {error}"
                log.warning(
                    "job failed; it will be tried again",
                    reason=reason,
                    retry_in_seconds=delay.total_seconds(),
                    exc_info=number == 1,
                )
                raise RetryRequested(delay, reason) from error


def _of_span(job: Job) -> dict[str, Any]:
    return {
        "messaging.system": "pgqueuer",
        "messaging.operation.type": "process",
        "messaging.destination.name": job.entrypoint,
        "messaging.message.id": str(job.id),
        "tradewind.job.attempt": job.attempts + 1,
    }


def _strings(headers: Mapping[str, object] | None) -> dict[str, str]:
    return {name: value for name, value in (headers or {}).items() if isinstance(value, str)}
