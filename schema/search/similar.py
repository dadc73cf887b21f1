"""Similar products, as a part of `Product`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Protocol
from uuid import UUID

import strawberry

from app.admission import counted
from app.core.context import RequestContext
from app.execution import batched
from app.freshness import SEARCH
from schema.catalog.types.category import Category
from schema.core.costs import ASKS_ANOTHER_SERVER
from search import Original, similar_products

if TYPE_CHECKING:
    from schema.catalog.types.products import Product

Limit = Annotated[int, strawberry.argument(description="How many at most: from 1 to 20.")]


class _Product(Protocol):
    key: UUID
    name: str
    category: Category | None


@strawberry.type
class SimilarProducts:
    """What a product is like."""

    @batched(
        description="Products that are like this one, the likest first: by what their texts mean where the shop has a "
        "model for that, else by category and name.",
        lists=(SEARCH,),
        hints=[ASKS_ANOTHER_SERVER, counted("limit")],
    )
    @staticmethod
    async def similar(
        ctx: RequestContext, parents: Sequence[_Product], limit: Limit = 8
    ) -> Sequence[list[Annotated["Product", strawberry.lazy("schema.catalog.types.products")]]]:
        from schema.catalog.types.products import Product  # which has this field itself

        originals = [
            Original(product.key, product.name, product.category.key if product.category else None)
            for product in parents
        ]
        show = Product.reader(ctx)
        return [[show(row) for row in rows] for rows in await similar_products(ctx, originals, limit)]
