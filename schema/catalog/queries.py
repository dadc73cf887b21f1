"""Root fields of the catalog."""

from typing import Annotated

import strawberry

from app import catalog
from app.admission import at_most
from app.catalog import PRODUCT_ID, Audience
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import page_size, read_cursor, write_cursor
from app.execution import root
from app.freshness import BRANDS, CATEGORIES, COLLECTIONS, PRODUCTS
from schema.catalog.filters import findable
from schema.catalog.inputs import ProductSort
from schema.catalog.listing import (
    Filters,
    ProductConnection,
    Sort,
    listed_products,
    product_list_request,
    single_cursor,
)
from schema.catalog.loading import load_products
from schema.catalog.paging import list_context
from schema.catalog.types.brand import Brand
from schema.catalog.types.category import Category
from schema.catalog.types.collection import Collection
from schema.catalog.types.products import Product
from schema.core.connections import After, Connection, First

Slug = Annotated[str, strawberry.argument(description="A slug that it has in any language, or had before.")]
BrandSlug = Annotated[str, strawberry.argument(description="The slug.")]
MaybeSlug = Annotated[
    str | None,
    strawberry.argument(
        description="A slug that it has in any language, or had before. Give one of this, the handle and the id."
    ),
]
MaybeHandle = Annotated[
    str | None, strawberry.argument(description="The handle. Give one of this, the slug and the id.")
]
MaybeId = Annotated[strawberry.ID | None, strawberry.argument(description="The id.")]
ParentSlug = Annotated[
    str | None, strawberry.argument(description="List what stands directly below this category. Omitted: the tops.")
]


@strawberry.type
class CatalogQueries:
    @root(description="A product; null where there is none that shoppers may see.", absent_from=(PRODUCTS,))
    @staticmethod
    async def product(
        ctx: RequestContext,
        slug: MaybeSlug = strawberry.UNSET,
        handle: MaybeHandle = strawberry.UNSET,
        id: MaybeId = strawberry.UNSET,  # noqa: A002 - the argument's name is the contract's
    ) -> Product | None:
        if sum(map(bool, (slug, handle, id))) != 1:
            raise RequestError("BAD_USER_INPUT", "Give one of `slug`, `handle` and `id`.")
        if id:
            key = PRODUCT_ID.decode(id)
            return (await load_products(ctx, [key]))[0] if key else None
        find = catalog.product_by_slug if slug else catalog.product_by_handle
        row = await find(
            ctx.db, findable(slug or handle or ""), ctx.place.language_chain, Audience.of(ctx.place, ctx.now)
        )
        return Product.reader(ctx)(row) if row else None

    @root(description="The products of the shop.", lists=listed_products)
    @staticmethod
    async def products(
        ctx: RequestContext,
        first: First = 20,
        after: After = strawberry.UNSET,
        sort: Sort = ProductSort.NEWEST,
        filters: Filters = strawberry.UNSET,
    ) -> ProductConnection[Product]:
        request = await product_list_request(ctx, [None], first, after, sort.order, filters)
        page = await catalog.list_products(ctx.db, request.asked)
        return request.connections([page], Product.reader(ctx))[0]

    @root(description="A category; null where there is none.", absent_from=(CATEGORIES,))
    @staticmethod
    async def category(ctx: RequestContext, slug: Slug) -> Category | None:
        way = await catalog.way_to_category(ctx.db, findable(slug), ctx.place.language_chain)
        return Category.of(way[-1], way) if way else None

    @root(
        description="The tops of the category tree, or what stands directly below one category, in their order.",
        lists=(CATEGORIES,),
        hints=[at_most(20)],
    )
    @staticmethod
    async def categories(ctx: RequestContext, parent_slug: ParentSlug = strawberry.UNSET) -> list[Category]:
        chain = ctx.place.language_chain
        if not isinstance(parent_slug, str):
            return [Category.of(row) for row in await catalog.root_categories(ctx.db, chain)]
        way = await catalog.way_to_category(ctx.db, findable(parent_slug), chain)
        parent_ids = [each.id for each in way[-1:]]
        children = [
            row for rows in (await catalog.child_categories(ctx.db, parent_ids, chain)).values() for row in rows
        ]
        return [Category.of(row) for row in children]

    @root(description="A collection; null where there is none.", absent_from=(COLLECTIONS,))
    @staticmethod
    async def collection(ctx: RequestContext, slug: Slug) -> Collection | None:
        row = await catalog.collection_by_slug(ctx.db, findable(slug), ctx.place.language_chain)
        return Collection.of(row) if row else None

    @root(description="All collections, by their handles.", lists=(COLLECTIONS,))
    @staticmethod
    async def collections(
        ctx: RequestContext, first: First = 20, after: After = strawberry.UNSET
    ) -> Connection[Collection]:
        context = list_context(ctx, "collections")
        cursor = single_cursor(after, 1)
        last = str(read_cursor(cursor, context, 1)[0]) if cursor else ""
        page = await catalog.list_collections(
            ctx.db, ctx.place.language_chain, page_size(first, ctx.settings.limit_page_size), findable(last)
        )
        return Connection.of(page, Collection.of, lambda row: write_cursor(context, row.handle), after=cursor)

    @root(description="A brand; null where there is none.", absent_from=(BRANDS,))
    @staticmethod
    async def brand(ctx: RequestContext, slug: BrandSlug) -> Brand | None:
        row = await catalog.brand_by_slug(ctx.db, findable(slug))
        return Brand.of(row) if row else None

    @root(description="All brands, by their slugs.", lists=(BRANDS,))
    @staticmethod
    async def brands(ctx: RequestContext, first: First = 20, after: After = strawberry.UNSET) -> Connection[Brand]:
        context = list_context(ctx, "brands")
        cursor = single_cursor(after, 1)
        last = str(read_cursor(cursor, context, 1)[0]) if cursor else ""
        page = await catalog.list_brands(ctx.db, page_size(first, ctx.settings.limit_page_size), findable(last))
        return Connection.of(page, Brand.of, lambda row: write_cursor(context, row.slug), after=cursor)
