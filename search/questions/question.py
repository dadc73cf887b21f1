"""A question about products and what comes of it: the same whoever answers, the engine or Postgres."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from msgspec import Raw

from app.catalog import ProductFilters
from app.core.described import DescribedEnum
from app.core.errors import RequestError
from app.core.paging import Page
from search.engine.answers import read_part
from search.questions.highlights import Highlight, read_highlights

LONGEST_QUERY: Final = 200
"""Characters. The engine looks at the first ten words only."""

_JOINERS: Final = "\u200c\u200d"
"""Zero-width: the one that keeps letters apart, and the one that joins them."""


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

    @property
    def is_by_price(self) -> bool:
        return self in (SearchSort.PRICE_ASCENDING, SearchSort.PRICE_DESCENDING)


@dataclass(frozen=True)
class ProductSearch:
    """One question."""

    words: str
    """As `of` makes them: printable, in single spaces; empty for everything."""
    sort: SearchSort = SearchSort.RELEVANCE
    filters: ProductFilters = field(default_factory=ProductFilters)
    code: str | None = None
    """The SKU or GTIN that the words are, as `search.questions.codes` writes codes: then only the products that have it
    are meant, and the words are not asked for."""
    spelling: int = 0
    """In which of the spellings of `search.languages.wording` the words are asked for; 0 as typed."""
    wordings: tuple[str, ...] = ()
    """Other ways to say the words, of which each finds as much: what staff try, and shoppers never send."""

    @classmethod
    def of(
        cls, query: str, sort: SearchSort = SearchSort.RELEVANCE, filters: ProductFilters | None = None
    ) -> "ProductSearch":
        """The question for what a shopper typed. Control characters are spaces; too long a text is refused."""
        if len(query) > LONGEST_QUERY:
            raise RequestError(
                "QUERY_TOO_LONG",
                f"`query` has {len(query)} characters; at most {LONGEST_QUERY} are searched for. Ask with fewer words.",
            )
        return cls(printable(query), sort, filters or ProductFilters())

    @property
    def says_nothing(self) -> bool:
        """Whether something was typed, and nothing of it is a letter, a digit or an emoji: it finds nothing.

        The engine would take it for an empty question, and find everything.
        """
        return bool(self.words) and not any(map(_is_said, self.words))

    @property
    def matches_every_word(self) -> bool:
        """A sorted list shows everything that matches alike: what misses a word must not stand above what has all."""
        return self.sort is not SearchSort.RELEVANCE


@dataclass(frozen=True)
class Hit:
    """A product that was found, and where the words stand in it."""

    product_id: UUID
    position: int
    """From 1, in the whole list."""
    marked: Mapping[str, Any] | Raw = field(default_factory=dict)
    """Its texts by the names of `HighlightField`, with marks around what matched; or the JSON of this."""
    unpinned: int | None = None
    """How many of the hits up to here, with this one, no rule has pinned. None: as many as its position says."""

    @cached_property
    def highlights(self) -> list[Highlight]:
        """The texts with a match. Read when they are asked for: many clients show none."""
        return read_highlights(read_part(self.marked))


@dataclass(frozen=True)
class Found:
    """The answer to a question: a page, and what is needed to ask more about the same hits."""

    page: Page[Hit]
    answered: ProductSearch
    """The question as it was understood: counts and facets are those of this one."""
    language_tag: str
    """In the texts of which language it was found."""
    degraded: bool = False
    """Whether Postgres answered, because the engine did not."""
    redirect: str | None = None
    """Where staff would rather lead who asks this: a path or an address."""
    pinned: tuple[UUID, ...] = ()
    """The products that rules have put at positions, of those that may be seen: they count, and need not match."""


def printable(query: str) -> str:
    """Composed letters and single spaces. Control characters, lone surrogates and our own marks are spaces.

    What is not seen and separates nothing is left out: zero-width spaces, soft hyphens, marks of direction. Joiners
    stay between two letters, where Persian and the scripts of India write words with them.
    """
    plain = "".join(map(_shown, unicodedata.normalize("NFC", query)))
    return " ".join(filter(None, (word.strip(_JOINERS) for word in plain.split())))


def _is_said(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LN" or category == "So"


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":
        return letter if letter in _JOINERS else ""
    return " " if category in ("Cc", "Cs", "Co", "Cn") else letter
