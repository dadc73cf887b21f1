"""Taking a product out of the catalog."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.catalog.events import ProductChanged
from app.catalog.models import (
    BundleItem,
    CollectionProduct,
    Product,
    ProductPublication,
    ProductTranslation,
    ProductVariant,
    Slug,
)
from app.events import record

_MOST_NAMED: Final = 5


async def variants_of(session: AsyncSession, product_id: UUID) -> list[UUID]:
    """The ids of all of its variants, discontinued ones too."""
    own = select(ProductVariant.id).where(ProductVariant.product_id == product_id)
    statement = own.order_by(col(ProductVariant.id))
    return list((await session.execute(statement)).scalars())


async def bundles_with(session: AsyncSession, product_id: UUID, variant_ids: Sequence[UUID]) -> list[str]:
    """The SKUs of some bundles of other products that consist of these variants."""
    statement = (
        select(ProductVariant.sku)
        .join(BundleItem, col(BundleItem.bundle_variant_id) == col(ProductVariant.id))
        .where(
            col(BundleItem.component_variant_id).in_(variant_ids),
            col(ProductVariant.product_id) != product_id,
        )
        .distinct()
        .order_by(ProductVariant.sku)
        .limit(_MOST_NAMED)
    )
    return list((await session.execute(statement)).scalars())


async def remove_product(session: AsyncSession, product_id: UUID, now: datetime, *, keep: bool) -> None:
    """Delete a locked product, or (`keep`) only what makes it one: then its variants stay for those who know them.

    Its slugs lead nowhere from now on, and they and its SKUs are free. Records `catalog.product_changed`: those who
    follow find the product gone.
    """
    ids = select(ProductVariant.id).where(ProductVariant.product_id == product_id)
    await session.execute(delete(BundleItem).where(col(BundleItem.bundle_variant_id).in_(ids)))
    if keep:
        version = await _bury(session, product_id, now)
    else:
        statement = delete(Product).where(col(Product.id) == product_id).returning(col(Product.version))
        version = (await session.execute(statement)).scalar_one() + 1
    await session.execute(delete(Slug).where(col(Slug.owner_id) == product_id))
    await record(session, ProductChanged(product_id, version))


async def _bury(session: AsyncSession, product_id: UUID, now: datetime) -> int:
    for owned in (ProductPublication, CollectionProduct):
        await session.execute(delete(owned).where(col(owned.product_id) == product_id))
    words = update(ProductTranslation).where(col(ProductTranslation.product_id) == product_id)
    await session.execute(words.values(slug=None))
    variants = update(ProductVariant).where(col(ProductVariant.product_id) == product_id)
    freed = func.concat(ProductVariant.sku, "~", ProductVariant.id)
    await session.execute(variants.values(sku=freed, is_discontinued=True, external_id=None))
    product = update(Product).where(col(Product.id) == product_id)
    values = {
        "slug": f"deleted-{product_id}",
        "external_id": None,
        "digest": None,
        "deleted_at": now,
        "updated_at": now,
        "version": Product.version + 1,
    }
    version: int = (await session.execute(product.values(values).returning(col(Product.version)))).scalar_one()
    return version
