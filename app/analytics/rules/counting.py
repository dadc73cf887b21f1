"""From events to what they add to the counts of a day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from app.analytics.rules.events import SearchEventKind, SentEvent, counted_at
from app.analytics.rules.texts import counted_query


class DayKey(NamedTuple):
    """Of when, where and in which language."""

    day: date
    market_code: str
    language_tag: str


class QueryKey(NamedTuple):
    """Of which query there."""

    day: date
    market_code: str
    language_tag: str
    query: str


class ProductKey(NamedTuple):
    """Of which product among what it found."""

    day: date
    market_code: str
    language_tag: str
    query: str
    product_id: UUID


@dataclass
class Added:
    """By how much which counts grow."""

    days: dict[DayKey, Counter[str]] = field(default_factory=dict)
    queries: dict[QueryKey, Counter[str]] = field(default_factory=dict)
    products: dict[ProductKey, Counter[str]] = field(default_factory=dict)


def added_by(
    events: Iterable[SentEvent], firsts: Iterable[UUID], market_code: str, language_tag: str, now: datetime
) -> Added:
    """What these events add. `firsts`: of the searches of which a click, or an order, is among them for the first time
    (`first_of_search`). What is searched for without words, or with words that are kept nowhere, is in the totals only.
    """
    added, left = Added(), set(firsts)
    for event in events:
        is_first = event.first_of_search in left
        left.discard(event.first_of_search or UUID(int=0))
        counts = _counts(event, is_first=is_first)
        where = DayKey(counted_at(event, now).date(), market_code, language_tag)
        query = counted_query(event.query)
        added.days.setdefault(where, Counter()).update(counts)
        if query:
            added.queries.setdefault(QueryKey(*where, query), Counter()).update(counts)
        if query and event.product_id and event.kind is not SearchEventKind.SEARCHED:
            added.products.setdefault(ProductKey(*where, query, event.product_id), Counter()).update(
                {name: count for name, count in counts.items() if not name.endswith("_searches")}
            )
    return added


def _counts(event: SentEvent, *, is_first: bool) -> Mapping[str, int]:
    match event.kind:
        case SearchEventKind.SEARCHED:
            return {"searches": 1, "without_results": int(event.result_count == 0)}
        case SearchEventKind.CLICKED:
            return {"clicks": 1, "click_position_sum": event.position or 0, "clicked_searches": int(is_first)}
        case SearchEventKind.ORDERED:
            return {"orders": 1, "order_position_sum": event.position or 0, "ordered_searches": int(is_first)}
