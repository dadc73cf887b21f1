"""What to offer where nothing was found: fewer words, fewer conditions, and what there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final
from uuid import UUID

from app.core.context import RequestContext
from app.core.logging import log
from search import fallback
from search.engine.client import SearchClient, SearchUnavailableError
from search.query.bodies import Body, question_body
from search.query.conditions import Conditions, read_conditions
from search.questions.question import Found, ProductSearch

MOST_HELPFUL_QUERIES: Final = 5
MOST_HELPFUL_FILTERS: Final = 10
MOST_HELPFUL_PRODUCTS: Final = 8

_MOST_ASKED: Final = 12
"""Shorter queries that are tried."""

_COUNTED: Final[Body] = {"page": 1, "hitsPerPage": 0, "attributesToRetrieve": ["id"]}


@dataclass(frozen=True)
class ShorterQuery:
    """Some of the words, which find something."""

    text: str
    count: int


@dataclass(frozen=True)
class LooserFilters:
    """What is found once a thing may be as it likes."""

    key: str
    """Of the facet: `brand`, `attribute.<code>`, `price` …"""
    count: int


@dataclass(frozen=True)
class SearchHelp:
    """A way on from no results."""

    queries: tuple[ShorterQuery, ...]
    """Those with the most words first, and among them those that find the most."""
    without_filters: tuple[LooserFilters, ...]
    product_ids: tuple[UUID, ...]
    """The newest that are in stock."""


async def help_for(ctx: RequestContext, found: Found) -> SearchHelp | None:
    """What to offer instead; None where something was found."""
    if found.page.items or found.page.has_previous:
        return None
    if not found.degraded:
        try:
            return await _ask_engine(ctx, found)
        except SearchUnavailableError as error:
            log.warning("help for a search unavailable", reason=str(error))
    return await _ask_database(ctx, found.answered)


def shorter(words: str) -> list[str]:
    """The words without one of them, and each alone: those with more words first."""
    split = words.split()
    if len(split) < 2:
        return []
    without_one = [" ".join(split[:place] + split[place + 1 :]) for place in range(len(split))]
    return list(islice(dict.fromkeys([*without_one, *split]), _MOST_ASKED))


async def _ask_engine(ctx: RequestContext, found: Found) -> SearchHelp:
    asked, tag = found.answered, found.language_tag
    conditions = await read_conditions(ctx, asked.filters)
    texts = _texts(asked)
    keys = [] if asked.says_nothing else sorted(conditions.by_facet)[:MOST_HELPFUL_FILTERS]
    answers = iter(await ctx.part(SearchClient).ask_many(list(_questions(ctx, asked, tag, conditions, texts, keys))))
    queries = [ShorterQuery(text, next(answers)["totalHits"]) for text in texts]
    looser = [LooserFilters(key, next(answers)["totalHits"]) for key in keys]
    return SearchHelp(
        _best(queries),
        tuple(sorted((each for each in looser if each.count), key=lambda each: -each.count)),
        tuple(UUID(hex=hit["id"]) for hit in next(answers)["hits"]),
    )


def _questions(
    ctx: RequestContext,
    asked: ProductSearch,
    tag: str,
    conditions: Conditions,
    texts: Sequence[str],
    keys: Sequence[str],
) -> Iterator[Body]:
    for text in texts:
        # Every word of what is proposed is to be found: what misses one would be no better than nothing.
        all_words = {"matchingStrategy": "all"}
        yield question_body(ctx, replace(asked, words=text), tag, conditions.all(), **_COUNTED, **all_words)
    for key in keys:
        yield question_body(ctx, asked, tag, conditions.all(but=key), **_COUNTED)
    newest = ProductSearch("")
    yield question_body(ctx, newest, tag, ["in_stock = true"], limit=MOST_HELPFUL_PRODUCTS, attributesToRetrieve=["id"])


async def _ask_database(ctx: RequestContext, asked: ProductSearch) -> SearchHelp:
    queries = [ShorterQuery(text, await fallback.count(ctx, replace(asked, words=text))) for text in _texts(asked)]
    newest = await fallback.find(ctx, ProductSearch(""), 0, MOST_HELPFUL_PRODUCTS)
    return SearchHelp(_best(queries), (), tuple(hit.product_id for hit in newest))


def _texts(asked: ProductSearch) -> list[str]:
    return [] if asked.says_nothing else shorter(asked.words)


def _best(queries: Sequence[ShorterQuery]) -> tuple[ShorterQuery, ...]:
    found = [each for each in queries if each.count]
    return tuple(sorted(found, key=lambda each: (-len(each.text.split()), -each.count))[:MOST_HELPFUL_QUERIES])
