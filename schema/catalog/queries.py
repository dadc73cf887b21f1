"""Root fields of the catalog."""

from typing import Annotated

import strawberry

from app import catalog
from app.admission import at_most
from app.catalog import PRODUCT_ID
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import page_size, read_cursor, write_cursor
from app.execution import root
from app.freshness import CATEGORIES, COLLECTIONS, PRODUCTS
from schema.catalog.inputs import ProductSort, findable, read_filters
from schema.catalog.listing import Filters, Sort, listed_products, product_list_request, single_cursor
from schema.catalog.loading import load_products
from schema.catalog.paging import list_context
from schema.catalog.types.collection import Collection
from schema.catalog.types.products import Category, Product
from schema.core.connections import After, Connection, First

Slug = Annotated[str, strawberry.argument(description="The slug.")]
MaybeSlug = Annotated[str | None, strawberry.argument(description="The slug. Give either this or the id.")]
MaybeId = Annotated[strawberry.ID | None, strawberry.argument(description="The id. Give either this or the slug.")]
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
        id: MaybeId = strawberry.UNSET,  # noqa: A002 - the argument's name is the contract's
    ) -> Product | None:
        if bool(slug) == bool(id):
            raise RequestError("BAD_USER_INPUT", "Give either `slug` or `id`, and not both.")
        if slug:
            row = await catalog.product_by_slug(ctx.db, findable(slug), ctx.place.language_chain, ctx.now)
            return Product.reader(ctx)(row) if row else None
        key = PRODUCT_ID.decode(id or "")
        return (await load_products(ctx, [key]))[0] if key else None

    @root(description="The products of the shop.", lists=listed_products)
    @staticmethod
    async def products(
        ctx: RequestContext,
        first: First = 20,
        after: After = strawberry.UNSET,
        sort: Sort = ProductSort.NEWEST,
        filters: Filters = strawberry.UNSET,
    ) -> Connection[Product]:
        request = product_list_request(ctx, [None], first, after, sort.order, read_filters(filters))
        page = await catalog.list_products(ctx.db, request.asked)
        return request.connections([page], Product.reader(ctx))[0]

    @root(description="The category with this slug; null where there is none.", absent_from=(CATEGORIES,))
    @staticmethod
    async def category(ctx: RequestContext, slug: Slug) -> Category | None:
        row = await catalog.category_by_slug(ctx.db, findable(slug), ctx.place.language_chain)
        return Category.of(row) if row else None

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
        parent = await catalog.category_by_slug(ctx.db, findable(parent_slug), chain)
        children = (await catalog.child_categories(ctx.db, [parent.id], chain))[parent.id] if parent else []
        return [Category.of(row) for row in children]

    @root(description="The collection with this slug; null where there is none.", absent_from=(COLLECTIONS,))
    @staticmethod
    async def collection(ctx: RequestContext, slug: Slug) -> Collection | None:
        row = await catalog.collection_by_slug(ctx.db, findable(slug), ctx.place.language_chain)
        return Collection.of(row) if row else None

    @root(description="All collections, by their slugs.", lists=(COLLECTIONS,))
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
        return Connection.of(page, Collection.of, lambda row: write_cursor(context, row.slug), after=cursor)
