"""The same questions asked of Postgres: the same filters, orders and places, from what the database says by itself.

It is used where the engine does not answer, so it does less: relevance is by the weight of the fields a word stands in;
a question is looked at in one other language at a time; a word that products have is never taken for a misspelt one.
Products are found here as soon as the job that indexes them has been: in a shop that has come by an upgrade, after
`tradewind search reindex`, or when the regular comparison of index and database has come by them.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from app.catalog import count_products
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.logging import log
from app.merchandising import RuleFacts
from search.engine.settings import MAX_HITS
from search.fallback.hits import find_placed, found_products, listed_by, narrowed
from search.fallback.marking import marked_texts
from search.fallback.texts import forget_languages, write_texts
from search.fallback.understanding import Understood, understand
from search.questions.question import Hit, ProductSearch

__all__ = ["MOST_MATCHING", "count", "find", "forget_languages", "language_of", "matching_ids", "write_texts"]

MOST_MATCHING: Final = 20_000
"""So many hits at most are counted value by value."""

ANSWER_SECONDS: Final = 2.0
"""How long Postgres may look for all hits. The statement that runs then is cancelled."""
HURRIED_SECONDS: Final = 1.0
_MOST_IN_A_HURRY: Final = 200
"""Hits that are looked at when there is no time for all."""


async def find(
    ctx: RequestContext, asked: ProductSearch, offset: int, limit: int, rules: Sequence[RuleFacts] | None = None
) -> list[Hit]:
    """The hits from an offset on. `rules` are tried in place of those in force.

    Where Postgres takes too long, the best among some of the hits, without highlights. Raises `RequestError` with
    `SEARCH_UNAVAILABLE` where not even these come in time.
    """
    if limit <= 0:
        return []
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await _find(ctx, asked, offset, limit, rules)
    except TimeoutError:
        log.warning("search by Postgres takes too long", seconds=ANSWER_SECONDS)
    async with _in_a_hurry():
        understood = await understand(ctx, asked, in_a_hurry=True)
        page = (await find_placed(ctx, asked, understood, offset + limit, _MOST_IN_A_HURRY, rules))[offset:]
        return [Hit(UUID(hex=each.hit["id"]), each.position, unpinned=each.unpinned) for each in page]


async def count(ctx: RequestContext, asked: ProductSearch) -> int:
    """How many products match, up to `MAX_HITS`; up to fewer where Postgres takes too long."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await _count(ctx, asked, await understand(ctx, asked), MAX_HITS)
    except TimeoutError:
        log.warning("counting by Postgres takes too long", seconds=ANSWER_SECONDS)
    async with _in_a_hurry():
        return await _count(ctx, asked, await understand(ctx, asked, in_a_hurry=True), _MOST_IN_A_HURRY)


async def matching_ids(ctx: RequestContext, asked: ProductSearch) -> list[UUID]:
    """The products that match, in no order, up to `MOST_MATCHING`; up to fewer where Postgres takes too long."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            found = await found_products(ctx, asked, await understand(ctx, asked), MOST_MATCHING)
    except TimeoutError:
        log.warning("search by Postgres takes too long", seconds=ANSWER_SECONDS)
        async with _in_a_hurry():
            understood = await understand(ctx, asked, in_a_hurry=True)
            found = await found_products(ctx, asked, understood, _MOST_IN_A_HURRY)
    return [each.id for each in found]


async def language_of(ctx: RequestContext, asked: ProductSearch) -> str:
    """In whose texts a question is answered: those of the page, or of another language that says all of it."""
    return (await understand(ctx, asked)).language_tag


async def _find(
    ctx: RequestContext, asked: ProductSearch, offset: int, limit: int, rules: Sequence[RuleFacts] | None
) -> list[Hit]:
    understood = await understand(ctx, asked)
    page = (await find_placed(ctx, asked, understood, offset + limit, MAX_HITS, rules))[offset:]
    ids = [UUID(hex=each.hit["id"]) for each in page]
    texts = await marked_texts(ctx, understood, ids)
    return [
        Hit(product_id, each.position, texts.get(product_id, {}), each.unpinned)
        for product_id, each in zip(ids, page, strict=True)
    ]


async def _count(ctx: RequestContext, asked: ProductSearch, understood: Understood, at_most: int) -> int:
    filters = narrowed(asked, understood.widest, understood.language_tag)
    return (await count_products(ctx.db, None, listed_by(ctx, filters), at_most))[0]


@asynccontextmanager
async def _in_a_hurry() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(HURRIED_SECONDS):
            yield
    except TimeoutError as error:
        raise RequestError(
            "SEARCH_UNAVAILABLE", "The search does not answer at the moment. Try again in a few seconds."
        ) from error
