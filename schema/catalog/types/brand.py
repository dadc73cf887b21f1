"""Brands."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from app import catalog
from app.catalog import BRAND_ID, BrandDetails, BrandRow
from app.core.context import RequestContext
from app.core.together import read_together
from app.execution import batched
from schema.catalog.inputs import ProductSort
from schema.catalog.listing import Filters, ProductConnection, Sort, listed_products, products_of
from schema.catalog.types.metadata import MetadataKeys, of_keys
from schema.core.caching import cached
from schema.core.connections import After, First
from schema.core.nodes import Node
from schema.core.scalars import JSON, URL
from search import ListKind

if TYPE_CHECKING:
    from schema.catalog.types.products import Product


async def _details(ctx: RequestContext, keys: Sequence[UUID]) -> dict[UUID, BrandDetails]:
    chain = ctx.place.language_chain
    return await read_together(ctx, BrandDetails, keys, (), lambda ids, _: catalog.brand_details(ctx.db, ids, chain))


@strawberry.type(description="A maker's mark.", directives=[cached(300)])
class Brand(Node):
    cache_tag = "key"

    slug: str = strawberry.field(description="A readable key for addresses and filters, unique among brands.")
    name: str = strawberry.field(description="The name, the same in every language.")
    key: strawberry.Private[UUID]

    @batched(description="What there is to say of it: safe HTML in the request's language; may be empty.")
    @staticmethod
    async def description(ctx: RequestContext, parents: Sequence["Brand"]) -> Sequence[str]:
        keys = [brand.key for brand in parents]
        found = await _details(ctx, keys)
        return [found[key].description if key in found else "" for key in keys]

    @batched(description="Where the maker presents itself; null where that is not known.")
    @staticmethod
    async def website(ctx: RequestContext, parents: Sequence["Brand"]) -> Sequence[URL | None]:
        keys = [brand.key for brand in parents]
        found = await _details(ctx, keys)
        sites = [found[key].website if key in found else None for key in keys]
        return [URL(site) if site else None for site in sites]

    @batched(description="What the merchant keeps here for its own programs, as a JSON object.")
    @staticmethod
    async def metadata(
        ctx: RequestContext, parents: Sequence["Brand"], keys: MetadataKeys = strawberry.UNSET
    ) -> Sequence[JSON]:
        found = await _details(ctx, [brand.key for brand in parents])
        return [JSON(of_keys(found[brand.key].metadata if brand.key in found else {}, keys)) for brand in parents]

    @batched(description="The products of this brand.", lists=listed_products)
    @staticmethod
    async def products(
        ctx: RequestContext,
        parents: Sequence["Brand"],
        first: First = 20,
        after: After = strawberry.UNSET,
        sort: Sort = ProductSort.NEWEST,
        filters: Filters = strawberry.UNSET,
    ) -> Sequence[ProductConnection[Annotated["Product", strawberry.lazy("schema.catalog.types.products")]]]:
        from schema.catalog.types.products import Product  # which has a brand itself

        keys = [brand.key for brand in parents]
        return await products_of(ctx, ListKind.BRAND, keys, Product.reader(ctx), first, after, sort.order, filters)

    @classmethod
    def of(cls, row: BrandRow) -> Self:
        return cls(id=strawberry.ID(BRAND_ID.encode(row.id)), slug=row.slug, name=row.name, key=row.id)
