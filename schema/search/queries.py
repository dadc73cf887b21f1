"""Root fields of search."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.freshness import SEARCH
from app.pricing import tariff_of
from schema.catalog.filters import read_filters
from schema.catalog.listing import Filters
from schema.catalog.loading import load_products
from schema.core.connections import After, First, PageInfo
from schema.core.costs import ASKS_ANOTHER_SERVER
from schema.search.types import ProductSearchConnection, ProductSearchEdge
from search import ProductSearch, SearchSort, cursors_of, search_products

Words = Annotated[
    str,
    strawberry.argument(
        description="What to look for, at most 200 characters: words, of which the last may be unfinished; words in "
        "double quotes for a phrase; -word for what must not be there. Empty finds everything."
    ),
]
Sort = Annotated[SearchSort, strawberry.argument(description="The order of what is found.")]


@strawberry.type
class SearchQueries:
    @root(
        description="Finds products by words in the request's language, forgiving typing errors; what makes more sense "
        "in another language of the shop is found in that. An SKU or a GTIN finds its product alone. At most the first "
        "10000 hits can be paged through. Where the search engine does not answer, the database does (`degraded`).",
        lists=(SEARCH,),
        hints=[ASKS_ANOTHER_SERVER],
    )
    @staticmethod
    async def search(
        ctx: RequestContext,
        query: Words = "",
        first: First = 20,
        after: After = strawberry.UNSET,
        sort: Sort = SearchSort.RELEVANCE,
        filters: Filters = strawberry.UNSET,
    ) -> ProductSearchConnection:
        narrowed = read_filters(ctx.place, filters, await tariff_of(ctx), ctx.now)
        asked = ProductSearch.of(query, sort, narrowed)
        found = await search_products(ctx, asked, first, after or None)
        hits = found.page.items
        cursor_of = cursors_of(ctx.place, found.answered, found.language_tag)
        products = await load_products(ctx, [hit.product_id for hit in hits])
        edges = [
            ProductSearchEdge(hit=hit, cursor_of=cursor_of, node=product)
            for hit, product in zip(hits, products, strict=True)
            if product
        ]
        return ProductSearchConnection(
            edges=edges,
            nodes=[edge.node for edge in edges],
            page_info=PageInfo(
                has_next_page=found.page.has_next,
                has_previous_page=found.page.has_previous,
                length=len(hits),
                cursor_at=lambda place: cursor_of(hits[place]),
            ),
            degraded=found.degraded,
            redirect=found.redirect,
            language_code=found.language_tag,
            language_tag=found.language_tag,
            found=found,
            filters=filters or (),
        )
