"""Suggestions for whoever begins to type."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Self

import strawberry

from app.admission import ListSize, at_most
from app.catalog import BRAND_ID, CATEGORY_ID, COLLECTION_ID, PRODUCT_ID, BrandRow, CategoryRow, CollectionRow
from app.core.context import RequestContext
from app.execution import root
from app.freshness import SEARCH
from schema.catalog.types.brand import Brand
from schema.catalog.types.category import Category
from schema.catalog.types.collection import Collection
from schema.catalog.types.products import Product
from schema.core.caching import INHERITED, cached
from schema.core.costs import ASKS_ANOTHER_SERVER
from schema.search.types import HighlightPart
from search import Part, SuggestedQuery, Suggestions, suggest

Typed = Annotated[
    str,
    strawberry.argument(
        description="What has been typed so far, at most 200 characters. Empty gives popular queries and the top "
        "categories."
    ),
]
Limit = Annotated[int, strawberry.argument(description="How many of each kind: from 1 to 20.")]

_SUGGESTED = ListSize(
    slicing_arguments=["limit"],
    sized_fields=["queries", "products", "categories", "collections", "brands"],
    require_one_slicing_argument=False,
)


@strawberry.type(name="SearchSuggestedQuery", description="Words to search for.", directives=[INHERITED])
class QuerySuggestion:
    text: str = strawberry.field(description="The words: give them to `search`.")
    parts: Sequence[Part] = strawberry.field(
        description="The same, cut where what was typed begins and ends.",
        directives=[at_most(3)],
        graphql_type=list[HighlightPart],
    )

    @classmethod
    def of(cls, query: SuggestedQuery) -> Self:
        return cls(text=query.text, parts=query.parts)


@strawberry.type(
    name="SearchSuggestionHighlight",
    description="Where what was typed stands in the name of a suggested object.",
    directives=[INHERITED],
)
class SuggestionHighlight:
    object_id: strawberry.ID = strawberry.field(
        description="The id of a product, category, collection or brand among the suggestions."
    )
    parts: Sequence[Part] = strawberry.field(
        description="Its name, cut where what was typed begins and ends.",
        directives=[at_most(3)],
        graphql_type=list[HighlightPart],
    )


@strawberry.type(
    name="SearchSuggestions",
    description="What somebody who types may mean, the likeliest of each kind first.",
    directives=[cached(30)],
)
class SearchSuggestions:
    queries: list[QuerySuggestion] = strawberry.field(
        description="Queries: what many have searched for in the last 30 days, then what the names of products suggest."
    )
    products: list[Product] = strawberry.field(description="Products that are found.")
    categories: list[Category] = strawberry.field(
        description="Categories by their names; only such in which there is something to see here."
    )
    collections: list[Collection] = strawberry.field(description="Collections, in the same way.")
    brands: list[Brand] = strawberry.field(description="Brands, in the same way.")
    degraded: bool = strawberry.field(
        description="Whether the search engine does not answer, and these come from names in the database."
    )
    found: strawberry.Private[Suggestions]

    @strawberry.field(
        description="Of each suggested object, where what was typed stands in its name.",
        directives=[at_most(20)],
    )
    def highlights(self) -> list[SuggestionHighlight]:
        return list(_highlights(self.found))

    @classmethod
    def of(cls, ctx: RequestContext, found: Suggestions) -> Self:
        show = Product.reader(ctx)
        return cls(
            queries=[QuerySuggestion.of(query) for query in found.queries],
            products=[show(row) for row in found.products],
            categories=[
                Category.of(CategoryRow(row.id, row.slug, row.parent_id, row.name, row.handle))
                for row in found.categories
            ],
            collections=[
                Collection.of(CollectionRow(row.id, row.slug, row.name, row.handle)) for row in found.collections
            ],
            brands=[Brand.of(BrandRow(row.id, row.slug, row.name)) for row in found.brands],
            degraded=found.degraded,
            found=found,
        )


def _highlights(found: Suggestions) -> Iterator[SuggestionHighlight]:
    kinds = (
        (PRODUCT_ID, found.products),
        (CATEGORY_ID, found.categories),
        (COLLECTION_ID, found.collections),
        (BRAND_ID, found.brands),
    )
    for kind, rows in kinds:
        for row in rows:
            yield SuggestionHighlight(object_id=strawberry.ID(kind.encode(row.id)), parts=found.names[row.id])


@strawberry.type
class SuggestQueries:
    @root(
        description="Suggests queries, products, categories, collections and brands for what has been typed so far. "
        "Ask it at each keystroke.",
        lists=(SEARCH,),
        hints=[ASKS_ANOTHER_SERVER, _SUGGESTED],
    )
    @staticmethod
    async def suggest(ctx: RequestContext, query: Typed, limit: Limit = 8) -> SearchSuggestions:
        return SearchSuggestions.of(ctx, await suggest(ctx, query, limit))
