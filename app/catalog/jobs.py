"""Background work of the catalog: media that a draft names by their address are loaded into the media folder."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.catalog.events import ProductChanged
from app.catalog.models import MediaStatus, MediaType, Product, ProductMedia
from app.catalog.rules.media_files import UnusableFileError
from app.catalog.service.media_files import (
    StoredMedia,
    enqueue_fetches,
    incoming_file,
    store_media_file,
)
from app.catalog.service.products.writing import FETCH_MEDIA_JOB
from app.core.context import RequestContext
from app.core.db import assert_no_transaction
from app.core.locks import lock_row
from app.core.outbound import DownloadError, Downloads, Limits
from app.core.reads import Read, table_of
from app.events import record

__all__ = ["DELAYS", "FETCH_MEDIA_JOB", "fetch_media"]

DELAYS: Final = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600, 21600))
"""Before another attempt, after each that a server was to blame for; after the last the medium has failed."""


class _Wanted(NamedTuple):
    product_id: UUID
    type: MediaType
    status: MediaStatus
    origin_url: str | None


_media = table_of(ProductMedia).c
_wanted = Read(
    select(*(_media[name] for name in _Wanted._fields)).where(_media.id == bindparam("id", type_=Uuid())), _Wanted
)


async def fetch_media(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Load the medium `media_id` from its address and show it, or say why it cannot be shown.

    A medium that is gone, or was dealt with already, is left alone. `attempt` counts from 1.
    """
    media_id, attempt = UUID(payload["media_id"]), int(payload.get("attempt", 1))
    wanted = await _wanted.first(ctx.db, id=media_id)
    if wanted is None or wanted.status is not MediaStatus.PENDING or wanted.origin_url is None:
        return
    try:
        stored = await _load(ctx, wanted)
    except (DownloadError, UnusableFileError) as error:
        may_pass = isinstance(error, DownloadError) and error.may_pass and attempt <= len(DELAYS)
        await _note_failure(ctx, media_id, wanted, error.reason, attempt if may_pass else None)
        return
    async with ctx.transaction() as session:
        product, row = await _locked(session, media_id, wanted)
        if product is None or row is None:
            return
        row.source = stored.source
        row.status, row.failure = MediaStatus.READY, None
        row.mime_type, row.byte_size = stored.facts.mime_type, stored.facts.byte_size
        row.width, row.height = stored.facts.width, stored.facts.height
        await _tell(ctx, session, product)


async def _load(ctx: RequestContext, wanted: _Wanted) -> StoredMedia:
    """Raises `DownloadError` or `UnusableFileError`."""
    assert_no_transaction("the server of a medium")
    settings = ctx.settings
    limits = Limits(most_bytes=settings.media_limit_bytes, seconds=settings.fetch_seconds)
    with incoming_file(settings.media_dir) as file:
        downloaded = await ctx.part(Downloads).fetch(wanted.origin_url or "", file, limits)
        path = Path(file.name)
        return await store_media_file(
            settings.media_dir, path, downloaded.sha256, most_pixels=settings.media_limit_pixels, kind=wanted.type
        )


async def _note_failure(ctx: RequestContext, media_id: UUID, wanted: _Wanted, reason: str, attempt: int | None) -> None:
    """Say why, and try again after a while where `attempt` says which one this was."""
    async with ctx.transaction() as session:
        product, row = await _locked(session, media_id, wanted)
        if product is None or row is None:
            return
        row.failure = reason
        if attempt is not None:
            await enqueue_fetches(session, [media_id], attempt=attempt + 1, delay=DELAYS[attempt - 1])
        else:
            row.status = MediaStatus.FAILED
            await _tell(ctx, session, product)


async def _locked(session: AsyncSession, media_id: UUID, wanted: _Wanted) -> tuple[Product | None, ProductMedia | None]:
    """The product and the medium, as far as the medium still waits for the same address."""
    product = await lock_row(session, Product, col(Product.id) == wanted.product_id)
    row = await lock_row(
        session,
        ProductMedia,
        col(ProductMedia.id) == media_id,
        col(ProductMedia.status) == MediaStatus.PENDING,
        col(ProductMedia.origin_url) == wanted.origin_url,
    )
    return product, row


async def _tell(ctx: RequestContext, session: AsyncSession, product: Product) -> None:
    product.version += 1
    product.updated_at = ctx.now
    await record(session, ProductChanged(product.id, product.version))
