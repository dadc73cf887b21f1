"""Where a page of hits begins: a place in the engine's own order, bound to the question and to where it was asked."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from app.catalog import ProductCondition, ProductFilters, VariantCondition
from app.core.context import Place
from app.core.errors import RequestError
from app.core.paging import read_cursor, write_cursor
from search.engine.settings import MAX_HITS
from search.questions.question import Hit, ProductSearch


@dataclass(frozen=True)
class Start:
    """What comes before a page."""

    position: int = 0
    """How many hits."""
    unpinned: int = 0
    """How many of them no rule has pinned: the engine's own offset."""
    language_tag: str | None = None
    """In whose index they were found; None: nobody has looked yet."""
    spelling: int = 0
    """In which spelling of the words."""


def start_after(place: Place, asked: ProductSearch, after: str | None) -> Start:
    """Where the page after this cursor begins. Refuses cursors of another question, or of another place."""
    if after is None:
        return Start()
    position, unpinned, language_tag, spelling = read_cursor(after, _context(place, asked), 4)
    is_ours = type(position) is type(unpinned) is type(spelling) is int and isinstance(language_tag, str)
    if not is_ours or not (1 <= position <= MAX_HITS and 0 <= unpinned <= position):
        raise not_of_this_list()
    return Start(position, unpinned, language_tag, spelling)


def not_of_this_list() -> RequestError:
    """The refusal of a cursor that nobody gave out."""
    return RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")


def cursors_of(place: Place, asked: ProductSearch, language_tag: str) -> Callable[[Hit], str]:
    """What writes down where a hit stands that was found in this language: for the same question, in the same place."""
    context = _context(place, asked)

    def cursor_of(hit: Hit) -> str:
        unpinned = hit.position if hit.unpinned is None else hit.unpinned
        return write_cursor(context, hit.position, unpinned, language_tag, asked.spelling)

    return cursor_of


def _context(place: Place, asked: ProductSearch) -> str:
    here = [place.channel_code, place.country_code, place.language_tag, place.currency_code, place.customer_group_code]
    question = [*here, asked.words, asked.sort.value, _told(asked.filters)]
    return hashlib.blake2s(json.dumps(question).encode(), digest_size=8).hexdigest()


def _told(filters: ProductFilters) -> list[object]:
    """What makes two narrowed questions the same: their conditions, in any order."""
    values = [getattr(filters, each.name) for each in fields(filters)]
    return [sorted(map(_name, value)) if isinstance(value, tuple) else str(value) for value in values]


def _name(condition: Any) -> str:
    """Conditions of domains above go by what was asked for: prices by amounts, and not by the tariff of the moment."""
    if isinstance(condition, VariantCondition):
        return f"{condition.condition.__name__} {condition.holds}"
    return repr(condition.asked if isinstance(condition, ProductCondition) else condition)
