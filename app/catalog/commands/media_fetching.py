"""Use case: another attempt to load media that could not be loaded."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from app.audit import record_change
from app.catalog.errors import CatalogErrorCode
from app.catalog.events import ProductChanged
from app.catalog.ids import MEDIA_ID
from app.catalog.models import MediaStatus, Product, ProductMedia
from app.catalog.service.media_files import enqueue_fetches
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.locks import lock_row
from app.events import record

MOST_MEDIA: Final = 100


async def retry_media_fetches(ctx: RequestContext, media_ids: Sequence[UUID | None]) -> list[UUID]:
    """Have media that failed fetched again, and say which those are: one that did not fail stays as it is.

    An id is None where what the caller wrote is no id of a medium. Refuses what is not there, and too many at once.
    """
    if len(media_ids) > MOST_MEDIA:
        raise Refusal(Problem(CatalogErrorCode.TOO_MANY, ("input", "ids"), {"most": MOST_MEDIA}))
    async with ctx.transaction() as session:
        statement = select(col(ProductMedia.id), col(ProductMedia.product_id)).where(
            col(ProductMedia.id).in_({each for each in media_ids if each})
        )
        product_ids = {row.id: row.product_id for row in await session.execute(statement)}
        missing = [index for index, each in enumerate(media_ids) if each not in product_ids]
        if missing:
            raise Refusal(*(Problem(CatalogErrorCode.NOT_FOUND, ("input", "ids", str(index))) for index in missing[:5]))
        retried: list[UUID] = []
        for product_id in sorted(set(product_ids.values())):
            product = await lock_row(session, Product, col(Product.id) == product_id)
            again = await session.execute(
                update(ProductMedia)
                .where(
                    col(ProductMedia.product_id) == product_id,
                    col(ProductMedia.id).in_(list(product_ids)),
                    col(ProductMedia.status) == MediaStatus.FAILED,
                )
                .values(status=MediaStatus.PENDING, failure=None)
                .returning(col(ProductMedia.id))
                .execution_options(synchronize_session=False)
            )
            ids = sorted(again.scalars())
            if product is None or not ids:
                continue
            retried += ids
            product.version += 1
            product.updated_at = ctx.now
            await record(session, ProductChanged(product.id, product.version))
            for media_id in ids:
                await record_change(
                    session,
                    ctx.viewer,
                    "catalog.media_fetch_retried",
                    MEDIA_ID.prefix,
                    media_id,
                    before={"status": MediaStatus.FAILED.value},
                    after={"status": MediaStatus.PENDING.value},
                )
        await enqueue_fetches(session, retried)
    return retried
