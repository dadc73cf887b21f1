"""The worker: a process that relays events and runs jobs. Any number may run beside each other."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from pgqueuer.domain.models import Job

from app import wiring
from app.core import logging
from app.core.context import RequestContext
from app.core.db import Database
from app.core.logging import log
from app.core.settings import Settings
from app.events.outbox import RELAY_JOB
from app.events.relay import Listeners, relay
from app.jobs import JobHandler
from app.jobs.executor import Task
from app.jobs.runner import Runner, Timing
from app.telemetry import tracing

ContextFactory = Callable[[], Awaitable[RequestContext]]


class Worker:
    """Runs the jobs that `handlers` names, and the relay. Every attempt gets a context of its own."""

    def __init__(
        self,
        database: Database,
        database_url: str,
        handlers: Mapping[str, JobHandler],
        listeners: Listeners,
        make_context: ContextFactory,
        *,
        timing: Timing | None = None,
    ) -> None:
        """Raises ValueError where a listener is a job that nobody handles."""
        named = {name for names in listeners.values() for name in names}
        if unknown := named - handlers.keys():
            raise ValueError(f"listeners without a job handler: {', '.join(sorted(unknown))}")
        tasks = {name: _task(handler, make_context) for name, handler in handlers.items()}
        tasks[RELAY_JOB] = _relay_task(database, listeners)
        self._runner = Runner(database_url, tasks, timing or Timing())

    async def run_forever(self) -> None:
        """Run jobs until `stop` is called and those in hand have ended."""
        await self._runner.run_forever()

    def stop(self) -> None:
        """Take no more jobs."""
        self._runner.stop()

    async def drain(self, *, including_delayed: bool = False, raise_errors: bool = False) -> int:
        """Run what is due, one job after the other, until nothing is; see `Runner.drain`."""
        return await self._runner.drain(including_delayed=including_delayed, raise_errors=raise_errors)


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT, then finish what is in hand. A second signal ends the process at once."""
    logging.configure(settings.environment)
    tracing.start("tradewind-worker")
    runtime = await wiring.Runtime.open(settings)
    try:
        worker = Worker(
            runtime.database,
            settings.database_url,
            wiring.job_handlers(),
            wiring.listeners(),
            runtime.system_context,
        )
        _stop_on_signals(worker)
        await wiring.start_series(runtime.database)
        log.info("worker started", jobs=len(wiring.job_handlers()))
        await worker.run_forever()
        log.info("worker stopped")
    finally:
        await runtime.close()
        await tracing.stop()


def _stop_on_signals(worker: Worker) -> None:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


def _task(handler: JobHandler, make_context: ContextFactory) -> Task:
    async def run_job(job: Job) -> None:
        await handler(await make_context(), _payload(job))

    return run_job


def _relay_task(database: Database, listeners: Listeners) -> Task:
    async def run_relay(job: Job) -> None:
        await relay(database, job, UUID(_payload(job)["event_id"]), listeners)

    return run_relay


def _payload(job: Job) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(job.payload or b"{}")
    return payload
