"""The demo shop's catalog: brands, categories, products with their prices and stock, collections."""

import html
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import (
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    MediaDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    Texts,
    Upserted,
    VariantDraft,
    set_collection_products,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_product,
)
from app.core.money import parse_amount
from app.demo.content import OptionEntry, ProductEntry, ShopContent, Words
from app.demo.pictures import PICTURE_PIXELS, picture_file
from app.demo.places import Places
from app.inventory import stock_up
from app.pricing import set_prices

NEWEST_AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
"""When the newest product was published; each of the others came twelve hours before the next."""
INTERVAL = timedelta(hours=12)


@dataclass(frozen=True)
class Taxonomy:
    """What products are sorted into, by slug."""

    brands: Mapping[str, UUID]
    categories: Mapping[str, UUID]


def newest_first(content: ShopContent) -> list[ProductEntry]:
    """The products in the order of the front page: the first of each kind, then the second of each, and so on."""
    kinds: dict[str, list[ProductEntry]] = {}
    for product in content.products:
        kinds.setdefault(product.product_type, []).append(product)
    return [product for product in chain.from_iterable(zip_longest(*kinds.values())) if product]


async def write_taxonomy(session: AsyncSession, content: ShopContent) -> Taxonomy:
    """Write brands and categories, parents first."""
    brands = {
        brand.slug: (await upsert_brand(session, BrandDraft(brand.slug, brand.name))).id for brand in content.brands
    }
    categories: dict[str, UUID] = {}
    siblings: Counter[str | None] = Counter()
    for category in content.categories:
        draft = CategoryDraft(
            slug=category.slug,
            translations=_texts(category.translations),
            parent_id=categories[category.parent] if category.parent else None,
            position=siblings[category.parent],
        )
        siblings[category.parent] += 1
        categories[category.slug] = (await upsert_category(session, draft)).id
    return Taxonomy(brands, categories)


async def write_product(
    session: AsyncSession, product: ProductEntry, rank: int, content: ShopContent, taxonomy: Taxonomy, places: Places
) -> Upserted:
    """Write a product with its prices and its first stock; `rank` 0 is the newest. What is in stock stays as it is."""
    draft = product_draft(product, content.options, taxonomy, NEWEST_AT - rank * INTERVAL)
    written = await upsert_product(session, draft)
    prices = {
        price_list_id: {
            written.variant_ids[variant.sku]: parse_amount(variant.prices[currency_code], currency_code)
            for variant in product.variants
        }
        for currency_code, price_list_id in places.price_lists.items()
    }
    await set_prices(session, written.id, prices)
    pieces = {
        (places.warehouses[warehouse], written.variant_ids[variant.sku]): on_hand
        for variant in product.variants
        for warehouse, on_hand in variant.stock.items()
    }
    await stock_up(session, pieces)
    return written


async def write_collections(session: AsyncSession, content: ShopContent, products: Mapping[str, UUID]) -> None:
    """Write the collections, with their products (id by slug) in the order of the mapping."""
    members = {product.slug: product.collections for product in content.products}
    for collection in content.collections:
        draft = CollectionDraft(collection.slug, _texts(collection.translations))
        written = await upsert_collection(session, draft)
        inside = [product_id for slug, product_id in products.items() if collection.slug in members[slug]]
        await set_collection_products(session, written.id, inside)


def product_draft(
    product: ProductEntry, options: Mapping[str, OptionEntry], taxonomy: Taxonomy, published_at: datetime
) -> ProductDraft:
    """The product as the catalog takes it, with its picture described by its name in every language."""
    return ProductDraft(
        slug=product.slug,
        product_type=product.product_type,
        translations=_texts(product.translations),
        variants=tuple(
            VariantDraft(
                sku=variant.sku,
                choices=variant.options,
                weight_grams=variant.weight_grams,
                hs_code=product.hs_code,
                origin_country_code=product.origin_country_code,
            )
            for variant in product.variants
        ),
        options=tuple(_option_draft(code, options[code], product) for code in product.options),
        media=(
            MediaDraft(
                source=picture_file(product.slug),
                alts={tag: words.name for tag, words in product.translations.items()},
                width=PICTURE_PIXELS,
                height=PICTURE_PIXELS,
            ),
        ),
        brand_id=taxonomy.brands[product.brand],
        category_id=taxonomy.categories[product.category],
        tags=tuple(product.tags),
        published_at=published_at,
    )


def _option_draft(code: str, option: OptionEntry, product: ProductEntry) -> OptionDraft:
    """The option with those of its values that the product comes in, in their own order."""
    chosen = {variant.options[code] for variant in product.variants}
    values = [OptionValueDraft(key, value.names, value.swatch) for key, value in option.values.items() if key in chosen]
    return OptionDraft(code, option.names, tuple(values))


def _texts(translations: Mapping[str, Words]) -> dict[str, Texts]:
    """The files hold plain text; the catalog takes HTML."""
    return {tag: Texts(words.name, _paragraph(words.description)) for tag, words in translations.items()}


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text, quote=False)}</p>"
