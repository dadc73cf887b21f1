"""What is suggested to whoever begins to type: queries, products, and what products are sorted into.

One call of the engine, with a question for each kind; then two statements, at once, for what the shopper may see of it.
Where the engine does not answer, Postgres is asked by the beginnings of names.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain
from typing import Any, Final
from uuid import UUID

from app.analytics import popular_queries
from app.catalog import Audience, ProductRow, SuggestedRow, lists_named, products_by_ids, suggested_lists
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.logging import log
from search import fallback
from search.documents.entries import POPULAR_DAYS, POPULAR_QUERIES, EntryKind
from search.documents.marks import END, START, without_marks
from search.engine.client import SearchClient, SearchUnavailableError
from search.engine.settings import locale_of
from search.languages import folded, is_unspaced
from search.query.asking import DEGRADED_SECONDS
from search.query.bodies import question_body
from search.query.completions import completions, marked
from search.query.conditions import text
from search.questions.highlights import Part, parts_of
from search.questions.question import ProductSearch

MOST: Final = 20
"""Suggestions of each kind: nobody reads more of them while typing."""

_MARKED: Final = {"highlightPreTag": START, "highlightPostTag": END}
_SPARE: Final = 2
"""So many times as many lists are asked for as are shown: of some the shopper sees nothing after all."""

_LISTS: Final = (EntryKind.CATEGORY, EntryKind.COLLECTION, EntryKind.BRAND)


@dataclass(frozen=True)
class SuggestedQuery:
    """Words to search for, cut where what was typed begins and ends."""

    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Suggestions:
    """What somebody may mean, the likeliest of each kind first."""

    queries: list[SuggestedQuery] = field(default_factory=list)
    products: list[ProductRow] = field(default_factory=list)
    categories: list[SuggestedRow] = field(default_factory=list)
    collections: list[SuggestedRow] = field(default_factory=list)
    brands: list[SuggestedRow] = field(default_factory=list)
    names: Mapping[UUID, tuple[Part, ...]] = field(default_factory=dict)
    """Of everything but queries, by its id: its name, cut in the same way."""
    degraded: bool = False
    """Whether Postgres answered, because the engine did not."""


@dataclass(frozen=True)
class _Candidates:
    """What was found by words, before anybody has looked who may see it. Names are as the engine has marked them."""

    products: Mapping[UUID, str]
    lists: Mapping[UUID, str]
    """Of all kinds, each kind in its order."""
    queries: Sequence[str]


async def suggest(ctx: RequestContext, query: str, limit: int) -> Suggestions:
    """At most `limit` suggestions of each kind for what has been typed so far; nothing typed: what is popular.

    Raises `RequestError` for a query that no search takes, and for a limit that is none.
    """
    if not 1 <= limit <= MOST:
        raise RequestError("PAGE_SIZE_OUT_OF_RANGE", f"`limit` must be between 1 and {MOST}; it was {limit}.")
    asked = ProductSearch.of(query)
    if asked.says_nothing:
        return Suggestions()
    words = asked.words
    try:
        answers = await ctx.part(SearchClient).ask_many(_bodies(ctx, words, limit))
    except SearchUnavailableError as error:
        log.warning("suggestions come from the database", reason=str(error))
        return await _without_engine(ctx, words, limit)
    return await _shown(ctx, words, limit, _read(answers))


def _bodies(ctx: RequestContext, words: str, limit: int) -> list[dict[str, Any]]:
    """Queries; and where words were typed, lists of each kind and products."""
    client, place = ctx.part(SearchClient), ctx.place
    entries: dict[str, Any] = {
        "indexUid": client.entries_name(place.language_tag),
        "q": words,
        "matchingStrategy": "all",
        "attributesToRetrieve": ["id", "text"],
        "attributesToHighlight": ["text"],
        **_MARKED,
    }
    if locale := locale_of(place.language_tag):
        entries["locales"] = [locale]
    # One of them may be what was typed, which nobody needs to be told.
    queries = entries | {"filter": [f"kind = {EntryKind.QUERY.value}"], "limit": limit + 1}
    if not words:
        return [queries]
    visible = _visible(Audience.of(place, ctx.now))
    lists = [entries | {"filter": [visible, f"kind = {kind.value}"], "limit": limit * _SPARE} for kind in _LISTS]
    found = {"limit": limit, "attributesToRetrieve": ["id"], "attributesToHighlight": ["name"], **_MARKED}
    return [queries, *lists, question_body(ctx, ProductSearch(words), place.language_tag, (), **found)]


def _visible(audience: Audience) -> str:
    """What entries say of themselves of which an audience may see something."""
    here = f"{audience.channel_code}:{audience.market_code}"
    name = "safe_in" if audience.needs_safety_data else "visible_in"
    return f"{name} IN [{text(audience.channel_code)}, {text(here)}]"


def _read(answers: Sequence[Mapping[str, Any]]) -> _Candidates:
    """The answers to `_bodies`, in their order."""
    queries, *lists = (answer["hits"] for answer in answers)
    products = lists.pop() if lists else []
    return _Candidates(
        products={UUID(hex=hit["id"]): hit["_formatted"]["name"] for hit in products},
        lists={UUID(hex=hit["id"].partition("-")[2]): hit["_formatted"]["text"] for hits in lists for hit in hits},
        queries=[hit["text"] for hit in queries],
    )


async def _shown(ctx: RequestContext, words: str, limit: int, found: _Candidates) -> Suggestions:
    """What the shopper may see of it, as the database has it now."""
    audience, languages = Audience.of(ctx.place, ctx.now), ctx.place.language_chain
    if not words:
        tops = await lists_named(ctx.db, words, languages, audience, limit)
        return _suggestions(ctx, words, limit, [], tops, found)
    rows, lists = await asyncio.gather(
        products_by_ids(ctx.db, list(found.products), languages, audience),
        suggested_lists(ctx.db, list(found.lists), languages, audience),
    )
    in_order = [lists[each] for each in found.lists if each in lists]
    return _suggestions(ctx, words, limit, [row for row in rows if row], in_order, found)


def _suggestions(
    ctx: RequestContext,
    words: str,
    limit: int,
    products: Sequence[ProductRow],
    lists: Sequence[SuggestedRow],
    found: _Candidates,
) -> Suggestions:
    tag = ctx.place.language_tag
    shown = {kind: [row for row in lists if row.kind == kind.value][:limit] for kind in _LISTS}
    names = {row.id: row.name for row in products} | {row.id: row.name for row in chain.from_iterable(shown.values())}
    marks = {**found.products, **found.lists}
    return Suggestions(
        queries=_queries(words, limit, found.queries, [row.name for row in products], tag),
        products=list(products),
        categories=shown[EntryKind.CATEGORY],
        collections=shown[EntryKind.COLLECTION],
        brands=shown[EntryKind.BRAND],
        names={each: _parts(name, marks.get(each, ""), words, tag) for each, name in names.items()},
    )


def _parts(name: str, marks: str, words: str, tag: str) -> tuple[Part, ...]:
    """As the engine marked the name, if it is still the name; it knows of typing errors."""
    return parts_of(marks) if without_marks(marks) == name else marked(name, words, tag)


def _queries(words: str, limit: int, popular: Iterable[str], names: Sequence[str], tag: str) -> list[SuggestedQuery]:
    """Popular queries first, then what the names of hits suggest; none twice, and not what is typed already."""
    seen = {folded(words, tag)}
    suggested: list[SuggestedQuery] = []
    for each in chain(popular, completions(words, names, tag) if words else ()):
        spelled = folded(each, tag)
        if spelled not in seen:
            seen.add(spelled)
            suggested.append(SuggestedQuery(each, marked(each, words, tag)))
        if len(suggested) == limit:
            break
    return suggested


async def _without_engine(ctx: RequestContext, words: str, limit: int) -> Suggestions:
    """The same of the database: products as its own search finds them, all else by the beginnings of words."""
    ctx.keep_at_most(DEGRADED_SECONDS)
    place, audience = ctx.place, Audience.of(ctx.place, ctx.now)
    since = (ctx.now - timedelta(days=POPULAR_DAYS)).date()
    hits = await fallback.find(ctx, ProductSearch(words), 0, limit) if words else []
    rows, lists, popular = await asyncio.gather(
        products_by_ids(ctx.db, [hit.product_id for hit in hits], place.language_chain, audience),
        lists_named(ctx.db, words, place.language_chain, audience, limit, anywhere=is_unspaced(words)),
        popular_queries(ctx.db, place.language_tag, POPULAR_QUERIES, since),
    )
    begun = _beginning((each.text for each in popular), words, place.language_tag)
    found = _Candidates({}, {}, begun)
    return replace(_suggestions(ctx, words, limit, [row for row in rows if row], lists, found), degraded=True)


def _beginning(texts: Iterable[str], words: str, tag: str) -> list[str]:
    """Those in which a word begins with what was typed; those that begin so themselves come first."""
    asked = folded(words, tag)
    inside = asked if is_unspaced(asked) else f" {asked}"
    known = [(text, folded(text, tag)) for text in texts]
    return [
        *(text for text, spelled in known if spelled.startswith(asked)),
        *(text for text, spelled in known if inside in spelled and not spelled.startswith(asked)),
    ]
