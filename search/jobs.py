"""Background work of search: from an event to the products that it is about, and from products to their documents."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from app.catalog import publications_ahead
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.jobs import enqueue
from app.markets import AtlasCache
from search.affected import Indexed, affected_products, subjects_of
from search.client import SearchClient
from search.documents import Source
from search.sync import batches, write_products

FOLLOW_JOB: Final = "search.follow"
INDEX_JOB: Final = "search.index_product"
INDEX_MANY_JOB: Final = "search.index_products"

_FEW: Final = 20
"""Up to so many products have a job each, which a later change of the same product does not repeat while it waits."""


async def follow(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Have the products that the event is about indexed: few by one waiting job for each, however many events there
    are; many in batches. The products of a batch that was written are indexed here and now, batch by batch."""
    indexed = await _indexed(ctx)
    subject_ids = subjects_of(UUID(payload["subject_id"]), payload)
    product_ids = await affected_products(indexed, payload["type"], subject_ids)
    if len(product_ids) <= _FEW:
        async with ctx.transaction() as session:
            for product_id in sorted(product_ids):
                await enqueue(session, INDEX_JOB, {"product_id": product_id}, key=f"{INDEX_JOB}:{product_id}")
    elif payload.keys() & {"product_ids", "variant_ids"}:
        for batch in batches(product_ids):
            await _index(ctx, indexed, batch)
    else:
        async with ctx.transaction() as session:
            for batch in batches(product_ids):
                await enqueue(session, INDEX_MANY_JOB, {"product_ids": batch})


async def index_product(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Let every language's index say of a product what the database says now. Raises where the engine could not."""
    await _index(ctx, await _indexed(ctx), [UUID(payload["product_id"])])


async def index_products(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """The same for a batch of products."""
    await _index(ctx, await _indexed(ctx), [UUID(each) for each in payload["product_ids"]])


async def _index(ctx: RequestContext, indexed: Indexed, product_ids: Sequence[UUID]) -> None:
    """A product that a publication will show or hide later has this done again at that moment.

    Whoever plans a publication records an event, so this runs after it; the clock is read before the products are, so
    that no moment falls in between.
    """
    now = utc_now()
    await write_products(indexed, product_ids)
    ahead = await publications_ahead(ctx.db, product_ids, now)
    if not ahead:
        return
    async with ctx.transaction() as session:
        for product_id, moment in sorted(ahead.items()):
            key = f"{INDEX_JOB}:{product_id}:{moment.isoformat()}"
            delay = max(moment - utc_now(), timedelta(0))
            await enqueue(session, INDEX_JOB, {"product_id": product_id}, delay=delay, key=key)


async def _indexed(ctx: RequestContext) -> Indexed:
    return Indexed(Source.of(ctx.db, await ctx.part(AtlasCache).get()), ctx.part(SearchClient))
