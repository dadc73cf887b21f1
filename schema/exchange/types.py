"""Types of files, imports and exports."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.catalog import StoredMedia, media_url
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import DEFAULT_PAGE, Page, page_size, read_cursor, write_cursor
from app.exchange import (
    ENDED,
    EXCHANGE_JOB_ID,
    EXCHANGE_PROBLEM_ID,
    FILE_ID,
    FilePurpose,
    FileRow,
    JobRow,
    ProblemRow,
    address_of,
    files_by_id,
    jobs_by_id,
    problems_by_id,
    problems_of_jobs,
)
from app.execution import batched
from app.identity import Scope
from i18n import translate
from schema.core.connections import After, Connection, First
from schema.core.nodes import Node, register_node
from schema.core.scalars import URL, ByteSize
from schema.exchange.codes import ExchangeErrorCode, ExchangeKind, ExchangeStatus

_PROBLEMS = "exchangeProblems"


@strawberry.type(description="A file that was sent to the shop, or made by it.")
class ExchangeFile:
    id: strawberry.ID = strawberry.field(description="What other mutations name it by.")
    name: str = strawberry.field(description="Its name, for people.")
    media_type: str = strawberry.field(description="What it is, such as `text/csv`.")
    byte_size: ByteSize = strawberry.field(description="How many bytes it has.")
    sha256: str | None = strawberry.field(description="Its SHA-256 in hexadecimal; null where it has not come yet.")
    url: URL | None = strawberry.field(
        description="Where to fetch it until it expires, for whoever has the address; null for a file that was sent."
    )
    expires_at: datetime = strawberry.field(description="When it is deleted.")

    @classmethod
    def of(cls, ctx: RequestContext, row: FileRow) -> Self:
        is_result = row.purpose is FilePurpose.RESULT and row.completed_at is not None
        return cls(
            id=strawberry.ID(FILE_ID.encode(row.id)),
            name=row.name,
            media_type=row.media_type,
            byte_size=ByteSize(row.byte_size),
            sha256=row.sha256.hex() if row.sha256 else None,
            url=URL(address_of(ctx.settings, row.id, row.purpose)) if is_result else None,
            expires_at=row.expires_at,
        )


@strawberry.type(description="A file in the media folder.")
class MediaFile:
    source: str = strawberry.field(description="Its name: give it as the source of a product's medium.")
    mime_type: str = strawberry.field(description="What it is, by its content.")
    byte_size: ByteSize = strawberry.field(description="How many bytes it has.")
    width: int | None = strawberry.field(description="Of a picture, in pixels; else null.")
    height: int | None = strawberry.field(description="Of a picture, in pixels; else null.")
    url: URL = strawberry.field(description="Where everybody can see it.")

    @classmethod
    def of(cls, ctx: RequestContext, stored: StoredMedia) -> Self:
        facts = stored.facts
        return cls(
            source=stored.source,
            mime_type=facts.mime_type,
            byte_size=ByteSize(facts.byte_size),
            width=facts.width,
            height=facts.height,
            url=URL(media_url(stored.source, ctx.settings.public_url, None, None)),
        )


@strawberry.type(description="How far a job is.")
class ExchangeProgress:
    bytes_done: ByteSize = strawberry.field(description="Bytes read of an import's file, or written of an export's.")
    bytes_total: ByteSize | None = strawberry.field(description="How many there are; null where not known.")
    rows_done: int = strawberry.field(description="Rows, lines or items that were read or written.")
    rows_total: int | None = strawberry.field(description="How many there are; null where not known.")


@strawberry.type(description="What came of an import: products, or whatever else the file is of.")
class ExchangeCounts:
    created: int = strawberry.field(description="Were not there before.")
    updated: int = strawberry.field(description="Were changed.")
    unchanged: int = strawberry.field(description="Were as the file has them.")
    refused: int = strawberry.field(description="Did not go in.")
    problems: int = strawberry.field(description="Reasons for that: one row may have several.")


@strawberry.type(description="Why a job came to no end.")
class ExchangeFailure:
    code: ExchangeErrorCode | None = strawberry.field(
        description="The reason, for programs; null for one that belongs to another family."
    )
    message: str = strawberry.field(description="The same for people, with what to do.")


@strawberry.type(description="What is wrong with a row of a file.")
class ExchangeProblem(Node):
    line: int = strawberry.field(description="Where the row begins, counted from 1.")
    field: str = strawberry.field(description="The column, or the path in the line; empty where it is the row itself.")
    code: str = strawberry.field(description="The reason, for programs, such as `NOT_A_NUMBER` or `SKU_TAKEN`.")
    message: str = strawberry.field(description="The same for people.")

    @classmethod
    def of(cls, ctx: RequestContext, row: ProblemRow) -> Self:
        return cls(
            id=strawberry.ID(EXCHANGE_PROBLEM_ID.encode(row.id)),
            line=row.line,
            field=row.field,
            code=row.message_id.partition(".")[2],
            message=translate(row.message_id, ctx.place.language_chain, row.facts),
        )


@strawberry.type(description="An import or export in the background.")
class ExchangeJob(Node):
    kind: ExchangeKind = strawberry.field(description="Which way it goes.")
    format: str = strawberry.field(description="A value of `ImportFormat` or `ExportFormat`.")
    status: ExchangeStatus = strawberry.field(description="How far it is.")
    is_dry_run: bool = strawberry.field(description="Whether everything is taken back.")
    is_cancelling: bool = strawberry.field(description="Whether it was cancelled, and ends after what it is at.")
    progress: ExchangeProgress = strawberry.field(description="How far it is, in figures.")
    counts: ExchangeCounts = strawberry.field(description="What came of it so far.")
    failure: ExchangeFailure | None = strawberry.field(description="Why it failed; null where it did not.")
    requested_by: str = strawberry.field(description="Who made it: the name of a staff token.")
    created_at: datetime = strawberry.field(description="When it was made.")
    started_at: datetime | None = strawberry.field(description="When a worker first took it up; null before.")
    finished_at: datetime | None = strawberry.field(description="When it ended; null before.")
    expires_at: datetime | None = strawberry.field(description="When it is forgotten; null before it has ended.")
    version: int = strawberry.field(description="How often it was written.")
    row: strawberry.Private[JobRow]

    @batched(
        description="What it made: the export, or the problems (and, of a dry run, the differences) of an import, a "
        "JSON object a line. Null before it has ended, and where there is nothing to tell."
    )
    @staticmethod
    async def result(ctx: RequestContext, parents: Sequence["ExchangeJob"]) -> Sequence[ExchangeFile | None]:
        ids = [parent.row.result_file_id for parent in parents if parent.row.status in ENDED]
        wanted = [each for each in ids if each is not None]
        rows = {row.id: row for row in await files_by_id.all(ctx.db, ids=wanted, now=ctx.now)} if wanted else {}
        found = [rows.get(each) if each else None for each in (parent.row.result_file_id for parent in parents)]
        return [ExchangeFile.of(ctx, row) if row else None for row in found]

    @batched(
        description="What is wrong with the file, in its order: the first thousand. All of it is in the result file."
    )
    @staticmethod
    async def problems(
        ctx: RequestContext, parents: Sequence["ExchangeJob"], first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Sequence[Connection[ExchangeProblem]]:
        size = page_size(first, ctx.settings.limit_page_size)
        start = _number(after) if after else -1
        job_ids = [parent.row.id for parent in parents]
        rows = await problems_of_jobs.all(ctx.db, job_ids=job_ids, after=start, last=start + size + 1)
        by_job: dict[UUID, list[ProblemRow]] = {job_id: [] for job_id in job_ids}
        for row in rows:
            by_job[row.job_id].append(row)
        return [
            Connection.of(
                Page(by_job[job_id][:size], has_next=len(by_job[job_id]) > size),
                lambda row: ExchangeProblem.of(ctx, row),
                lambda row: write_cursor(_PROBLEMS, row.number),
                after=after or None,
            )
            for job_id in job_ids
        ]

    @classmethod
    def of(cls, ctx: RequestContext, row: JobRow) -> Self:
        return cls(
            id=strawberry.ID(EXCHANGE_JOB_ID.encode(row.id)),
            kind=row.kind,
            format=row.format,
            status=row.status,
            is_dry_run=row.is_dry_run,
            is_cancelling=row.cancel_requested_at is not None and row.status not in ENDED,
            progress=_progress(row),
            counts=_counts(row),
            failure=_failure(ctx, row),
            requested_by=row.actor_name,
            created_at=row.created_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
            expires_at=row.expires_at,
            version=row.version,
            row=row,
        )


def _progress(row: JobRow) -> ExchangeProgress:
    return ExchangeProgress(
        bytes_done=ByteSize(row.bytes_done),
        bytes_total=None if row.bytes_total is None else ByteSize(row.bytes_total),
        rows_done=row.rows_done,
        rows_total=row.rows_total,
    )


def _counts(row: JobRow) -> ExchangeCounts:
    return ExchangeCounts(
        created=row.created_count,
        updated=row.updated_count,
        unchanged=row.unchanged_count,
        refused=row.refused_count,
        problems=row.problem_count,
    )


def _failure(ctx: RequestContext, row: JobRow) -> ExchangeFailure | None:
    if row.failure is None:
        return None
    family, _, code = row.failure["message_id"].partition(".")
    return ExchangeFailure(
        code=ExchangeErrorCode(code) if family == ExchangeErrorCode.__name__ else None,
        message=translate(row.failure["message_id"], ctx.place.language_chain, row.failure["facts"]),
    )


def _number(after: str) -> int:
    (number,) = read_cursor(after, _PROBLEMS, 1)
    if not isinstance(number, int) or not 0 <= number < 2**31 - 1_000:
        raise RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")
    return number


async def job_of(ctx: RequestContext, job_id: UUID | None) -> ExchangeJob | None:
    """The job as it is now."""
    row = await jobs_by_id.first(ctx.db, ids=[job_id]) if job_id else None
    return ExchangeJob.of(ctx, row) if row else None


async def _load_jobs(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[ExchangeJob | None]:
    """For staff who may see them; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.EXCHANGE_WRITE):
        return [None] * len(ids)
    rows = {row.id: row for row in await jobs_by_id.all(ctx.db, ids=list(ids))}
    return [ExchangeJob.of(ctx, rows[each]) if each in rows else None for each in ids]


async def _load_problems(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[ExchangeProblem | None]:
    if not ctx.viewer.may(Scope.EXCHANGE_WRITE):
        return [None] * len(ids)
    rows = {row.id: row for row in await problems_by_id.all(ctx.db, ids=list(ids))}
    return [ExchangeProblem.of(ctx, rows[each]) if each in rows else None for each in ids]


register_node(EXCHANGE_JOB_ID, _load_jobs)
register_node(EXCHANGE_PROBLEM_ID, _load_problems)
