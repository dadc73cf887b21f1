"""Background work of search: from an event to the products that it is about, and from a product to its documents."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from app.catalog import publications_ahead
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.jobs import enqueue
from app.markets import AtlasCache
from search.affected import Indexed, affected_products
from search.client import SearchClient
from search.documents import Source
from search.sync import write_products

FOLLOW_JOB: Final = "search.follow"
INDEX_JOB: Final = "search.index_product"


async def follow(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Have the products that the event is about indexed: one waiting job for each, however many events there are."""
    product_ids = await affected_products(await _indexed(ctx), payload["type"], [UUID(payload["subject_id"])])
    async with ctx.transaction() as session:
        for product_id in sorted(product_ids):
            await enqueue(session, INDEX_JOB, {"product_id": product_id}, key=f"{INDEX_JOB}:{product_id}")


async def index_product(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Let every language's index say of a product what the database says now. Raises where the engine could not.

    A product that will be published later has this done again at that moment. Whoever plans a publication records an
    event, so this job runs after it; the clock is read before the product is, so that no moment falls in between.
    """
    product_id, now = UUID(payload["product_id"]), utc_now()
    await write_products(await _indexed(ctx), [product_id])
    if moment := (await publications_ahead(ctx.db, [product_id], now)).get(product_id):
        async with ctx.transaction() as session:
            key = f"{INDEX_JOB}:{product_id}:{moment.isoformat()}"
            delay = max(moment - utc_now(), timedelta(0))
            await enqueue(session, INDEX_JOB, {"product_id": product_id}, delay=delay, key=key)


async def _indexed(ctx: RequestContext) -> Indexed:
    return Indexed(Source.of(ctx.db, await ctx.part(AtlasCache).get()), ctx.part(SearchClient))
