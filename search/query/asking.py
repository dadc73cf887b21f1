"""Asking for products: the engine first, and Postgres where that does not answer. Nobody's search fails."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.core.context import RequestContext
from app.core.logging import log
from app.core.paging import Page, page_size
from app.merchandising import RuleFacts
from search import fallback
from search.engine.client import SearchUnavailableError
from search.engine.settings import MAX_HITS
from search.query.answers import ask_engine, count_in_engine
from search.query.other_languages import language_tags
from search.questions.codes import code_in
from search.questions.cursors import Start, not_of_this_list, start_after
from search.questions.merchandised import wanted_of
from search.questions.question import Found, Hit, ProductSearch

DEGRADED_SECONDS: Final = 2.0
"""How long an answer that stands in for the engine's is kept: long enough to spare the database, and not longer."""


async def search_products(
    ctx: RequestContext,
    asked: ProductSearch,
    first: int,
    after: str | None,
    rules: Sequence[RuleFacts] | None = None,
) -> Found:
    """A page of hits. Where the engine does not answer in time, Postgres does, and the answer says so.

    `rules` are tried in place of those in force, as staff do before they save one.
    """
    size = page_size(first, ctx.settings.limit_page_size)
    start = start_after(ctx.place, asked, after)
    if start.language_tag is not None and start.language_tag not in await language_tags(ctx):
        raise not_of_this_list()
    if asked.says_nothing:
        return Found(Page(items=[], has_next=False, has_previous=start.position > 0), asked, ctx.place.language_tag)
    try:
        return await ask_engine(ctx, asked, start, size, rules)
    except SearchUnavailableError as error:
        _note(ctx, error)
    return await _ask_database(ctx, asked, start, size, rules)


async def count_found(ctx: RequestContext, found: Found) -> int:
    """How many products there are in all, up to `MAX_HITS`."""
    page = found.page
    if found.answered.says_nothing:
        return 0
    if not page.has_next and (page.items or not page.has_previous):
        return page.items[-1].position if page.items else 0
    if not found.degraded:
        try:
            return await count_in_engine(ctx, found)
        except SearchUnavailableError as error:
            _note(ctx, error)
    return min(await fallback.count(ctx, found.answered), MAX_HITS)


async def _ask_database(
    ctx: RequestContext, asked: ProductSearch, start: Start, size: int, rules: Sequence[RuleFacts] | None
) -> Found:
    limit = min(size + 1, max(MAX_HITS - start.position, 0))
    answered, hits = asked, list[Hit]()
    for question in _readings(asked):
        answered, hits = question, await fallback.find(ctx, question, start.position, limit, rules)
        if hits:
            break
    wanted = await wanted_of(ctx, asked, (), rules)
    return Found(
        page=Page(items=hits[:size], has_next=len(hits) > size, has_previous=start.position > 0),
        answered=answered,
        language_tag=await fallback.language_of(ctx, answered),
        degraded=True,
        redirect=wanted.merchandising.redirect,
    )


def _readings(asked: ProductSearch) -> list[ProductSearch]:
    """The words as a code, if they may be one, and as words."""
    code = code_in(asked.words)
    return [replace(asked, code=code), asked] if code else [asked]


def _note(ctx: RequestContext, error: SearchUnavailableError) -> None:
    ctx.keep_at_most(DEGRADED_SECONDS)
    log.warning("search unavailable", reason=str(error))
