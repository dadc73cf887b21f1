"""Writes of files: what is to come, what has come, and what is forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.context import Viewer
from app.core.locks import lock_row
from app.core.secrets import derived_secret, hash_secret
from app.core.settings import Settings
from app.exchange.files import Measure
from app.exchange.models import ENDED, ExchangeFile, ExchangeJob, FilePurpose
from app.jobs import enqueue

PURGE_JOB: Final = "exchange.purge"
PURGE_PERIOD: Final = timedelta(hours=1)

_KINDS: Final = {FilePurpose.UPLOAD: "upload", FilePurpose.RESULT: "file"}


@dataclass(frozen=True)
class NewFile:
    """A file that is to come, or to be written."""

    id: UUID
    purpose: FilePurpose
    name: str
    media_type: str
    byte_size: int
    expires_at: datetime


def address_of(settings: Settings, file_id: UUID, purpose: FilePurpose) -> str:
    """Where the file is sent to, or fetched from. Whoever has the address may."""
    secret = derived_secret(_KINDS[purpose], file_id, settings.secret_key)
    return f"{settings.public_url.rstrip('/')}/files/{secret}"


async def add_file(session: AsyncSession, settings: Settings, viewer: Viewer, file: NewFile) -> None:
    """A file that has not come yet."""
    secret = derived_secret(_KINDS[file.purpose], file.id, settings.secret_key)
    row = ExchangeFile(
        id=file.id,
        purpose=file.purpose,
        name=file.name,
        media_type=file.media_type,
        byte_size=file.byte_size,
        secret_hash=hash_secret(secret),
        actor_token_id=viewer.token_id,
        actor_name=viewer.name,
        expires_at=file.expires_at,
    )
    session.add(row)
    await session.flush()
    await enqueue_purge(session)


async def complete_upload(session: AsyncSession, file_id: UUID, sha256: bytes, now: datetime, keep: timedelta) -> bool:
    """The upload is here, and is kept for so long; False where it was before, or has expired."""
    row = await lock_row(session, ExchangeFile, col(ExchangeFile.id) == file_id)
    if row is None or row.completed_at is not None or row.expires_at <= now:
        return False
    row.completed_at, row.sha256, row.expires_at = now, sha256, now + keep
    return True


async def complete_result(
    session: AsyncSession, file_id: UUID, measure: Measure, now: datetime, keep: timedelta
) -> None:
    """The file is whole, and is kept for so long."""
    await session.execute(
        update(ExchangeFile)
        .where(col(ExchangeFile.id) == file_id)
        .values(byte_size=measure.byte_size, sha256=measure.sha256, completed_at=now, expires_at=now + keep)
    )


async def drop_file(session: AsyncSession, file_id: UUID) -> None:
    """Forget a file that nobody needs. It leaves the folder with what killed processes leave."""
    await session.execute(delete(ExchangeFile).where(col(ExchangeFile.id) == file_id))


async def delete_expired(session: AsyncSession, now: datetime) -> list[UUID]:
    """Forget ended jobs and files whose time is over, and say which files those were."""
    await session.execute(delete(ExchangeJob).where(col(ExchangeJob.expires_at) <= now))
    in_use = select(col(ExchangeJob.source_file_id)).where(
        col(ExchangeJob.source_file_id).is_not(None), col(ExchangeJob.status).not_in(list(ENDED))
    )
    writing = select(col(ExchangeJob.result_file_id)).where(
        col(ExchangeJob.result_file_id).is_not(None), col(ExchangeJob.status).not_in(list(ENDED))
    )
    gone = await session.execute(
        delete(ExchangeFile)
        .where(
            col(ExchangeFile.expires_at) <= now,
            col(ExchangeFile.id).not_in(in_use),
            col(ExchangeFile.id).not_in(writing),
        )
        .returning(col(ExchangeFile.id))
    )
    return list(gone.scalars())


async def enqueue_purge(session: AsyncSession) -> None:
    """Have what has expired deleted, in a while."""
    await enqueue(session, PURGE_JOB, {}, delay=PURGE_PERIOD, key=PURGE_JOB)
