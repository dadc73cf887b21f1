"""Use cases: files given to the shop, and imports and exports in the background. Each is in the audit log."""

import re
from collections.abc import AsyncIterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import col

from app import idempotency
from app.audit import record_change
from app.catalog import StoredMedia, UnusableFileError, store_media_file
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.ids import new_id
from app.core.locks import lock_row
from app.core.outbound import DownloadError, read_target
from app.core.secrets import hash_secret
from app.core.texts import is_line
from app.exchange import files, service
from app.exchange.errors import ExchangeErrorCode
from app.exchange.formats import FOR_TRANSLATORS, ExportFormat, ImportFormat
from app.exchange.ids import EXCHANGE_JOB_ID, FILE_ID
from app.exchange.models import ENDED, ExchangeJob, ExchangeKind, FilePurpose
from app.exchange.options import ExportOptions, ImportOptions
from app.exchange.queries import FileRow, file_by_secret_hash, files_by_id

LONGEST_NAME: Final = 200
UPLOAD_LIFETIME: Final = timedelta(hours=24)
"""For an upload to arrive."""

_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")


@dataclass(frozen=True)
class Upload:
    """Where a file is to be sent."""

    file_id: UUID
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class NewExchangeJob:
    """A job, and whether the same request made it before."""

    id: UUID
    replayed: bool


async def create_upload(ctx: RequestContext, *, name: str, media_type: str, byte_size: int) -> Upload:
    """An address that takes a file of exactly this size, once. Refuses a name, type or size that is none."""
    if not is_line(name, LONGEST_NAME):
        raise _refusal(ExchangeErrorCode.FILE_NAME_INVALID, "name", longest=LONGEST_NAME)
    if not _MEDIA_TYPE.fullmatch(media_type.lower()):
        raise _refusal(ExchangeErrorCode.MEDIA_TYPE_INVALID, "mediaType")
    if not 1 <= byte_size <= ctx.settings.upload_limit_bytes:
        raise _refusal(ExchangeErrorCode.FILE_TOO_LARGE, "byteSize", most=ctx.settings.upload_limit_bytes)
    expires_at = ctx.now + UPLOAD_LIFETIME
    file = service.NewFile(new_id(), FilePurpose.UPLOAD, name.strip(), media_type.lower(), byte_size, expires_at)
    async with ctx.transaction() as session:
        await service.add_file(session, ctx.settings, ctx.viewer, file)
        after = {"name": file.name, "media_type": file.media_type, "byte_size": byte_size}
        await record_change(
            session, ctx.viewer, "exchange.file_created", FILE_ID.prefix, file.id, before=None, after=after
        )
    return Upload(file.id, service.address_of(ctx.settings, file.id, FilePurpose.UPLOAD), expires_at)


async def expected_upload(ctx: RequestContext, secret: str) -> FileRow | None:
    """The upload that this secret stands for, if it has not come yet."""
    row = await file_by_secret_hash.first(ctx.db, secret_hash=hash_secret(secret), now=ctx.now)
    return row if row is not None and row.purpose is FilePurpose.UPLOAD and row.completed_at is None else None


async def receive_upload(ctx: RequestContext, expected: FileRow, chunks: AsyncIterable[bytes]) -> bytes | None:
    """Keep what comes, and give its SHA-256; None where somebody else was quicker. Raises `files.WrongSizeError`."""
    folder = ctx.settings.files_dir
    keep = timedelta(days=ctx.settings.file_days)
    async with files.received(folder, chunks, expected.byte_size) as received, ctx.transaction() as session:
        if not await service.complete_upload(session, expected.id, received.sha256, ctx.now, keep):
            return None
        received.put(folder, expected.id)  # under the row's lock: of two uploads at once, one is kept
    return received.sha256


async def result_file(ctx: RequestContext, secret: str) -> FileRow | None:
    """The finished file that this secret opens."""
    row = await file_by_secret_hash.first(ctx.db, secret_hash=hash_secret(secret), now=ctx.now)
    return row if row is not None and row.purpose is FilePurpose.RESULT and row.completed_at is not None else None


async def create_media_file(ctx: RequestContext, file_id: UUID | None) -> StoredMedia:
    """Put an upload into the media folder, if it is a picture, film, model or document; the same one is there once.

    Refuses a file that has not come, is too large, damaged or of another kind.
    """
    row = await _uploaded(ctx, file_id)
    settings = ctx.settings
    if row.byte_size > settings.media_limit_bytes:
        raise _refusal(ExchangeErrorCode.FILE_TOO_LARGE, "fileId", most=settings.media_limit_bytes)
    try:
        stored = await store_media_file(
            settings.media_dir,
            files.path_of(settings.files_dir, row.id),
            row.sha256 or b"",
            most_pixels=settings.media_limit_pixels,
        )
    except UnusableFileError as error:
        raise _refusal(ExchangeErrorCode.FILE_UNUSABLE, "fileId", reason=error.reason) from error
    except FileNotFoundError as error:
        raise _refusal(ExchangeErrorCode.FILE_NOT_FOUND, "fileId") from error
    async with ctx.transaction() as session:
        after = {"source": stored.source, "mime_type": stored.facts.mime_type, "byte_size": stored.facts.byte_size}
        await record_change(
            session, ctx.viewer, "exchange.media_file_created", FILE_ID.prefix, row.id, before=None, after=after
        )
    return stored


async def create_import_job(
    ctx: RequestContext,
    *,
    file_id: UUID | None,
    is_file_named: bool = True,
    url: str | None,
    format: ImportFormat,  # noqa: A002 - the word for it
    options: ImportOptions,
    idempotency_key: str,
) -> NewExchangeJob:
    """Have a file be read into the shop: one that was uploaded (`file_id`), or one to be loaded from an address.

    One key makes one job, however often the request comes. Refuses a file that has not come, and an address that no
    file can be loaded from.
    """
    if is_file_named is (url is not None):
        raise _refusal(ExchangeErrorCode.SOURCE_INVALID)
    if url is not None:
        try:
            read_target(url, ctx.settings.private_hosts)
        except DownloadError as error:
            raise _refusal(ExchangeErrorCode.URL_INVALID, "url", reason=error.reason) from error
    row = await _uploaded(ctx, file_id) if url is None else None
    job = ExchangeJob(
        kind=ExchangeKind.IMPORT,
        format=format.value,
        options=asdict(replace(options, dry_run=False)),
        is_dry_run=options.dry_run,
        source_url=url,
        source_file_id=row.id if row else None,
        bytes_total=row.byte_size if row else None,
        actor_token_id=ctx.viewer.token_id,
        actor_name=ctx.viewer.name,
    )
    return await _create(ctx, job, "importJobCreate", idempotency_key)


async def create_export_job(
    ctx: RequestContext,
    *,
    format: ExportFormat,  # noqa: A002 - the word for it
    options: ExportOptions,
    idempotency_key: str,
) -> NewExchangeJob:
    """Have what is in the shop be written into a file. One key makes one job, however often the request comes.

    Refuses a file for translators that names no language.
    """
    if format in FOR_TRANSLATORS and options.language_tag is None:
        raise _refusal(ExchangeErrorCode.LANGUAGE_NEEDED, "options", "languageCode", format=format.value)
    job = ExchangeJob(
        kind=ExchangeKind.EXPORT,
        format=format.value,
        options=_json(asdict(options)),
        actor_token_id=ctx.viewer.token_id,
        actor_name=ctx.viewer.name,
    )
    return await _create(ctx, job, "exportJobCreate", idempotency_key)


async def cancel_job(ctx: RequestContext, job_id: UUID | None) -> UUID:
    """End a job: what it has written stays. Refuses one that is not there, or has ended by itself."""
    async with ctx.transaction() as session:
        job = await lock_row(session, ExchangeJob, col(ExchangeJob.id) == job_id) if job_id else None
        if job is None:
            raise _refusal(ExchangeErrorCode.JOB_NOT_FOUND, "id")
        if job.status in ENDED:
            raise _refusal(ExchangeErrorCode.JOB_ENDED, "id")
        before = {"status": job.status.value}
        if job.cancel_requested_at is None:
            await service.request_cancel(session, ctx.settings, job, ctx.now)
            await record_change(
                session,
                ctx.viewer,
                "exchange.job_cancelled",
                EXCHANGE_JOB_ID.prefix,
                job.id,
                before=before,
                after={"status": job.status.value},
            )
    return job.id


async def _create(ctx: RequestContext, job: ExchangeJob, operation: str, key: str) -> NewExchangeJob:
    wanted = {
        "kind": job.kind,
        "format": job.format,
        "options": job.options,
        "is_dry_run": job.is_dry_run,
        "source_url": job.source_url,
        "source_file_id": str(job.source_file_id) if job.source_file_id else None,
    }
    async with ctx.transaction() as session:
        claim = await idempotency.claim(
            session, owner=f"staff:{ctx.viewer.token_id}", key=key, operation=operation, request=wanted
        )
        claim.or_refuse(
            reused=Problem(ExchangeErrorCode.IDEMPOTENCY_KEY_REUSED, ("input", "idempotencyKey")),
            unusable=Problem(ExchangeErrorCode.IDEMPOTENCY_KEY_INVALID, ("input", "idempotencyKey")),
        )
        if claim.result_id is not None:
            return NewExchangeJob(claim.result_id, replayed=True)
        await service.add_job(session, job)
        await idempotency.finish(session, claim, job.id)
        await record_change(
            session, ctx.viewer, "exchange.job_created", EXCHANGE_JOB_ID.prefix, job.id, before=None, after=wanted
        )
    return NewExchangeJob(job.id, replayed=False)


async def _uploaded(ctx: RequestContext, file_id: UUID | None) -> FileRow:
    row = await files_by_id.first(ctx.db, ids=[file_id], now=ctx.now) if file_id else None
    if row is None or row.purpose is not FilePurpose.UPLOAD:
        raise _refusal(ExchangeErrorCode.FILE_NOT_FOUND, "fileId")
    if row.completed_at is None:
        raise _refusal(ExchangeErrorCode.FILE_NOT_UPLOADED, "fileId")
    return row


def _json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _refusal(code: ExchangeErrorCode, *path: str, **facts: object) -> Refusal:
    return Refusal(Problem(code, ("input", *path), facts))
