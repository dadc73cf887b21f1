"""Root fields of analytics, for staff."""

from datetime import date, timedelta
from typing import Annotated

import strawberry
from strawberry import UNSET

from app.analytics import KEPT_DAYS, Span
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.execution import root
from app.identity import Scope
from schema.analytics.types import SearchAnalytics
from schema.core.access import scope
from schema.core.codes import LanguageCode

FromDay = Annotated[
    date, strawberry.argument(name="from", description="The first day, of UTC: counts are kept for 400 days.")
]
ToDay = Annotated[date | None, strawberry.argument(name="to", description="The last day; today if left out.")]
OfLanguage = Annotated[LanguageCode | None, strawberry.argument(description="Only searches in this language.")]
OfMarket = Annotated[str | None, strawberry.argument(description="Only searches in the market of this code.")]


@strawberry.type
class AnalyticsQueries:
    @root(
        description="What was searched for, opened and ordered in these days, as storefronts tell with "
        "`searchEventsSend`. Needs a token with the scope `search:read`.",
        access=scope(Scope.SEARCH_READ),
    )
    @staticmethod
    async def search_analytics(
        ctx: RequestContext,
        from_day: FromDay,
        to_day: ToDay = UNSET,
        language_code: OfLanguage = UNSET,
        market_code: OfMarket = UNSET,
    ) -> SearchAnalytics:
        last = to_day if isinstance(to_day, date) else ctx.now.date()
        if last < from_day or last - from_day > timedelta(days=KEPT_DAYS):
            raise RequestError(
                "INVALID_DAYS",
                f"`to` must be the day of `from` or a later one, at most {KEPT_DAYS} days after it; they were "
                f"{from_day} and {last}.",
            )
        return SearchAnalytics(
            span=Span(from_day, last, str(language_code) if language_code else None, market_code or None)
        )
