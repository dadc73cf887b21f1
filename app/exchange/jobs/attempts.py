"""Attempts at imports and exports: how each begins and ends, whatever it is of; and what is forgotten afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from app.catalog import sweep_incoming
from app.core.clock import utc_now
from app.core.context import RequestContext, Viewer
from app.core.errors import Problem, Refusal
from app.core.ids import new_id
from app.core.logging import log
from app.core.outbound import DownloadError
from app.exchange import files, service
from app.exchange.errors import ExchangeErrorCode
from app.exchange.jobs.running import Finished, Run, run_export_job, run_import_job
from app.exchange.models import ExchangeJob, ExchangeKind, ExchangeStatus
from app.exchange.queries import known_files
from app.exchange.service import LostRunError
from app.jobs import enqueue

_BUSY_DELAY: Final = timedelta(seconds=2)
_PULSE_SECONDS: Final = 1.0
_one_at_a_time = asyncio.Lock()
"""Of this process. The others go on with what does not take hours: an import must not hold up an order."""


async def run(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Run the import or export `job_id`, from where it was. One that has ended is left alone."""
    job_id = UUID(payload["job_id"])
    if _one_at_a_time.locked():
        async with ctx.transaction() as session:
            await enqueue(session, service.RUN_JOB, {"job_id": job_id}, delay=_BUSY_DELAY)
        return
    async with _one_at_a_time:
        await attempt(ctx, job_id, new_id())


async def purge(ctx: RequestContext, _: dict[str, Any]) -> None:
    """Delete jobs and files whose time is over, and what killed processes left; again after a while."""
    settings = ctx.settings
    async with ctx.transaction() as session:
        gone = await service.delete_expired(session, ctx.now)
        await service.enqueue_purge(session)
    for file_id in gone:
        files.remove(settings.files_dir, file_id)
    left = {path.name: path for path in files.left_behind(settings.files_dir)}
    ids = {UUID(hex=name): path for name, path in left.items() if _is_id(name)}
    known = {row.id for row in await known_files.all(ctx.db, ids=list(ids))}
    for name, path in left.items():
        if not _is_id(name) or UUID(hex=name) not in known:
            path.unlink(missing_ok=True)
    sweep_incoming(settings.media_dir)


async def attempt(ctx: RequestContext, job_id: UUID, run_id: UUID) -> None:
    """One run of the job, under an id of its own. It ends the job, or gives it back."""
    async with ctx.transaction() as session:
        job = await service.start_run(session, ctx.settings, job_id, run_id, utc_now())
    if job is None:
        return
    if service.is_hopeless(job):
        log.error("an import or export never gets on; it is given up", exchange_job_id=str(job_id))
        await _end(ctx, job, run_id, ExchangeStatus.FAILED, failure=Problem(ExchangeErrorCode.INTERNAL))
        return
    viewer = Viewer(token_id=job.actor_token_id, name=job.actor_name, scopes=ctx.viewer.scopes)
    try:
        await _work(replace(ctx, viewer=viewer, now=utc_now()), job, run_id)
    except LostRunError:
        await _end_where_cancelled(ctx, job, run_id)
    except asyncio.CancelledError:  # the worker stops
        await asyncio.shield(_give_back(ctx, job_id, run_id, is_at_fault=False))
        raise
    except Exception:
        await _give_back(ctx, job_id, run_id, is_at_fault=True)
        raise


async def _work(ctx: RequestContext, job: ExchangeJob, run_id: UUID) -> None:
    this_run = Run(ctx, job, run_id)
    try:
        async with _pulse(this_run):
            finished = await (run_import_job if job.kind is ExchangeKind.IMPORT else run_export_job)(this_run)
    except (Refusal, DownloadError) as error:
        await _end(ctx, job, run_id, ExchangeStatus.FAILED, failure=_problem_of(error))
        return
    await _end(ctx, job, run_id, finished.status, finished=finished)


def _problem_of(error: Refusal | DownloadError) -> Problem:
    if isinstance(error, DownloadError):
        return Problem(ExchangeErrorCode.DOWNLOAD_FAILED, facts={"reason": error.reason})
    return error.problems[0]


async def _end(
    ctx: RequestContext,
    job: ExchangeJob,
    run_id: UUID,
    status: ExchangeStatus,
    *,
    failure: Problem | None = None,
    finished: Finished | None = None,
) -> None:
    settings, file_id, now = ctx.settings, job.result_file_id, utc_now()
    measure = await files.measure(files.path_of(settings.files_dir, file_id)) if file_id else None
    is_kept = bool(measure and measure.byte_size) and (finished is not None or job.kind is ExchangeKind.IMPORT)
    async with ctx.transaction() as session:
        values = dict(finished.values) if finished else {}
        if finished is not None:
            await service.add_problems(session, job.id, 0, finished.problems)
        if measure is not None and file_id is not None and is_kept:
            await service.complete_result(session, file_id, measure, now, timedelta(days=settings.file_days))
        else:
            values["result_file_id"] = None
        await service.end_run(session, settings, job.id, run_id, status, now, values=values, failure=failure)
        if file_id is not None and not is_kept:
            await service.drop_file(session, file_id)


async def _end_where_cancelled(ctx: RequestContext, job: ExchangeJob, run_id: UUID) -> None:
    """Nothing, where another worker has the job now."""
    with suppress(LostRunError):
        await _end(ctx, job, run_id, ExchangeStatus.CANCELLED)


async def _give_back(ctx: RequestContext, job_id: UUID, run_id: UUID, *, is_at_fault: bool) -> None:
    async with ctx.transaction() as session:
        await service.give_back(session, job_id, run_id, is_at_fault=is_at_fault)


@asynccontextmanager
async def _pulse(this_run: Run) -> AsyncIterator[None]:
    """While the block runs, say every second how far it is, and hear whether it is to end."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(_PULSE_SECONDS)
            try:
                async with this_run.ctx.db.transaction() as session:
                    await service.keep_counts(session, this_run.job.id, this_run.run_id, this_run.counts)
            except LostRunError:
                this_run.is_lost = True
                return
            except Exception:
                log.exception("cannot say how far an import or export is")

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _is_id(name: str) -> bool:
    try:
        return UUID(hex=name).hex == name
    except ValueError:
        return False
