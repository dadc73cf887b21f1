"""What shoppers search for, and what they then click and order. Owns counts per day, without anything about persons.

Invariants: an event is counted once, however often it is sent; what is counted is never next to who did it; words that
may tell who typed them are not kept; counts end with their time (`KEPT_DAYS`).
"""

from app.analytics.commands import EventResult, count_events
from app.analytics.errors import AnalyticsErrorCode
from app.analytics.queries import (
    NOTHING_COUNTED,
    PopularQuery,
    ProductCounts,
    SearchCounts,
    Span,
    counts_by_day,
    counts_of_query,
    popular_queries,
    products_of_query,
    queries_without_results,
    top_queries,
    totals,
)
from app.analytics.rules.events import EventOutcome, SearchEventKind, SentEvent
from app.analytics.rules.texts import counted_query
from app.analytics.service import KEPT_DAYS

__all__ = [
    "KEPT_DAYS",
    "NOTHING_COUNTED",
    "AnalyticsErrorCode",
    "EventOutcome",
    "EventResult",
    "PopularQuery",
    "ProductCounts",
    "SearchCounts",
    "SearchEventKind",
    "SentEvent",
    "Span",
    "count_events",
    "counted_query",
    "counts_by_day",
    "counts_of_query",
    "popular_queries",
    "products_of_query",
    "queries_without_results",
    "top_queries",
    "totals",
]
