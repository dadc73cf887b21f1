"""The demo shop's catalog: brands, categories, products with their prices and stock, collections."""

import html
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain, zip_longest
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import (
    STANDARD_TAX_CLASS,
    AttributeDraft,
    AttributeValueDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    ContentDraft,
    MediaDraft,
    OperatorDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    ProductTypeDraft,
    PublicationDraft,
    Texts,
    TypeAttributeDraft,
    Upserted,
    VariantDraft,
    set_collection_products,
    upsert_attribute,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_operator,
    upsert_product,
    upsert_product_type,
)
from app.core.clock import utc_now
from app.demo.content import OperatorEntry, OptionEntry, ProductEntry, ShopContent, VariantEntry, Words
from app.demo.pictures import PICTURE_PIXELS, picture_file
from app.demo.places import Places
from app.demo.pricing import prices_of
from app.inventory import stock_up
from app.pricing import PricesOfProduct, set_product_prices

NEWEST_AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
"""When the newest product was published; each of the others came twelve hours before the next."""
INTERVAL = timedelta(hours=12)
CHANNEL = "default"
"""Through which the products are seen."""

_CONTENT_UNITS = {"ml": "milliliter", "g": "gram"}
"""Of the values of the options that say how much is in a variant, such as `ml-250`."""
_TAX_CLASSES = {"food": "food"}
"""By product type; all else is taxed at the standard rate."""
_CONTENT_OPTIONS = ("volume", "net-weight")


class Maker(NamedTuple):
    """A brand, and who answers for its products."""

    brand_id: UUID
    manufacturer: str
    manufacturer_id: UUID
    responsible_person: str | None
    responsible_person_id: UUID | None


@dataclass(frozen=True)
class Taxonomy:
    """What products are sorted into, by slug."""

    makers: Mapping[str, Maker]
    """By brand."""
    categories: Mapping[str, UUID]

    @property
    def brands(self) -> dict[str, UUID]:
        return {slug: maker.brand_id for slug, maker in self.makers.items()}


def newest_first(content: ShopContent) -> list[ProductEntry]:
    """The products in the order of the front page: the first of each kind, then the second of each, and so on."""
    kinds: dict[str, list[ProductEntry]] = {}
    for product in content.products:
        kinds.setdefault(product.product_type, []).append(product)
    return [product for product in chain.from_iterable(zip_longest(*kinds.values())) if product]


async def write_taxonomy(session: AsyncSession, content: ShopContent) -> Taxonomy:
    """Write types with their attributes, operators, brands, and categories, parents first."""
    await _write_types(session, content)
    operators = {
        operator.code: (await upsert_operator(session, _operator_draft(operator))).id for operator in content.operators
    }
    makers = {
        brand.slug: Maker(
            (await upsert_brand(session, BrandDraft(brand.slug, brand.name))).id,
            brand.manufacturer,
            operators[brand.manufacturer],
            brand.responsible_person,
            operators[brand.responsible_person] if brand.responsible_person else None,
        )
        for brand in content.brands
    }
    categories: dict[str, UUID] = {}
    siblings: Counter[str | None] = Counter()
    for category in content.categories:
        draft = CategoryDraft(
            slug=category.slug,
            translations=_texts(category.translations),
            parent=category.parent,
            position=siblings[category.parent],
        )
        siblings[category.parent] += 1
        categories[category.slug] = (await upsert_category(session, draft)).id
    return Taxonomy(makers, categories)


def _operator_draft(operator: OperatorEntry) -> OperatorDraft:
    return OperatorDraft(
        code=operator.code,
        name=operator.name,
        address_lines=tuple(operator.address_lines),
        country_code=operator.country_code,
        email=operator.email,
        website=operator.website,
    )


async def _write_types(session: AsyncSession, content: ShopContent) -> None:
    for attribute in content.attributes:
        await upsert_attribute(
            session,
            AttributeDraft(
                code=attribute.code,
                names=attribute.names,
                kind=attribute.kind,
                unit=attribute.unit,
                is_localizable=attribute.is_localizable,
                is_filterable=attribute.is_filterable,
                is_searchable=attribute.is_searchable,
                values=tuple(AttributeValueDraft(value.code, value.names) for value in attribute.values),
            ),
        )
    for kind in content.product_types:
        attributes = tuple(TypeAttributeDraft(code) for code in kind.attributes)
        await upsert_product_type(session, ProductTypeDraft(kind.code, kind.names, attributes))


async def write_product(
    session: AsyncSession, product: ProductEntry, rank: int, content: ShopContent, taxonomy: Taxonomy, places: Places
) -> Upserted:
    """Write a product with its prices and its first stock; `rank` 0 is the newest. What is in stock stays as it is."""
    draft = product_draft(product, content.options, taxonomy.makers[product.brand], NEWEST_AT - rank * INTERVAL)
    written = await upsert_product(session, draft, utc_now())
    prices = prices_of(product, written.variant_ids, content.pricing, places.price_lists, places.more_price_lists)
    list_ids = {*places.price_lists.values(), *places.more_price_lists.values()}
    await set_product_prices(session, PricesOfProduct(written.id, list_ids, prices, is_whole=True))
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
    product: ProductEntry, options: Mapping[str, OptionEntry], maker: Maker, published_at: datetime
) -> ProductDraft:
    """The product as the catalog takes it, with its picture described by its name in every language."""
    return ProductDraft(
        slug=product.slug,
        product_type=product.product_type,
        tax_class=_TAX_CLASSES.get(product.product_type, STANDARD_TAX_CLASS),
        translations=_texts(product.translations),
        variants=tuple(
            VariantDraft(
                sku=variant.sku,
                choices=variant.options,
                weight_grams=variant.weight_grams,
                content=_content(product, variant),
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
        brand=product.brand,
        category=product.category,
        manufacturer=maker.manufacturer,
        responsible_person=maker.responsible_person,
        tags=tuple(product.tags),
        attributes=product.attributes,
        publications=(PublicationDraft(CHANNEL, published_at),),
    )


def _content(product: ProductEntry, variant: VariantEntry) -> ContentDraft | None:
    """How much is in it, of what people eat and use up: what the files say, or the option by which it is chosen."""
    if variant.content is not None:
        return ContentDraft(variant.content.quantity, variant.content.unit)
    if product.product_type not in ("beauty", "food"):
        return None
    for option in _CONTENT_OPTIONS:
        if option in variant.options:
            unit, _, quantity = variant.options[option].partition("-")
            return ContentDraft(Decimal(quantity), _CONTENT_UNITS[unit])
    return None


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
