"""What the engine is told beside products, to suggest it to whoever begins to type: categories, collections, brands,
and what is often searched for. A document per language and entry.

An entry says in which places anything of it is published, now or later, so that no moment changes it. What of that a
shopper sees now is looked up when it is suggested.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.analytics import PopularQuery, popular_queries
from app.catalog import ListPlace, SuggestedRow, all_lists, places_of_lists
from app.core.clock import utc_now
from app.core.db import Database
from app.core.described import DescribedEnum
from search.documents.marks import without_marks
from search.languages import folded

Document = dict[str, Any]

POPULAR_DAYS: Final = 30
"""Queries of so many days are popular ones."""
POPULAR_QUERIES: Final = 500
"""Of each language, at most."""

ENTRY_EVENTS: Final = (
    *("catalog.product_created", "catalog.product_changed", "catalog.products_written"),
    *("catalog.category_changed", "catalog.category_deleted"),
    *("catalog.collection_changed", "catalog.collection_deleted"),
    *("catalog.brand_changed", "catalog.brand_deleted"),
)
"""The types of the events after which an entry may be another."""

_DIGEST_BYTES: Final = 16


class EntryKind(DescribedEnum):
    """What an entry is."""

    CATEGORY = "category", "A category."
    COLLECTION = "collection", "A collection."
    BRAND = "brand", "A brand."
    QUERY = "query", "Words that are often searched for."


class _Places(NamedTuple):
    visible_in: list[str]
    safe_in: list[str]
    """Where some of the products can be offered although safety data are asked for."""
    products: int


async def load_entries(database: Database, chains: Mapping[str, Sequence[str]]) -> dict[str, list[Document]]:
    """By language: every entry there is to suggest."""
    now = utc_now()
    places = _by_list(await places_of_lists(database, now))
    since = (now - timedelta(days=POPULAR_DAYS)).date()
    documents = {}
    for tag, chain in chains.items():
        rows = await all_lists(database, chain)
        popular = await popular_queries(database, tag, POPULAR_QUERIES, since)
        documents[tag] = [
            *(_of_list(row, places[row.id]) for row in rows if row.id in places),
            *_of_queries(popular, tag),
        ]
    return documents


def _of_list(row: SuggestedRow, places: _Places) -> Document:
    return {
        "id": f"{row.kind}-{row.id.hex}",
        "kind": row.kind,
        "text": without_marks(row.name),
        "weight": places.products,
        "visible_in": places.visible_in,
        "safe_in": places.safe_in,
    }


def _of_queries(popular: Iterable[PopularQuery], tag: str) -> Iterator[Document]:
    """Spellings of the same words are one entry: the most frequent."""
    seen = set()
    for query in popular:
        words = folded(query.text, tag)
        if words and words not in seen:
            seen.add(words)
            yield {
                "id": f"{EntryKind.QUERY.value}-{_digest(query.text)}",
                "kind": EntryKind.QUERY.value,
                "text": without_marks(query.text),
                "weight": query.searches,
            }


def _by_list(found: Iterable[ListPlace]) -> dict[UUID, _Places]:
    of_each: dict[UUID, list[ListPlace]] = defaultdict(list)
    for place in found:
        of_each[place.list_id].append(place)
    return {
        list_id: _Places(
            sorted(map(_name, places)),
            sorted(_name(place) for place in places if place.has_safety_data),
            max(place.products for place in places),
        )
        for list_id, places in of_each.items()
    }


def _name(place: ListPlace) -> str:
    """As documents of products name places."""
    return place.channel_code if place.market_code is None else f"{place.channel_code}:{place.market_code}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()
