"""Types of search: a page of hits, and where the words stand in them."""

from collections.abc import Sequence
from typing import Self

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.execution import batched
from app.freshness import SEARCH
from schema.catalog.types.products import Product
from schema.core.caching import INHERITED, cached
from schema.core.codes import enumeration
from schema.core.connections import PageInfo
from schema.core.costs import ASKS_ANOTHER_SERVER
from search import Highlight, HighlightField, Part, ProductSearch, SearchSort, count_hits

enumeration(HighlightField, name="SearchHighlightField")
enumeration(SearchSort)


@strawberry.type(name="SearchHighlightPart", description="A piece of a text.", directives=[INHERITED])
class HighlightPart:
    text: str = strawberry.field(description="The piece: plain text, to be shown as it is.")
    matched: bool = strawberry.field(description="Whether it is what was searched for.")

    @classmethod
    def of(cls, part: Part) -> Self:
        return cls(text=part.text, matched=part.matched)


@strawberry.type(
    name="SearchHighlight", description="A text of a product in which something matched.", directives=[INHERITED]
)
class TextHighlight:
    field: HighlightField = strawberry.field(description="Which text it is.")
    parts: list[HighlightPart] = strawberry.field(
        description="The text, cut where what matched begins and ends.", directives=[at_most(5)]
    )

    @classmethod
    def of(cls, highlight: Highlight) -> Self:
        return cls(field=highlight.field, parts=[HighlightPart.of(part) for part in highlight.parts])


@strawberry.type(description="A product that was found.", directives=[INHERITED])
class ProductSearchEdge:
    cursor: str = strawberry.field(description="Where it stands in the list: give it as `after`.")
    node: Product = strawberry.field(description="The product.")
    highlights: list[TextHighlight] = strawberry.field(
        description="The texts with a match; empty where there were no words to match.", directives=[at_most(3)]
    )


@strawberry.type(description="A page of what a search found.", directives=[cached(30)])
class ProductSearchConnection:
    edges: list[ProductSearchEdge] = strawberry.field(description="The products with their cursors and highlights.")
    nodes: list[Product] = strawberry.field(
        description="The products. A page has fewer than asked for where some were withdrawn in this very moment."
    )
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    search: strawberry.Private[ProductSearch]

    @batched(
        description="How many products match in all; more than 10000 are counted as 10000.",
        lists=(SEARCH,),
        hints=[ASKS_ANOTHER_SERVER],
    )
    @staticmethod
    async def total_count(ctx: RequestContext, parents: Sequence["ProductSearchConnection"]) -> Sequence[int]:
        return [await count_hits(ctx, parent.search) for parent in parents]
