"""Judged queries, asked in each of the three ways and scored."""

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from pathlib import Path
from statistics import fmean
from typing import Final, NamedTuple
from uuid import UUID

import stamina

from app.catalog import products_of_variants
from app.core.context import Place, RequestContext
from app.markets import Atlas, AtlasCache, resolve_place
from search.engine.client import SearchUnavailableError
from search.evaluation.judged_queries import JudgedQuery, JudgementsError, read_judged
from search.evaluation.ndcg import ndcg
from search.evaluation.ways import by_defaults, by_postgres, by_the_shop, defaults_index

_PATIENT: Final = stamina.AsyncRetryingCaller(attempts=20, timeout=120.0, wait_initial=0.5).on(SearchUnavailableError)


class Way(Enum):
    """Who answers."""

    SHOP = "Tradewind"
    DEFAULTS = "Meilisearch's defaults"
    POSTGRES = "Postgres"


class QueryScores(NamedTuple):
    """A query, and how well each way answered it."""

    query: JudgedQuery
    scores: dict[Way, float]
    found: list[str]
    """Handles of what the shop found, the best first."""


class LanguageScores(NamedTuple):
    """A language's set, query by query."""

    language_tag: str
    queries: list[QueryScores]

    def mean(self, way: Way) -> float:
        return fmean(each.scores[way] for each in self.queries)


async def evaluate(
    ctx: RequestContext, at: Callable[[Place], RequestContext], language_tag: str, folder: Path | None = None
) -> LanguageScores:
    """Ask the set of a language (`folder` has other sets than those of the demo shop) where that language is at home.

    `at` makes a context of a place. Raises `JudgementsError` where the set is not of this shop.
    """
    queries = read_judged(language_tag, folder)
    there = at(_place_of(await ctx.part(AtlasCache).get(), language_tag))
    scored = []
    async with defaults_index(there) as index:
        for query in queries:
            found = {
                Way.SHOP: await _patiently(by_the_shop, there, query.words),
                Way.DEFAULTS: await _patiently(by_defaults, there, index, query.words),
                Way.POSTGRES: await by_postgres(there, query.words),
            }
            handles = {way: await _handles(there, ids) for way, ids in found.items()}
            scores = {way: ndcg(listed, query.grades) for way, listed in handles.items()}
            scored.append(QueryScores(query, scores, handles[Way.SHOP]))
    if not any(set(each.query.grades).intersection(each.found) for each in scored):
        raise JudgementsError("None of the judged products is found: the sets are of another shop than this one.")
    return LanguageScores(language_tag, scored)


async def _patiently(ask: Callable[..., Awaitable[list[UUID]]], *asked: object) -> list[UUID]:
    """The answer, also of an engine that is busy: shoppers would not wait for it, and a measurement does."""
    return await _PATIENT(ask, *asked)


def _place_of(atlas: Atlas, language_tag: str) -> Place:
    """Where the language is the first that is offered; else where it is offered at all."""
    offering = [market for market in atlas.markets if language_tag in market.language_tags]
    if not offering:
        raise JudgementsError(f"No market of this shop offers {language_tag}.")
    market = min(offering, key=lambda market: market.language_tags.index(language_tag))
    return resolve_place(atlas, market.default_country_code, language_tag, None)


async def _handles(ctx: RequestContext, product_ids: Sequence[UUID]) -> list[str]:
    rows = await products_of_variants(ctx.db, product_ids, ctx.place.language_chain)
    return [row.handle for row in rows if row]
