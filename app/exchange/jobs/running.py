"""One run of a job: the pipeline of its format, with a watch that remembers how far it is and hears of its end."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.ids import new_id
from app.core.outbound import Downloads, Limits
from app.exchange import files, service
from app.exchange.errors import ExchangeErrorCode
from app.exchange.formats import ExportFormat, ImportFormat
from app.exchange.models import ExchangeJob, ExchangeStatus, FilePurpose
from app.exchange.options import ExportOptions, ImportOptions
from app.exchange.pipeline import run_export, run_import
from app.exchange.report import Difference, ExportWatch, ImportReport, ImportWatch, Progress, RowProblem
from app.exchange.service import Counts, LostRunError

_SUFFIXES: Final = {
    ExportFormat.JSONL: ("jsonl", "application/jsonl"),
    ExportFormat.PARTNERS: ("jsonl", "application/jsonl"),
    ExportFormat.GOOGLE_XML: ("xml", "application/xml"),
    ExportFormat.GOOGLE_TSV: ("tsv", "text/tab-separated-values"),
    ExportFormat.XLIFF: ("xlf", "application/xliff+xml"),
    ExportFormat.PO: ("po", "text/x-gettext-translation"),
}
_CSV: Final = ("csv", "text/csv")
_BYTES: Final = "application/octet-stream"
_REPORT: Final = ("report.jsonl", "application/jsonl")


@dataclass
class Run:
    """A run that is under way."""

    ctx: RequestContext
    job: ExchangeJob
    run_id: UUID
    counts: Counts = field(default_factory=Counts)
    is_lost: bool = False
    """It was cancelled, or another worker has taken it over."""

    def tell(self, **counts: int) -> None:
        """How far it is. Raises `LostRunError` where it is to end."""
        if self.is_lost:
            raise LostRunError
        self.counts = replace(self.counts, **counts)


@dataclass(frozen=True)
class Finished:
    """What a run came to."""

    status: ExchangeStatus
    values: Mapping[str, Any]
    """Of the job, by column."""
    problems: Sequence[RowProblem] = ()
    """That are not written down yet."""


async def run_import_job(this_run: Run) -> Finished:
    """Read the job's file into the shop, from where the run before it was."""
    ctx, job = this_run.ctx, this_run.job
    source = await _source(this_run)
    result_id = await _result_file(this_run, f"import-{job.created_at:%Y%m%d-%H%M%S}.{_REPORT[0]}", _REPORT[1])
    resume_at, keep_bytes = _resumed(job)
    options = ImportOptions(
        **{**job.options, "channels": _tuple(job.options.get("channels")), "dry_run": job.is_dry_run}
    )
    with source.open("rb") as stream, files.open_result(ctx.settings.files_dir, result_id, keep_bytes) as result:
        book = _Book(this_run, result)
        report = await run_import(ctx, stream, ImportFormat(job.format), options, book.watch(), resume_at=resume_at)
    status = ExchangeStatus.SUCCEEDED_WITH_ERRORS if report.problems else ExchangeStatus.SUCCEEDED
    size = source.stat().st_size
    values = {"bytes_done": size, "bytes_total": size, **service.count_values(report)}
    return Finished(status, values, book.unwritten)


async def run_export_job(this_run: Run) -> Finished:
    """Write what the job asks for into its file, from the beginning: what was written by a run before it is old."""
    ctx, job = this_run.ctx, this_run.job
    wanted = ExportFormat(job.format)
    suffix, media_type = _SUFFIXES.get(wanted, _CSV)
    options = ExportOptions(**{**_read_moments(job.options), "states": tuple(job.options.get("states", ()))})
    name = f"{job.format.lower()}-{job.created_at:%Y%m%d-%H%M%S}.{suffix}"
    if options.compressed:
        name, media_type = f"{name}.gz", "application/gzip"
    result_id = await _result_file(this_run, name, media_type)

    def advance(done: int, total: int | None) -> None:
        known = {} if total is None else {"rows_total": total}
        this_run.tell(rows_done=done, **known)

    with files.open_result(ctx.settings.files_dir, result_id, 0) as target:
        watch = ExportWatch(advance=advance)
        report = await run_export(ctx, target, wanted, options, watch)
        size = target.tell()
    values = {"bytes_done": size, "bytes_total": size, "rows_done": report.rows, "rows_total": report.rows}
    return Finished(ExchangeStatus.SUCCEEDED, values)


class _Book:
    """Writes down what happens in an import: in the transaction of its batch, or (dry run) as it goes."""

    def __init__(self, this_run: Run, result: BinaryIO) -> None:
        self._run = this_run
        self._result = result
        self._bytes = 0
        self.unwritten: list[RowProblem] = []
        """The first problems of a dry run, which has no batches of its own."""

    def watch(self) -> ImportWatch:
        if self._run.job.is_dry_run:
            return ImportWatch(problem=self._problem, difference=self._difference, advance=self._advance)
        return ImportWatch(advance=self._advance, checkpoint=self._checkpoint)

    def _advance(self, read: int) -> None:
        self._bytes += read
        self._run.tell(bytes_done=self._bytes)

    def _problem(self, problem: RowProblem) -> None:
        if len(self.unwritten) < service.MOST_PROBLEMS:
            self.unwritten.append(problem)
        self._write(_line_of_problem(problem))

    def _difference(self, difference: Difference) -> None:
        self._write(_line_of_difference(difference))

    async def _checkpoint(self, session: AsyncSession, progress: Progress) -> None:
        self._run.tell()
        for problem in progress.problems:
            self._write(_line_of_problem(problem))
        self._result.flush()
        checkpoint = {
            "records": progress.records,
            "report": asdict(progress.report),
            "result_bytes": self._result.tell(),
        }
        await service.keep_checkpoint(
            session, self._run.job.id, self._run.run_id, checkpoint, progress.report, progress.problems
        )

    def _write(self, line: Mapping[str, Any]) -> None:
        self._result.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _line_of_problem(problem: RowProblem) -> dict[str, Any]:
    return {
        "type": "problem",
        "line": problem.line,
        "field": problem.field,
        "code": problem.code,
        "message": problem.reason(),
    }


def _line_of_difference(difference: Difference) -> dict[str, Any]:
    return {
        "type": "difference",
        "line": difference.line,
        "kind": difference.kind,
        "key": difference.key,
        "outcome": difference.outcome.name,
        "fields": list(difference.fields),
    }


def _resumed(job: ExchangeJob) -> tuple[Progress | None, int]:
    """Where to go on, and how much of the result file was written with it."""
    kept = job.checkpoint
    if kept is None:
        return None, 0
    return Progress(kept["records"], ImportReport(**kept["report"])), kept["result_bytes"]


async def _source(this_run: Run) -> Path:
    """The file to read; where it is to come from an address, it is loaded first, once."""
    ctx, job = this_run.ctx, this_run.job
    folder = ctx.settings.files_dir
    if job.source_file_id is None and job.source_url is not None:
        job.source_file_id = await _load_source(this_run, job.source_url)
    if job.source_file_id is None or not files.path_of(folder, job.source_file_id).is_file():
        raise Refusal(Problem(ExchangeErrorCode.FILE_NOT_FOUND))
    return files.path_of(folder, job.source_file_id)


async def _load_source(this_run: Run, url: str) -> UUID:
    ctx, settings = this_run.ctx, this_run.ctx.settings
    file_id = new_id()
    limits = Limits(most_bytes=settings.upload_limit_bytes, seconds=settings.upload_seconds)
    with files.open_result(settings.files_dir, file_id, 0) as target:
        loaded = await ctx.part(Downloads).fetch(url, target, limits, lambda size: this_run.tell(bytes_total=size))
    now, keep = utc_now(), timedelta(days=settings.file_days)
    file = service.NewFile(file_id, FilePurpose.UPLOAD, url, _BYTES, loaded.byte_size, now + keep)
    async with ctx.transaction() as session:
        await service.add_file(session, settings, ctx.viewer, file)
        await service.complete_upload(session, file_id, loaded.sha256, now, keep)
        await service.keep_files(session, this_run.job.id, this_run.run_id, source_file_id=file_id)
    return file_id


async def _result_file(this_run: Run, name: str, media_type: str) -> UUID:
    """The file that the job writes into: the same for each of its runs."""
    ctx, job = this_run.ctx, this_run.job
    if job.result_file_id is None:
        file_id = job.result_file_id = new_id()
        expires_at = utc_now() + timedelta(days=ctx.settings.file_days)
        file = service.NewFile(file_id, FilePurpose.RESULT, name, media_type, 0, expires_at)
        async with ctx.transaction() as session:
            await service.add_file(session, ctx.settings, ctx.viewer, file)
            await service.keep_files(session, job.id, this_run.run_id, result_file_id=file_id)
    return job.result_file_id


def _read_moments(options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name.endswith("_since") and value else value
        for name, value in options.items()
    }


def _tuple(values: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
