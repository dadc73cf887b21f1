"""Collections."""

from collections.abc import Awaitable, Sequence
from typing import Self
from uuid import UUID

import strawberry

from app import catalog
from app.catalog import COLLECTION_ID, CollectionRow, TextDetails
from app.core.context import RequestContext
from app.core.together import read_together
from app.execution import batched
from schema.catalog.inputs import CollectionProductSort
from schema.catalog.listing import CollectionSort, Filters, ProductConnection, listed_products, products_of
from schema.catalog.types.localization import ContentLocalization
from schema.catalog.types.metadata import MetadataKeys, of_keys
from schema.catalog.types.products import Product
from schema.catalog.types.seo import Seo, seo_of_texts
from schema.core.caching import cached
from schema.core.connections import After, First
from schema.core.nodes import Node
from schema.core.scalars import JSON
from search import ListKind


def _details(ctx: RequestContext, parents: Sequence["Collection"]) -> Awaitable[dict[UUID, TextDetails]]:
    keys, chain = [collection.key for collection in parents], ctx.place.language_chain
    return read_together(ctx, "collection", keys, (), lambda ids, _: catalog.collection_details(ctx.db, ids, chain))


@strawberry.type(
    description="A set of products across categories, put together by hand or by a rule.", directives=[cached(300)]
)
class Collection(Node):
    cache_tag = "key"

    slug: str = strawberry.field(
        description="A readable key for addresses and filters in the language of the name, unique among collections."
    )
    handle: str = strawberry.field(description="The slug that is the same in every language.")
    name: str = strawberry.field(description="The name, in the language that `localization` tells.")
    key: strawberry.Private[UUID]

    @batched(description="What belongs here: safe HTML; may be empty.")
    @staticmethod
    async def description(ctx: RequestContext, parents: Sequence["Collection"]) -> Sequence[str]:
        found = await _details(ctx, parents)
        return [found[collection.key].description for collection in parents]

    @batched(description="Which language its texts are in.")
    @staticmethod
    async def localization(ctx: RequestContext, parents: Sequence["Collection"]) -> Sequence[ContentLocalization]:
        found, request_tag = await _details(ctx, parents), ctx.place.language_tag
        return [ContentLocalization.of(found[collection.key].language_tag, request_tag) for collection in parents]

    @batched(description="What search engines are told of its page.")
    @staticmethod
    async def seo(ctx: RequestContext, parents: Sequence["Collection"]) -> Sequence[Seo]:
        found = await _details(ctx, parents)
        return [await seo_of_texts(ctx, found[collection.key]) for collection in parents]

    @batched(description="What the merchant keeps here for its own programs, as a JSON object.")
    @staticmethod
    async def metadata(
        ctx: RequestContext, parents: Sequence["Collection"], keys: MetadataKeys = strawberry.UNSET
    ) -> Sequence[JSON]:
        found = await _details(ctx, parents)
        return [JSON(of_keys(found[collection.key].metadata, keys)) for collection in parents]

    @batched(
        description="The products, as the collection was put together unless sorted otherwise.", lists=listed_products
    )
    @staticmethod
    async def products(
        ctx: RequestContext,
        parents: Sequence["Collection"],
        first: First = 20,
        after: After = strawberry.UNSET,
        sort: CollectionSort = CollectionProductSort.MANUAL,
        filters: Filters = strawberry.UNSET,
    ) -> Sequence[ProductConnection[Product]]:
        keys = [collection.key for collection in parents]
        return await products_of(ctx, ListKind.COLLECTION, keys, Product.reader(ctx), first, after, sort.order, filters)

    @classmethod
    def of(cls, row: CollectionRow) -> Self:
        return cls(
            id=strawberry.ID(COLLECTION_ID.encode(row.id)), slug=row.slug, handle=row.handle, name=row.name, key=row.id
        )
