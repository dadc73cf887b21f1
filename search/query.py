"""Asking the engine: the shopper's words in the shopper's language, in pages of product ids with what matched."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from app.catalog import Audience
from app.core.context import Place, RequestContext
from app.core.described import DescribedEnum
from app.core.errors import RequestError
from app.core.logging import log
from app.core.paging import Page, page_size, read_cursor, write_cursor
from search.client import SearchClient, SearchUnavailableError
from search.conditions import prices_of, visible_to
from search.highlights import END, START, Highlight, read_highlights
from search.settings import MAX_HITS, SEARCHABLE, locale_of

LONGEST_QUERY: Final = 200
"""Characters. The engine looks at the first ten words only."""

_WORDS_IN_A_SNIPPET: Final = 24


class SearchSort(DescribedEnum):
    """The order of what a search finds."""

    RELEVANCE = (
        "RELEVANCE",
        "The best match first; what matches equally well, and everything without words, newest first.",
    )
    NEWEST = "NEWEST", "The newest first. Only products that match every word."
    PRICE_ASCENDING = (
        "PRICE_ASCENDING",
        "The cheapest here first, what is not sold here last. Only products that match every word.",
    )
    PRICE_DESCENDING = (
        "PRICE_DESCENDING",
        "The dearest here first, what is not sold here last. Only products that match every word.",
    )


@dataclass(frozen=True)
class ProductSearch:
    """One question."""

    words: str
    sort: SearchSort = SearchSort.RELEVANCE
    conditions: tuple[str, ...] = ()
    """As `read_conditions` writes them."""

    @classmethod
    def of(
        cls, query: str, sort: SearchSort = SearchSort.RELEVANCE, conditions: tuple[str, ...] = ()
    ) -> "ProductSearch":
        """The question for what a shopper typed. Control characters are spaces; too long a text is refused."""
        if len(query) > LONGEST_QUERY:
            raise RequestError(
                "QUERY_TOO_LONG",
                f"`query` has {len(query)} characters; at most {LONGEST_QUERY} are searched for. Ask with fewer words.",
            )
        return cls(_printable(query), sort, conditions)


@dataclass(frozen=True)
class Hit:
    """A product that was found, and where the words stand in it."""

    product_id: UUID
    position: int
    """From 1, in the whole list."""
    highlights: list[Highlight] = field(default_factory=list)


async def search_products(ctx: RequestContext, search: ProductSearch, first: int, after: str | None) -> Page[Hit]:
    """A page of hits. Raises `RequestError` with `SEARCH_UNAVAILABLE` where the engine does not answer in time."""
    size = page_size(first, ctx.settings.limit_page_size)
    offset = _offset(ctx.place, search, after)
    found = await _ask(
        ctx,
        search,
        offset=offset,
        limit=min(size + 1, max(MAX_HITS - offset, 0)),
        attributes_to_retrieve=["id"],
        attributes_to_highlight=list(SEARCHABLE),
        attributes_to_crop=["description"],
        crop_length=_WORDS_IN_A_SNIPPET,
        crop_marker="…",
        highlight_pre_tag=START,
        highlight_post_tag=END,
    )
    hits = [
        Hit(UUID(hex=hit["id"]), position, read_highlights(hit.get("_formatted", {})))
        for position, hit in enumerate(found.hits, offset + 1)
    ]
    return Page(items=hits[:size], has_next=len(hits) > size, has_previous=offset > 0)


async def count_hits(ctx: RequestContext, search: ProductSearch) -> int:
    """How many products match, up to `MAX_HITS`."""
    found = await _ask(ctx, search, page=1, hits_per_page=0, attributes_to_retrieve=["id"])
    return found.total_hits or 0


def cursor_of(ctx: RequestContext, search: ProductSearch, hit: Hit) -> str:
    """Where a hit stands: to be used with the same question, in the same place."""
    return write_cursor(_cursor_context(ctx.place, search), hit.position)


async def _ask(ctx: RequestContext, search: ProductSearch, **options: Any) -> Any:
    locale = locale_of(ctx.place.language_tag)
    order = _order(search.sort, ctx.place)
    try:
        return await ctx.part(SearchClient).search(
            ctx.place.language_tag,
            search.words,
            filter=[*visible_to(Audience.of(ctx.place, ctx.now)), *search.conditions],
            sort=order,
            # A sorted list shows everything that matches alike: what misses a word must not stand above what has all.
            matching_strategy="all" if order else "last",
            locales=[locale] if locale else None,
            **options,
        )
    except SearchUnavailableError as error:
        log.warning("search unavailable", reason=str(error))
        raise RequestError(
            "SEARCH_UNAVAILABLE", "The search does not answer at the moment. Try again in a few seconds."
        ) from error


def _order(sort: SearchSort, place: Place) -> list[str] | None:
    match sort:
        case SearchSort.NEWEST:
            return [f"published.{place.channel_code}:desc"]
        case SearchSort.PRICE_ASCENDING:
            return [f"prices.{prices_of(place.market_code, place.currency_code)}:asc"]
        case SearchSort.PRICE_DESCENDING:
            return [f"prices.{prices_of(place.market_code, place.currency_code)}:desc"]
    return None


def _offset(place: Place, search: ProductSearch, after: str | None) -> int:
    if after is None:
        return 0
    (position,) = read_cursor(after, _cursor_context(place, search), 1)
    if not isinstance(position, int) or not 1 <= position <= MAX_HITS:
        raise RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")
    return position


def _cursor_context(place: Place, search: ProductSearch) -> str:
    question = [place.channel_code, place.country_code, place.language_tag, place.currency_code, repr(search)]
    return hashlib.blake2s(json.dumps(question).encode(), digest_size=8).hexdigest()


def _printable(query: str) -> str:
    """Composed letters and single spaces; control characters, lone surrogates and our own marks are spaces."""
    plain = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") else letter for letter in query)
    return " ".join(unicodedata.normalize("NFC", plain).split())
