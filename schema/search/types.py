"""Types of search: a page of hits, and where the words stand in them."""

from collections.abc import Callable, Sequence
from typing import cast

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.core.together import others_have_asked
from app.execution import batched
from app.freshness import SEARCH
from schema.catalog.inputs import ProductFilterInput
from schema.catalog.loading import load_products
from schema.catalog.types.products import Product
from schema.core.caching import INHERITED, cached
from schema.core.codes import LanguageCode, enumeration
from schema.core.connections import PageInfo
from schema.core.costs import ASKS_ANOTHER_SERVER
from schema.search.facets import FACETS_COST, FACETS_DESCRIPTION, FACETS_DRAW_FROM, Keys, ProductFacet
from schema.search.help import HelpFilter, HelpQuery, SearchHelp, filters_without
from search import Found, HighlightField, Hit, SearchSort, corrected, count_found, facets_of, help_for

enumeration(HighlightField, name="SearchHighlightField")
enumeration(SearchSort)


# Of these there are hundreds in a page. No object of theirs is made: what `search` has found has the same fields.


@strawberry.type(name="SearchHighlightPart", description="A piece of a text.", directives=[INHERITED])
class HighlightPart:
    text: str = strawberry.field(description="The piece: plain text, to be shown as it is.")
    matched: bool = strawberry.field(description="Whether it is what was searched for.")


@strawberry.type(
    name="SearchHighlight", description="A text of a product in which something matched.", directives=[INHERITED]
)
class TextHighlight:
    field: HighlightField = strawberry.field(description="Which text it is.")
    parts: list[HighlightPart] = strawberry.field(
        description="The text, cut where what matched begins and ends.", directives=[at_most(5)]
    )


@strawberry.type(description="A product that was found.", directives=[INHERITED])
class ProductSearchEdge:
    hit: strawberry.Private[Hit]
    cursor_of: strawberry.Private[Callable[[Hit], str]]

    @strawberry.field(description="Where it stands in the list: give it as `after`.")
    def cursor(self) -> str:
        return self.cursor_of(self.hit)

    node: Product = strawberry.field(description="The product.")

    @batched(description="The texts with a match; empty where there were no words to match.", hints=[at_most(3)])
    @staticmethod
    async def highlights(
        ctx: RequestContext,  # noqa: ARG004 - every batch function is given it
        parents: Sequence["ProductSearchEdge"],
    ) -> Sequence[list[TextHighlight]]:
        await others_have_asked()
        return cast(Sequence[list[TextHighlight]], [parent.hit.highlights for parent in parents])


@strawberry.type(description="A page of what a search found.", directives=[cached(30)])
class ProductSearchConnection:
    edges: list[ProductSearchEdge] = strawberry.field(description="The products with their cursors and highlights.")
    nodes: list[Product] = strawberry.field(
        description="The products. A page has fewer than asked for where some were withdrawn in this very moment."
    )
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    degraded: bool = strawberry.field(
        description="Whether the search engine did not answer, and the database did: it forgives fewer typing errors, "
        "and knows neither synonyms nor what the merchant has put first."
    )
    redirect: str | None = strawberry.field(
        description="Where the merchant would rather lead whoever asks this: a path of the storefront or an address."
    )
    language_code: LanguageCode = strawberry.field(
        description="The language in whose texts the words were found: that of the request, or the one in which they "
        "make more sense."
    )
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag.")
    found: strawberry.Private[Found]
    filters: strawberry.Private[Sequence[ProductFilterInput]]

    @strawberry.field(
        description="The query with the words that are misspelt replaced by those that they found; null where none is."
    )
    def did_you_mean(self) -> str | None:
        return corrected(self.found.answered.words, self.found.page.items, self.found.language_tag)

    @batched(
        description="How many products match in all; more than 10000 are counted as 10000.",
        lists=(SEARCH,),
        hints=[ASKS_ANOTHER_SERVER],
    )
    @staticmethod
    async def total_count(ctx: RequestContext, parents: Sequence["ProductSearchConnection"]) -> Sequence[int]:
        return [await count_found(ctx, parent.found) for parent in parents]

    @batched(description=FACETS_DESCRIPTION, lists=FACETS_DRAW_FROM, hints=FACETS_COST)
    @staticmethod
    async def facets(
        ctx: RequestContext, parents: Sequence["ProductSearchConnection"], keys: Keys = strawberry.UNSET
    ) -> Sequence[list[ProductFacet]]:
        return [
            [
                ProductFacet.of(facet)
                for facet in await facets_of(
                    ctx,
                    parent.found.answered,
                    parent.found.language_tag,
                    keys=keys or None,
                    degraded=parent.found.degraded,
                )
            ]
            for parent in parents
        ]

    @batched(
        description="What to offer instead where nothing was found; null where something was.",
        lists=(SEARCH,),
        hints=[ASKS_ANOTHER_SERVER],
    )
    @staticmethod
    async def help(ctx: RequestContext, parents: Sequence["ProductSearchConnection"]) -> Sequence[SearchHelp | None]:
        return [await _help(ctx, parent) for parent in parents]


async def _help(ctx: RequestContext, connection: ProductSearchConnection) -> SearchHelp | None:
    found = await help_for(ctx, connection.found)
    if found is None:
        return None
    return SearchHelp(
        queries=[HelpQuery(text=each.text, count=each.count) for each in found.queries],
        without_filters=[
            HelpFilter(key=each.key, count=each.count, filters=filters_without(connection.filters, each.key))
            for each in found.without_filters
        ],
        products=[product for product in await load_products(ctx, found.product_ids) if product],
    )
