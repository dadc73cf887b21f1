"""Background work of search: from an event to the products that it is about, and from products to their documents.

While the engine is away no job fails: what it would have written waits in the backlog, and `catch_up` looks every few
seconds whether the engine is back. So do products that were written without a vector, for the embedder.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from app.catalog import publications_ahead
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.db import Database
from app.core.logging import log
from app.jobs import enqueue
from app.markets import AtlasCache
from app.pricing import dated_prices_ahead
from search.documents.entries import ENTRY_EVENTS
from search.embedding import Embedding
from search.engine.client import SearchClient, SearchTaskFailedError, SearchUnavailableError
from search.sync import backlog
from search.sync.affected import BATCH, SEARCHED_EVENTS, affected_products, batches, subjects_of
from search.sync.entries import write_entries
from search.sync.healing import heal as heal_indexes
from search.sync.indexed import Indexed
from search.sync.lag import FOLLOW_JOB, INDEX_JOB, INDEX_MANY_JOB
from search.sync.writing import write_products

__all__ = ["CATCH_UP_JOB", "CHECK_JOB", "ENTRIES_JOB", "FOLLOW_JOB", "HEAL_JOB", "INDEX_JOB", "INDEX_MANY_JOB"]

CATCH_UP_JOB: Final = "search.catch_up"
CHECK_JOB: Final = "search.check"
ENTRIES_JOB: Final = "search.index_entries"
HEAL_JOB: Final = "search.heal"

FOLLOWED_EVENTS: Final = tuple(dict.fromkeys((*SEARCHED_EVENTS, *ENTRY_EVENTS)))
"""The types of the events that `follow` wants to hear of."""

_FEW: Final = 20
"""Up to so many products have a job each, which a later change of the same product does not repeat while it waits."""

_LOOK_AGAIN: Final = timedelta(seconds=5)
"""After so long it is tried again whether the engine is back."""
_CHECK_AGAIN: Final = timedelta(minutes=1)
_ENTRIES_AFTER: Final = timedelta(seconds=2)
"""Of a changed category, collection or brand. Further changes come together in this time."""
_ENTRIES_AFTER_PRODUCTS: Final = timedelta(minutes=1)
"""Of a changed product, with which a brand may get its first one."""


async def follow(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Have the products that the event is about indexed: few by one waiting job for each, however many events there
    are; many in batches. The products of a batch that was written are indexed here and now, batch by batch."""
    if payload["type"] in ENTRY_EVENTS:
        await _plan_entries(ctx, payload["type"])
    if payload["type"] in SEARCHED_EVENTS:
        try:
            await _follow_products(ctx, payload)
        except SearchUnavailableError as error:
            # What was in a collection stands in the index only: it has to be asked.
            log.warning("an event is followed when the search engine is back", reason=str(error))
            async with ctx.transaction() as session:
                key = f"{FOLLOW_JOB}:{payload['event_id']}:again"
                await enqueue(session, FOLLOW_JOB, payload, delay=_LOOK_AGAIN, key=key)


async def index_product(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Let every language's index say of a product what the database says now."""
    await _index(ctx, await _indexed(ctx), [UUID(payload["product_id"])])


async def index_products(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """The same for a batch of products."""
    await _index(ctx, await _indexed(ctx), [UUID(each) for each in payload["product_ids"]])


async def index_entries(ctx: RequestContext, _: dict[str, Any]) -> None:
    """Let the indexes hold what there is to suggest now. Where the engine is away, checking does it later."""
    try:
        missing = await write_entries(await _indexed(ctx))
    except SearchUnavailableError as error:
        log.warning("entries are indexed when the search engine is back", reason=str(error))
        async with ctx.transaction() as session:
            await enqueue(session, ENTRIES_JOB, {}, delay=_LOOK_AGAIN, key=f"{ENTRIES_JOB}:again")
    else:
        await _heal_missing(ctx, missing)


async def catch_up(ctx: RequestContext, _: dict[str, Any]) -> None:
    """Index what waits for the engine or the embedder, those first that were noted first; where one is still away, look
    again later."""
    indexed, started = await _indexed(ctx), utc_now()
    while waiting := [each for each in await backlog.oldest(ctx.db, BATCH) if each.noted_at < started]:
        try:
            if lacking := await _write_waiting(ctx, indexed, waiting):
                log.info("products wait for their vectors", products=lacking)
                break
        except SearchUnavailableError as error:
            log.info("products wait for the search engine", products=len(waiting), reason=str(error))
            break
    if (await backlog.backlog_state(ctx.db)).products:
        async with ctx.transaction() as session:
            await enqueue(session, CATCH_UP_JOB, {}, delay=_LOOK_AGAIN, key=CATCH_UP_JOB)


async def heal(ctx: RequestContext, _: dict[str, Any]) -> None:
    """Bring back what the engine has lost, and what other words or another version of the shop want otherwise. Raises
    where the engine is away: it is tried again, and checked every minute besides."""
    await heal_indexes(await _indexed(ctx), ctx.settings.database_url)


async def begin_checking(database: Database) -> None:
    """Have it checked from now on, unless it is already."""
    async with database.transaction() as session:
        await enqueue(session, CHECK_JOB, {}, key=CHECK_JOB)


async def check(ctx: RequestContext, _: dict[str, Any]) -> None:
    """The same every minute. The next time is planned before, so that a run that fails does not end the series."""
    async with ctx.transaction() as session:
        await enqueue(session, CHECK_JOB, {}, delay=_CHECK_AGAIN, key=CHECK_JOB)
        if (await backlog.backlog_state(ctx.db)).products:
            await enqueue(session, CATCH_UP_JOB, {}, key=CATCH_UP_JOB)
    try:
        await heal(ctx, {})
    except SearchUnavailableError as error:
        log.warning("the search engine cannot be checked", reason=str(error))


async def _follow_products(ctx: RequestContext, payload: dict[str, Any]) -> None:
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


async def _index(ctx: RequestContext, indexed: Indexed, product_ids: Sequence[UUID]) -> None:
    """A product that a publication will show or hide later, or whose price has dates, has this done again then.

    Whoever plans a publication or dates a price records an event, so this runs after it; the clock is read before the
    products are, so that no moment falls in between.
    """
    now = utc_now()
    try:
        written = await write_products(indexed, product_ids)
    except SearchUnavailableError as error:
        log.warning("products wait for the search engine", products=len(product_ids), reason=str(error))
        await _note(ctx, product_ids)
    else:
        await _heal_missing(ctx, written.missing)
        await _note(ctx, sorted(written.lacking))
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


async def _note(ctx: RequestContext, product_ids: Sequence[UUID]) -> None:
    if product_ids:
        async with ctx.transaction() as session:
            await backlog.note(session, product_ids)
            await enqueue(session, CATCH_UP_JOB, {}, delay=_LOOK_AGAIN, key=CATCH_UP_JOB)


async def _write_waiting(ctx: RequestContext, indexed: Indexed, waiting: list[backlog.Waiting]) -> int:
    """All at once, or, where the engine takes them and fails, each alone: one that it cannot take must not keep the
    others back. What fails, or still lacks a vector, is noted again, at the end of the line. Returns how many lack
    one."""
    try:
        written = await write_products(indexed, [each.product_id for each in waiting])
    except SearchTaskFailedError as error:
        if len(waiting) > 1:
            return sum([await _write_waiting(ctx, indexed, [each]) for each in waiting])
        log.error("the search engine does not take a product", product_id=waiting[0].product_id, reason=str(error))
        async with ctx.transaction() as session:
            await backlog.note(session, [waiting[0].product_id])
        return 0
    await _heal_missing(ctx, written.missing)
    async with ctx.transaction() as session:
        await backlog.note(session, sorted(written.lacking))
        await backlog.done(session, [each for each in waiting if each.product_id not in written.lacking])
    return len(written.lacking)


async def _plan_entries(ctx: RequestContext, event_type: str) -> None:
    is_product = event_type.startswith("catalog.product")
    delay = _ENTRIES_AFTER_PRODUCTS if is_product else _ENTRIES_AFTER
    key = f"{ENTRIES_JOB}:products" if is_product else ENTRIES_JOB
    async with ctx.transaction() as session:
        await enqueue(session, ENTRIES_JOB, {}, delay=delay, key=key)


async def _heal_missing(ctx: RequestContext, language_tags: set[str]) -> None:
    if language_tags:
        async with ctx.transaction() as session:
            await enqueue(session, HEAL_JOB, {}, key=HEAL_JOB)


async def _indexed(ctx: RequestContext) -> Indexed:
    """The book is read anew: a worker may run a job before it has heard of the change that the job follows."""
    atlas, embedder = await ctx.part(AtlasCache).get(), ctx.part(Embedding).embedder
    return await Indexed.load(ctx.db, ctx.part(SearchClient), embedder, atlas)
