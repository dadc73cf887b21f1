"""Collections."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from app import catalog
from app.catalog import COLLECTION_ID, CollectionRow, ProductOrder
from app.core.context import RequestContext
from app.execution import batched
from schema.catalog.inputs import read_filters
from schema.catalog.listing import Filters, listed_products, product_list_request
from schema.catalog.types.products import Product
from schema.core.caching import cached
from schema.core.connections import After, Connection, First
from schema.core.nodes import Node


@strawberry.type(description="A set of products put together by hand, across categories.", directives=[cached(300)])
class Collection(Node):
    cache_tag = "key"

    slug: str = strawberry.field(description="A readable key for addresses and filters, unique among collections.")
    name: str = strawberry.field(description="The name, in the first language of the request's chain that has one.")
    key: strawberry.Private[UUID]

    @batched(description="What belongs here: safe HTML; may be empty.")
    @staticmethod
    async def description(ctx: RequestContext, parents: Sequence["Collection"]) -> Sequence[str]:
        keys = [collection.key for collection in parents]
        found = await catalog.collection_descriptions(ctx.db, keys, ctx.place.language_chain)
        return [found.get(key, "") for key in keys]

    @batched(description="The products, in the order in which they were put together.", lists=listed_products)
    @staticmethod
    async def products(
        ctx: RequestContext,
        parents: Sequence["Collection"],
        first: First = 20,
        after: After = strawberry.UNSET,
        filters: Filters = strawberry.UNSET,
    ) -> Sequence[Connection[Product]]:
        keys = [collection.key for collection in parents]
        request = product_list_request(ctx, keys, first, after, ProductOrder.BY_HAND, read_filters(filters))
        pages = await catalog.list_products_of_collections(ctx.db, keys, request.asked)
        return request.connections(pages, Product.reader(ctx))

    @classmethod
    def of(cls, row: CollectionRow) -> Self:
        return cls(id=strawberry.ID(COLLECTION_ID.encode(row.id)), slug=row.slug, name=row.name, key=row.id)
