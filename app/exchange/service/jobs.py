"""Writes of jobs.

A job is written by one run at a time, the one whose id it carries: a run that was taken for dead and still goes on
finds that its writes match nothing, and its batch is rolled back with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import CursorResult, insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.errors import Problem
from app.core.ids import new_id
from app.core.locks import lock_row
from app.core.reads import table_of
from app.core.settings import Settings
from app.events import announce
from app.exchange.events import ExchangeJobChanged
from app.exchange.models import ENDED, ExchangeJob, ExchangeProblem, ExchangeStatus
from app.exchange.report import ImportReport, RowProblem
from app.exchange.service.files import enqueue_purge
from app.jobs import enqueue

RUN_JOB: Final = "exchange.run"
MOST_PROBLEMS: Final = 1000
"""Of a job, that are kept as rows."""
_MOST_ATTEMPTS: Final = 5
"""Without getting on: after that the job itself is what kills its workers."""


class LostRunError(Exception):
    """The job is no longer this run's: it was cancelled, or another worker has taken it over."""


@dataclass(frozen=True)
class Counts:
    """How far a run is."""

    bytes_done: int = 0
    bytes_total: int | None = None
    rows_done: int = 0
    rows_total: int | None = None


async def add_job(session: AsyncSession, job: ExchangeJob) -> None:
    """Write a new job, and have a worker run it."""
    session.add(job)
    await session.flush()
    await enqueue(session, RUN_JOB, {"job_id": job.id})
    await announce(session, ExchangeJobChanged(job.id))


async def start_run(
    session: AsyncSession, settings: Settings, job_id: UUID, run_id: UUID, now: datetime
) -> ExchangeJob | None:
    """Make the job this run's; None where there is nothing to run. One that never gets on has failed for good."""
    job = await lock_row(session, ExchangeJob, col(ExchangeJob.id) == job_id)
    if job is None or job.status in ENDED:
        return None
    if job.cancel_requested_at is not None:
        await _end(session, settings, job, ExchangeStatus.CANCELLED, now)
        return None
    job.run_id, job.status = run_id, ExchangeStatus.RUNNING
    job.started_at = job.started_at or now
    job.attempts += 1
    await _changed(session, job)
    return job


def is_hopeless(job: ExchangeJob) -> bool:
    """Whether the job was begun so often, without getting on, that another attempt helps nobody."""
    return job.attempts > _MOST_ATTEMPTS


async def keep_counts(session: AsyncSession, job_id: UUID, run_id: UUID, counts: Counts) -> None:
    """Say how far the run is. Raises `LostRunError`."""
    await _write_own(session, job_id, run_id, _known(asdict(counts)))
    await announce(session, ExchangeJobChanged(job_id))


async def keep_checkpoint(
    session: AsyncSession,
    job_id: UUID,
    run_id: UUID,
    checkpoint: Mapping[str, Any],
    report: ImportReport,
    problems: Sequence[RowProblem],
) -> None:
    """Remember where to go on, with the batch that comes before it. Raises `LostRunError`."""
    values = {"checkpoint": dict(checkpoint), "attempts": 0, **count_values(report)}
    await _write_own(session, job_id, run_id, values)
    await add_problems(session, job_id, report.problems - len(problems), problems)
    await announce(session, ExchangeJobChanged(job_id))


async def add_problems(session: AsyncSession, job_id: UUID, first: int, problems: Sequence[RowProblem]) -> None:
    """Keep those of the problems, numbered from `first`, that are among the first of the job."""
    rows = [
        {
            "id": new_id(),
            "job_id": job_id,
            "number": number,
            "line": problem.line,
            "field": problem.field,
            "message_id": problem.problem.message_id,
            "facts": _facts(problem.problem),
        }
        for number, problem in enumerate(problems[: max(0, MOST_PROBLEMS - first)], first)
    ]
    if rows:
        await session.execute(insert(table_of(ExchangeProblem)), rows)


async def keep_files(
    session: AsyncSession,
    job_id: UUID,
    run_id: UUID,
    *,
    source_file_id: UUID | None = None,
    result_file_id: UUID | None = None,
) -> None:
    """Say where the job's file is, or is being written. Raises `LostRunError`."""
    values = {"source_file_id": source_file_id, "result_file_id": result_file_id}
    await _write_own(session, job_id, run_id, _known(values))


async def end_run(
    session: AsyncSession,
    settings: Settings,
    job_id: UUID,
    run_id: UUID,
    status: ExchangeStatus,
    now: datetime,
    *,
    values: Mapping[str, Any] | None = None,
    failure: Problem | None = None,
) -> None:
    """The run has come to this end. Raises `LostRunError`."""
    job = await lock_row(session, ExchangeJob, col(ExchangeJob.id) == job_id, col(ExchangeJob.run_id) == run_id)
    if job is None or job.status in ENDED:
        raise LostRunError
    for name, value in (values or {}).items():
        setattr(job, name, value)
    if failure is not None:
        job.failure = {"message_id": failure.message_id, "facts": _facts(failure)}
    await _end(session, settings, job, status, now)


async def give_back(session: AsyncSession, job_id: UUID, run_id: UUID, *, is_at_fault: bool) -> None:
    """The run ends, and the job waits for the next one: its worker stops, or (at fault) something went wrong."""
    job = await lock_row(session, ExchangeJob, col(ExchangeJob.id) == job_id, col(ExchangeJob.run_id) == run_id)
    if job is None or job.status in ENDED:
        return
    job.status, job.run_id = ExchangeStatus.QUEUED, None
    if not is_at_fault:
        job.attempts -= 1
    await _changed(session, job)


async def request_cancel(session: AsyncSession, settings: Settings, job: ExchangeJob, now: datetime) -> None:
    """Have the job end: at once where nobody is at it, otherwise after the batch that is being written."""
    if job.cancel_requested_at is None:
        job.cancel_requested_at = now
    if job.status is ExchangeStatus.QUEUED:
        await _end(session, settings, job, ExchangeStatus.CANCELLED, now)
    else:
        await _changed(session, job)


def count_values(report: ImportReport) -> dict[str, int]:
    """The figures of an import, by column."""
    return {
        "rows_done": report.rows,
        "created_count": report.created,
        "updated_count": report.updated,
        "unchanged_count": report.unchanged,
        "refused_count": report.failed,
        "problem_count": report.problems,
    }


async def _end(
    session: AsyncSession, settings: Settings, job: ExchangeJob, status: ExchangeStatus, now: datetime
) -> None:
    job.status, job.finished_at, job.run_id, job.checkpoint = status, now, None, None
    job.expires_at = now + timedelta(days=settings.file_days)
    await enqueue_purge(session)
    await _changed(session, job)


async def _changed(session: AsyncSession, job: ExchangeJob) -> None:
    job.version += 1
    await session.flush()
    await announce(session, ExchangeJobChanged(job.id))


async def _write_own(session: AsyncSession, job_id: UUID, run_id: UUID, values: Mapping[str, Any]) -> None:
    """Also refused: to write on where somebody has asked for the end."""
    written = await session.execute(
        update(ExchangeJob)
        .where(
            col(ExchangeJob.id) == job_id,
            col(ExchangeJob.run_id) == run_id,
            col(ExchangeJob.cancel_requested_at).is_(None),
        )
        .values(**values, version=col(ExchangeJob.version) + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(written, CursorResult)  # noqa: S101 - what an UPDATE gives
    if written.rowcount == 0:
        raise LostRunError


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _facts(problem: Problem) -> dict[str, Any]:
    return {name: to_jsonable_python(value, fallback=str) for name, value in problem.facts.items()}
