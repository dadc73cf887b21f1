"""A bundle, written with plain rows: a shirt and two mugs as one article."""

from uuid import UUID

from app.catalog.models import BundleItem, Product, ProductTranslation, ProductVariant
from app.core.db import Database
from tests.support.shop import PUBLISHED_AT, Shop, add_rows, published


async def add_bundle(database: Database, shop: Shop) -> UUID:
    """The variant of the gift set."""
    product = Product(slug="gift-set", product_type="home", has_safety_data=True)
    variant = ProductVariant(product_id=product.id, sku="GIFT-SET", position=0, names={"en": ""}, weight_grams=1200)
    items = [
        BundleItem(bundle_variant_id=variant.id, component_variant_id=shop.shirt_m, quantity=1, position=0),
        BundleItem(bundle_variant_id=variant.id, component_variant_id=shop.mug_variant, quantity=2, position=1),
    ]
    words = ProductTranslation(product_id=product.id, language_tag="en", name="Gift set")
    async with database.transaction() as session:
        await add_rows(session, [product], [words, published(product, PUBLISHED_AT)], [variant], items)
    return variant.id
