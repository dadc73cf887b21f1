"""What something cost before, for charts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Self
from uuid import UUID

import strawberry

from app import pricing
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import page_size
from app.pricing import PriceBookCache, PricePoint, Shopper
from schema.core.caching import cached
from schema.pricing.types import Price

_USUAL_DAYS: Final = 90
_MOST_DAYS: Final = 366

From = Annotated[
    datetime | None,
    strawberry.argument(name="from", description="The first moment; left out: 90 days before the last."),
]
To = Annotated[
    datetime | None,
    strawberry.argument(description="The last moment, at most 366 days after the first; left out: now."),
]

Last = Annotated[
    int, strawberry.argument(description="How many points, the latest ones: from 1 to the largest page, usually 100.")
]


@strawberry.type(description="What one piece cost from a moment on, until the next point.", directives=[cached(300)])
class PriceHistoryPoint:
    since: datetime = strawberry.field(description="From when on. The first point is at the beginning of the span.")
    price: Price | None = strawberry.field(description="What it cost; null while it was not sold.")

    @classmethod
    def of(cls, point: PricePoint, currency_code: str, locale: str) -> Self:
        price = Price.of(point.price, currency_code, locale) if point.price else None
        return cls(since=point.moment, price=price)


async def price_histories(
    ctx: RequestContext, keys: Sequence[UUID], start: datetime | None, end: datetime | None, last: int
) -> list[list[PriceHistoryPoint]]:
    """What anybody was shown at this place, a list for each variant: never a group's prices, never the future."""
    size = page_size(last, ctx.settings.limit_page_size)
    until = min(_moment(end) or ctx.now, ctx.now)
    since = _moment(start) or until - timedelta(days=_USUAL_DAYS)
    if not timedelta(0) < until - since <= timedelta(days=_MOST_DAYS):
        raise RequestError(
            "BAD_USER_INPUT", f"`from` lies before `to` and before now, and the span has at most {_MOST_DAYS} days."
        )
    book, shopper = await ctx.part(PriceBookCache).get(), Shopper.of(ctx.place).public()
    found = await pricing.price_history(ctx.db, book, shopper, list(dict.fromkeys(keys)), since, until)
    currency_code, locale = shopper.currency_code, ctx.place.locale
    return [[PriceHistoryPoint.of(point, currency_code, locale) for point in found[key][-size:]] for key in keys]


def _moment(given: datetime | None) -> datetime | None:
    """Moments without a time zone are UTC's."""
    if not isinstance(given, datetime):
        return None
    return given if given.tzinfo else given.replace(tzinfo=UTC)
