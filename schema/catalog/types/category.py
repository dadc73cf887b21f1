"""Categories."""

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from app import catalog
from app.admission import at_most
from app.catalog import CATEGORY_ID, CategoryRow, TextDetails
from app.core.context import RequestContext
from app.core.together import read_together
from app.execution import batched
from app.freshness import CATEGORIES
from schema.catalog.inputs import ProductSort
from schema.catalog.listing import Filters, ProductConnection, Sort, listed_products, products_of
from schema.catalog.types.localization import ContentLocalization
from schema.catalog.types.metadata import MetadataKeys, of_keys
from schema.catalog.types.seo import Seo, seo_of_texts
from schema.core.caching import cached
from schema.core.connections import After, First
from schema.core.nodes import Node
from schema.core.scalars import JSON
from search import ListKind

if TYPE_CHECKING:
    from schema.catalog.types.products import Product


def _details(ctx: RequestContext, parents: Sequence["Category"]) -> Awaitable[dict[UUID, TextDetails]]:
    keys, chain = [category.key for category in parents], ctx.place.language_chain
    return read_together(ctx, "category", keys, (), lambda ids, _: catalog.category_details(ctx.db, ids, chain))


@strawberry.type(description="A node of the tree into which products are sorted.", directives=[cached(300)])
class Category(Node):
    cache_tag = "key"

    slug: str = strawberry.field(
        description="A readable key for addresses and filters in the language of the name, unique among categories."
    )
    handle: str = strawberry.field(description="The slug that is the same in every language.")
    name: str = strawberry.field(description="The name, in the language that `localization` tells.")
    key: strawberry.Private[UUID]
    parent_key: strawberry.Private[UUID | None]
    way: strawberry.Private[Sequence[CategoryRow]] = ()
    """Where it was read with the category."""

    @batched(description="What belongs here: safe HTML; may be empty.")
    @staticmethod
    async def description(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence[str]:
        found = await _details(ctx, parents)
        return [found[category.key].description for category in parents]

    @batched(description="Which language its texts are in.")
    @staticmethod
    async def localization(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence[ContentLocalization]:
        found, request_tag = await _details(ctx, parents), ctx.place.language_tag
        return [ContentLocalization.of(found[category.key].language_tag, request_tag) for category in parents]

    @batched(description="What search engines are told of its page.")
    @staticmethod
    async def seo(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence[Seo]:
        found = await _details(ctx, parents)
        return [await seo_of_texts(ctx, found[category.key]) for category in parents]

    @batched(description="What the merchant keeps here for its own programs, as a JSON object.")
    @staticmethod
    async def metadata(
        ctx: RequestContext, parents: Sequence["Category"], keys: MetadataKeys = strawberry.UNSET
    ) -> Sequence[JSON]:
        found = await _details(ctx, parents)
        return [JSON(of_keys(found[category.key].metadata, keys)) for category in parents]

    @batched(description="The category above; null at the top of the tree.")
    @staticmethod
    async def parent(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence["Category | None"]:
        keys = [category.parent_key for category in parents if category.parent_key]
        found = await catalog.categories_by_ids(ctx.db, keys, ctx.place.language_chain) if keys else {}
        return [Category.of(found[each.parent_key]) if each.parent_key in found else None for each in parents]

    @batched(description="The categories directly below, in their order.", lists=(CATEGORIES,), hints=[at_most(20)])
    @staticmethod
    async def children(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence[list["Category"]]:
        found = await catalog.child_categories(ctx.db, [each.key for each in parents], ctx.place.language_chain)
        return [[Category.of(row) for row in found[category.key]] for category in parents]

    @batched(description="The way from the top of the tree down to this category, itself included.", hints=[at_most(5)])
    @staticmethod
    async def breadcrumbs(ctx: RequestContext, parents: Sequence["Category"]) -> Sequence[list["Category"]]:
        keys = [category.key for category in parents if not category.way]
        found = await catalog.breadcrumbs(ctx.db, keys, ctx.place.language_chain) if keys else {}
        return [[Category.of(row) for row in category.way or found[category.key]] for category in parents]

    @batched(description="The products in this category and in all below it.", lists=listed_products)
    @staticmethod
    async def products(
        ctx: RequestContext,
        parents: Sequence["Category"],
        first: First = 20,
        after: After = strawberry.UNSET,
        sort: Sort = ProductSort.NEWEST,
        filters: Filters = strawberry.UNSET,
    ) -> Sequence[ProductConnection[Annotated["Product", strawberry.lazy("schema.catalog.types.products")]]]:
        from schema.catalog.types.products import Product  # which has a category itself

        keys = [category.key for category in parents]
        return await products_of(ctx, ListKind.CATEGORY, keys, Product.reader(ctx), first, after, sort.order, filters)

    @classmethod
    def of(cls, row: CategoryRow, way: Sequence[CategoryRow] = ()) -> Self:
        return cls(
            id=strawberry.ID(CATEGORY_ID.encode(row.id)),
            slug=row.slug,
            handle=row.handle,
            name=row.name,
            key=row.id,
            parent_key=row.parent_id,
            way=way,
        )
