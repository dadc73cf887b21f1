"""All products in the order of an export."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import BundleItem, Product, ProductVariant
from app.core.reads import table_of

_product = table_of(Product).c
_variant = table_of(ProductVariant).c
_item = table_of(BundleItem).c

_HAS_BUNDLES: Final = (
    select(_item.bundle_variant_id)
    .join_from(table_of(ProductVariant), table_of(BundleItem), _item.bundle_variant_id == _variant.id)
    .where(_variant.product_id == _product.id)
    .exists()
)
_ORDERED: Final = (
    select(_product.id).where(_product.deleted_at.is_(None)).order_by(_HAS_BUNDLES, _product.slug.collate("C"))
)
"""Bundles last, for they name variants of others; by bytes, so that it is the same whatever the database's language."""
_COUNT: Final = select(func.count()).where(_product.deleted_at.is_(None))


async def count_all_products(session: AsyncSession) -> int:
    """How many there are, published or not."""
    count: int = (await session.execute(_COUNT)).scalar_one()
    return count


async def product_ids_in_order(session: AsyncSession, page: int) -> AsyncIterator[list[UUID]]:
    """The ids of all products, so many at a time, by their slugs and bundles last. A cursor of the session: it holds
    one page, and sees the catalog as it was at the beginning."""
    rows = await session.stream(_ORDERED, execution_options={"yield_per": page})
    async for part in rows.scalars().partitions(page):
        yield list(part)
