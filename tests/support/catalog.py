"""More products for tests of lists, written with plain rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import select

from app.catalog.models import (
    Category,
    CategoryTranslation,
    MediaType,
    Product,
    ProductMedia,
    ProductTranslation,
    ProductVariant,
)
from app.core.db import Database
from app.pricing.models import Price, PriceList
from tests.support.shop import PUBLISHED_AT, Shop, add_rows, published

VARIANTS_EACH = 4
PUBLISHED_TOGETHER = 3
"""So many products share a moment of publication: a list must not lose or repeat one of them."""


async def add_category(database: Database, slug: str, parent_id: UUID | None = None) -> UUID:
    """A category with an English name."""
    category = Category(slug=slug, parent_id=parent_id)
    words = CategoryTranslation(category_id=category.id, language_tag="en", name=slug.title())
    async with database.transaction() as session:
        await add_rows(session, [category], [words])
    return category.id


def moment_of(number: int) -> datetime:
    """When the product with this number was published."""
    return PUBLISHED_AT - timedelta(days=1 + number // PUBLISHED_TOGETHER)


async def add_products(database: Database, shop: Shop, category_id: UUID, count: int, prefix: str) -> list[UUID]:
    """Products `<prefix>-0`, `-1` and so on, each with a picture and four variants priced 10, 20, 30, 40 everywhere."""
    async with database.transaction() as session:
        lists = (await session.execute(select(PriceList))).scalars().all()
        products = [
            Product(
                slug=f"{prefix}-{number}",
                product_type="home",
                category_id=category_id,
                has_safety_data=True,
            )
            for number in range(count)
        ]
        publications = [published(product, moment_of(number)) for number, product in enumerate(products)]
        texts = [
            ProductTranslation(product_id=product.id, language_tag="en", name=product.slug.title())
            for product in products
        ]
        media = [
            ProductMedia(
                product_id=product.id,
                type=MediaType.IMAGE,
                source=f"{product.slug}.png",
                width=1000,
                height=1000,
                alts={"en": product.slug},
                position=0,
            )
            for product in products
        ]
        variants = [variant for product in products for variant in _variants(product)]
        prices = [
            Price(
                variant_id=variant.id,
                price_list_id=price_list.id,
                product_id=variant.product_id,
                amount=(variant.position + 1) * 1000,
            )
            for variant in variants
            for price_list in lists
            if set(price_list.market_ids) & set(shop.markets.values())
        ]
        await add_rows(session, products, publications, texts, media, variants, prices)
    return [product.id for product in products]


def _variants(product: Product) -> Sequence[ProductVariant]:
    return [
        ProductVariant(
            product_id=product.id, sku=f"{product.slug}-{position}", position=position, names={"en": str(position)}
        )
        for position in range(VARIANTS_EACH)
    ]
