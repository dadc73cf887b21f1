"""Enumerations of analytics."""

from app.analytics import AnalyticsErrorCode, EventOutcome, SearchEventKind
from schema.core.codes import enumeration

__all__ = ["AnalyticsErrorCode", "EventOutcome", "SearchEventKind"]

enumeration(AnalyticsErrorCode)
enumeration(EventOutcome, name="SearchEventOutcome")
enumeration(SearchEventKind)
