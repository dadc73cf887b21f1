"""Background work of search: from an event to the products that it is about, and from products to their documents."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.catalog import publications_ahead
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.currencies import RatesMoved
from app.jobs import enqueue
from app.markets import AtlasCache
from app.pricing import dated_prices_ahead, load_price_book
from search.affected import PRICING_EVENTS, Indexed, affected_products, all_public_products, subjects_of
from search.client import SearchClient
from search.documents import Source
from search.repricing import REPRICE_JOB, plan_repricing
from search.sync import batches, write_products

FOLLOW_JOB: Final = "search.follow"
INDEX_JOB: Final = "search.index_product"
INDEX_MANY_JOB: Final = "search.index_products"

_TICK: Final = timedelta(microseconds=1)

_FEW: Final = 20
"""Up to so many products have a job each, which a later change of the same product does not repeat while it waits."""


async def follow(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Have the products that the event is about indexed: few by one waiting job for each, however many events there
    are; many in batches. The products of a batch that was written are indexed here and now, batch by batch. After what
    changes any price, one waiting job has them all indexed."""
    indexed = await _indexed(ctx)
    if payload["type"] in PRICING_EVENTS:
        if payload["type"] != RatesMoved.type or indexed.source.converts_by(payload["pairs"], utc_now()):
            async with ctx.transaction() as session:
                await enqueue(session, REPRICE_JOB, {}, key=REPRICE_JOB)
        return
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


async def reprice(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Have all products indexed that anybody sees, in batches: what they cost has changed.

    At a `moment` that was planned, only if prices do begin or end then, as things are now: a sale may have been moved,
    and an exchange rate renewed. The next such moment is planned.
    """
    indexed, now = await _indexed(ctx), utc_now()
    planned = datetime.fromisoformat(payload["moment"]) if "moment" in payload else None
    now = max(now, planned or now)  # a job that runs early plans what comes after its moment
    if planned is None or indexed.source.is_priced_otherwise(planned - _TICK, now):
        async for found in all_public_products(ctx.db):
            async with ctx.transaction() as session:
                await enqueue(session, INDEX_MANY_JOB, {"product_ids": found})
    async with ctx.transaction() as session:
        await plan_repricing(session, indexed.source, now)


async def _index(ctx: RequestContext, indexed: Indexed, product_ids: Sequence[UUID]) -> None:
    """A product that a publication will show or hide later, or whose price has dates, has this done again then.

    Whoever plans a publication or dates a price records an event, so this runs after it; the clock is read before the
    products are, so that no moment falls in between.
    """
    now = utc_now()
    await write_products(indexed, product_ids)
    shown = await publications_ahead(ctx.db, product_ids, now)
    priced = await dated_prices_ahead(ctx.db, product_ids, now)
    ahead = {*shown.items(), *priced.items()}
    if not ahead:
        return
    async with ctx.transaction() as session:
        for product_id, moment in sorted(ahead):
            key = f"{INDEX_JOB}:{product_id}:{moment.isoformat()}"
            delay = max(moment - utc_now(), timedelta(0))
            await enqueue(session, INDEX_JOB, {"product_id": product_id}, delay=delay, key=key)


async def _indexed(ctx: RequestContext) -> Indexed:
    """The book is read anew: a worker may run a job before it has heard of the change that the job follows."""
    atlas, book = await ctx.part(AtlasCache).get(), await load_price_book(ctx.db)
    return Indexed(Source.of(ctx.db, atlas, book), ctx.part(SearchClient))
