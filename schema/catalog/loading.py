"""Objects of the catalog by their ids, for `node`, and for the parts of the schema that point at them."""

from collections.abc import Sequence
from uuid import UUID

from app import catalog
from app.catalog import BRAND_ID, CATEGORY_ID, COLLECTION_ID, MEDIA_ID, PRODUCT_ID, VARIANT_ID
from app.core.context import RequestContext
from schema.catalog.types.brand import Brand
from schema.catalog.types.category import Category
from schema.catalog.types.collection import Collection
from schema.catalog.types.media import Media
from schema.catalog.types.products import Product
from schema.catalog.types.variants import ProductVariant
from schema.core.nodes import register_node


async def load_products(ctx: RequestContext, ids: Sequence[UUID]) -> list[Product | None]:
    """The products that shoppers may see, in the order of the ids."""
    rows = await catalog.products_by_ids(ctx.db, ids, ctx.place.language_chain, catalog.Audience.of(ctx.place, ctx.now))
    show = Product.reader(ctx)
    return [show(row) if row else None for row in rows]


async def load_variants(ctx: RequestContext, ids: Sequence[UUID]) -> list[ProductVariant | None]:
    """The variants that shoppers may see, in the order of the ids."""
    found = await catalog.offered_variants(
        ctx.db, ids, ctx.place.language_chain, catalog.Audience.of(ctx.place, ctx.now)
    )
    return [ProductVariant.of(found[each]) if each in found else None for each in ids]


async def load_variants_as_shown(ctx: RequestContext, ids: Sequence[UUID]) -> list[ProductVariant | None]:
    """The variants that stand in a cart or an order, still offered or not, in the order of the ids."""
    found = await catalog.variants_as_shown(ctx.db, ids, ctx.place.language_chain)
    return [ProductVariant.of(found[each]) if each in found else None for each in ids]


async def load_categories(ctx: RequestContext, ids: Sequence[UUID]) -> list[Category | None]:
    """Categories in the order of the ids."""
    found = await catalog.categories_by_ids(ctx.db, ids, ctx.place.language_chain)
    return [Category.of(found[each]) if each in found else None for each in ids]


async def load_collections(ctx: RequestContext, ids: Sequence[UUID]) -> list[Collection | None]:
    """Collections in the order of the ids."""
    found = await catalog.collections_by_ids(ctx.db, ids, ctx.place.language_chain)
    return [Collection.of(found[each]) if each in found else None for each in ids]


async def load_brands(ctx: RequestContext, ids: Sequence[UUID]) -> list[Brand | None]:
    """Brands in the order of the ids."""
    found = await catalog.brands_by_ids(ctx.db, ids)
    return [Brand.of(found[each]) if each in found else None for each in ids]


async def load_media(ctx: RequestContext, ids: Sequence[UUID]) -> list[Media | None]:
    """Media of products that shoppers may see, in the order of the ids."""
    found = await catalog.media_by_ids(ctx.db, ids, ctx.place.language_chain, catalog.Audience.of(ctx.place, ctx.now))
    return [Media.of(ctx, found[each]) if each in found else None for each in ids]


register_node(PRODUCT_ID, load_products)
register_node(VARIANT_ID, load_variants)
register_node(CATEGORY_ID, load_categories)
register_node(COLLECTION_ID, load_collections)
register_node(BRAND_ID, load_brands)
register_node(MEDIA_ID, load_media)
