"""Events of searches as storefronts send them, and whether they can be counted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from app.analytics.errors import AnalyticsErrorCode as Code
from app.analytics.rules.texts import LONGEST_QUERY
from app.core.described import DescribedEnum
from app.core.errors import Problem

MOST_EVENTS: Final = 100
"""In one request."""
LATEST: Final = timedelta(days=7)
"""How late an event may come: a browser that was closed sends it when it is opened again."""
CLOCK_SKEW: Final = timedelta(minutes=10)
"""By how much a shopper's clock may be ahead. What it dates later than now is counted as of now."""
MOST_RESULTS: Final = 1_000_000
MOST_POSITION: Final = 10_000
"""As far as hits can be paged through."""


class SearchEventKind(DescribedEnum):
    """What happened."""

    SEARCHED = "SEARCHED", "A shopper was shown what a search found."
    CLICKED = "CLICKED", "A shopper opened one of the products that were found."
    ORDERED = "ORDERED", "A shopper ordered one of them."


class EventOutcome(DescribedEnum):
    """What became of an event."""

    COUNTED = "COUNTED", "It is counted now."
    REPEATED = "REPEATED", "It was counted before, and is not counted again."
    REFUSED = "REFUSED", "It is not counted: the error says why."


@dataclass(frozen=True)
class SentEvent:
    """An event as it was sent. What cannot be read is None."""

    id: UUID | None
    kind: SearchEventKind
    query: str
    search_id: UUID | None = None
    """The id of the event of the search, with a click or an order."""
    has_search_id: bool = False
    occurred_at: datetime | None = None
    """None: now."""
    result_count: int | None = None
    product_id: UUID | None = None
    has_product_id: bool = False
    position: int | None = None

    @property
    def first_of_search(self) -> UUID | None:
        """By what it is known whether a search had a click, or an order, before: an id made of the search's."""
        if self.kind is SearchEventKind.SEARCHED or self.search_id is None:
            return None
        return uuid5(self.search_id, self.kind.value)


def event_problem(event: SentEvent, path: tuple[str, ...], products: Collection[UUID], now: datetime) -> Problem | None:
    """Why it is not counted; None where it is. `products`: those of the named ones that there are."""
    return next(_problems(event, path, products, now), None)


def counted_at(event: SentEvent, now: datetime) -> datetime:
    """The moment as of which an event is counted that can be."""
    return min(event.occurred_at or now, now)


def _problems(event: SentEvent, path: tuple[str, ...], products: Collection[UUID], now: datetime) -> Iterator[Problem]:
    def problem(code: Code, field: str, **facts: object) -> Problem:
        return Problem(code, (*path, field), facts)

    if event.id is None:
        yield problem(Code.INVALID_EVENT_ID, "id")
    if event.occurred_at is not None and event.occurred_at < now - LATEST:
        yield problem(Code.EVENT_TOO_OLD, "occurredAt", days=LATEST.days)
    if event.occurred_at is not None and event.occurred_at > now + CLOCK_SKEW:
        yield problem(Code.EVENT_IN_FUTURE, "occurredAt", minutes=CLOCK_SKEW // timedelta(minutes=1))
    if len(event.query) > LONGEST_QUERY:
        yield problem(Code.QUERY_TOO_LONG, "query", longest=LONGEST_QUERY)
    if event.kind is SearchEventKind.SEARCHED:
        if event.result_count is None:
            yield problem(Code.VALUE_MISSING, "resultCount", kind=event.kind.value)
        elif not 0 <= event.result_count <= MOST_RESULTS:
            yield problem(Code.RESULT_COUNT_OUT_OF_RANGE, "resultCount", least=0, most=MOST_RESULTS)
        return
    if not event.has_search_id:
        yield problem(Code.VALUE_MISSING, "searchId", kind=event.kind.value)
    elif event.search_id is None:
        yield problem(Code.INVALID_EVENT_ID, "searchId")
    if not event.has_product_id:
        yield problem(Code.VALUE_MISSING, "productId", kind=event.kind.value)
    elif event.product_id not in products:
        yield problem(Code.PRODUCT_NOT_FOUND, "productId")
    if event.position is None:
        yield problem(Code.VALUE_MISSING, "position", kind=event.kind.value)
    elif not 1 <= event.position <= MOST_POSITION:
        yield problem(Code.POSITION_OUT_OF_RANGE, "position", least=1, most=MOST_POSITION)
