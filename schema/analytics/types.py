"""Types of what is searched for, clicked and ordered, for charts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Final, Self
from uuid import UUID

import strawberry

from app.admission import ListSize, at_most
from app.analytics import (
    NOTHING_COUNTED,
    ProductCounts,
    SearchCounts,
    Span,
    counted_query,
    counts_by_day,
    counts_of_query,
    products_of_query,
    queries_without_results,
    top_queries,
    totals,
)
from app.catalog import PRODUCT_ID
from app.core.context import RequestContext
from app.core.paging import page_size
from app.execution import batched
from schema.catalog.loading import load_products
from schema.catalog.types.products import Product

First = Annotated[int, strawberry.argument(description="How many, the greatest first.")]
_AS_MANY_AS_ASKED_FOR: Final = ListSize(slicing_arguments=["first"], require_one_slicing_argument=False)
QueryText = Annotated[str, strawberry.argument(description="What was searched for, in whichever case.")]


@strawberry.type(description="What searches came to.")
class SearchFigures:
    searches: int = strawberry.field(description="How many searches there were.")
    without_results: int = strawberry.field(description="How many of them found nothing.")
    clicked_searches: int = strawberry.field(description="Of how many at least one product was opened.")
    clicks: int = strawberry.field(description="How often a product was opened.")
    ordered_searches: int = strawberry.field(description="Of how many at least one product was ordered.")
    orders: int = strawberry.field(description="How often a product was ordered.")
    click_through_rate: float | None = strawberry.field(
        description="The share of searches with a click, from 0 to 1; null where nothing was searched for."
    )
    mean_click_position: float | None = strawberry.field(
        description="Where what was opened stood on average, from 1; null where nothing was."
    )
    mean_order_position: float | None = strawberry.field(
        description="Where what was ordered stood on average, from 1; null where nothing was."
    )

    @classmethod
    def of(cls, counts: SearchCounts) -> Self:
        return cls(
            searches=counts.searches,
            without_results=counts.without_results,
            clicked_searches=counts.clicked_searches,
            clicks=counts.clicks,
            ordered_searches=counts.ordered_searches,
            orders=counts.orders,
            click_through_rate=counts.click_through_rate,
            mean_click_position=counts.mean_click_position,
            mean_order_position=counts.mean_order_position,
        )


@strawberry.type(description="What the searches of a day came to.")
class SearchDayFigures:
    day: date = strawberry.field(description="The day, of UTC.")
    figures: SearchFigures = strawberry.field(description="What they came to.")


@strawberry.type(description="A product among what a query found.")
class SearchProductFigures:
    product_id: strawberry.ID = strawberry.field(description="The id of the product.")
    clicks: int = strawberry.field(description="How often it was opened.")
    orders: int = strawberry.field(description="How often it was ordered.")
    mean_click_position: float | None = strawberry.field(
        description="Where it stood on average when it was opened, from 1; null where it was not."
    )
    mean_order_position: float | None = strawberry.field(
        description="Where it stood on average when it was ordered, from 1; null where it was not."
    )
    product_key: strawberry.Private[UUID]

    @batched(description="The product; null where shoppers here do not see it, or it is deleted.")
    @staticmethod
    async def product(ctx: RequestContext, parents: Sequence["SearchProductFigures"]) -> Sequence[Product | None]:
        return await load_products(ctx, [parent.product_key for parent in parents])

    @classmethod
    def of(cls, counts: ProductCounts) -> Self:
        return cls(
            product_id=strawberry.ID(PRODUCT_ID.encode(counts.product_id)),
            clicks=counts.clicks,
            orders=counts.orders,
            mean_click_position=counts.mean_click_position,
            mean_order_position=counts.mean_order_position,
            product_key=counts.product_id,
        )


@strawberry.type(description="What was searched for, and what that came to.")
class SearchQueryFigures:
    query: str = strawberry.field(description="The query, in small letters.")
    figures: SearchFigures = strawberry.field(description="What its searches came to.")
    span: strawberry.Private[Span]

    @batched(description="What of its hits was opened most, then ordered most.", hints=[_AS_MANY_AS_ASKED_FOR])
    @staticmethod
    async def products(
        ctx: RequestContext, parents: Sequence["SearchQueryFigures"], first: First = 10
    ) -> Sequence[list[SearchProductFigures]]:
        size = page_size(first, ctx.settings.limit_page_size)
        return [
            [SearchProductFigures.of(each) for each in await products_of_query(ctx.db, parent.span, parent.query, size)]
            for parent in parents
        ]


@strawberry.type(description="What was searched for, opened and ordered, in some days.")
class SearchAnalytics:
    span: strawberry.Private[Span]

    @batched(description="What all searches came to.")
    @staticmethod
    async def totals(ctx: RequestContext, parents: Sequence["SearchAnalytics"]) -> Sequence[SearchFigures]:
        return [SearchFigures.of(await totals(ctx.db, parent.span)) for parent in parents]

    @batched(description="The same day by day, those too on which there was nothing.", hints=[at_most(20)])
    @staticmethod
    async def by_day(ctx: RequestContext, parents: Sequence["SearchAnalytics"]) -> Sequence[list[SearchDayFigures]]:
        return [_by_day(parent.span, await counts_by_day(ctx.db, parent.span)) for parent in parents]

    @batched(description="What was searched for most.", hints=[_AS_MANY_AS_ASKED_FOR])
    @staticmethod
    async def top_queries(
        ctx: RequestContext, parents: Sequence["SearchAnalytics"], first: First = 20
    ) -> Sequence[list[SearchQueryFigures]]:
        size = page_size(first, ctx.settings.limit_page_size)
        return [_queries(parent.span, await top_queries(ctx.db, parent.span, size)) for parent in parents]

    @batched(description="What found nothing most often.", hints=[_AS_MANY_AS_ASKED_FOR])
    @staticmethod
    async def queries_without_results(
        ctx: RequestContext, parents: Sequence["SearchAnalytics"], first: First = 20
    ) -> Sequence[list[SearchQueryFigures]]:
        size = page_size(first, ctx.settings.limit_page_size)
        return [_queries(parent.span, await queries_without_results(ctx.db, parent.span, size)) for parent in parents]

    @batched(description="What the searches for one query came to.")
    @staticmethod
    async def query(
        ctx: RequestContext, parents: Sequence["SearchAnalytics"], text: QueryText
    ) -> Sequence[SearchQueryFigures]:
        query = counted_query(text)
        return [
            SearchQueryFigures(
                query=query,
                figures=SearchFigures.of(await counts_of_query(ctx.db, parent.span, query)),
                span=parent.span,
            )
            for parent in parents
        ]


def _by_day(span: Span, counts: dict[date, SearchCounts]) -> list[SearchDayFigures]:
    days = [span.first + timedelta(days=number) for number in range((span.last - span.first).days + 1)]
    return [SearchDayFigures(day=day, figures=SearchFigures.of(counts.get(day, NOTHING_COUNTED))) for day in days]


def _queries(span: Span, counted: Sequence[tuple[str, SearchCounts]]) -> list[SearchQueryFigures]:
    return [SearchQueryFigures(query=query, figures=SearchFigures.of(counts), span=span) for query, counts in counted]
