"""What the engine is told of a product: a document per language, made of what catalog, pricing and inventory export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from app.catalog import (
    CategoryRow,
    CurrentPublication,
    IndexedAttribute,
    IndexedVariant,
    ProductRow,
    attributes_of_products,
    breadcrumbs,
    collections_of_products,
    current_publications,
    indexed_attributes,
    indexed_variants,
    options_of_products,
    plain_text,
    product_descriptions,
    products_of_variants,
    restrictions_of_products,
)
from app.core.db import Database
from app.inventory import available_quantities
from app.markets import Atlas
from app.pricing import PriceBook, StoredPrices, stored_prices
from search.documents.codes import codes_of
from search.documents.described import Stored, option_words, spelled_too, values_of, words_of
from search.documents.marks import without_marks
from search.documents.numbers import moment_number, tag_key
from search.documents.prices import price_fields

Document = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where documents are read from, and for which languages."""

    database: Database
    chains: Mapping[str, tuple[str, ...]]
    """Of each language that some market offers, by its tag: the languages to look for a text in."""
    book: PriceBook

    @classmethod
    def of(cls, database: Database, atlas: Atlas, book: PriceBook) -> Self:
        """The languages of this atlas, with the sales of this book."""
        tags = sorted({tag for market in atlas.markets for tag in market.language_tags})
        return cls(database, {tag: atlas.language_chain(tag) for tag in tags}, book)


@dataclass(frozen=True)
class _Shared:
    """What is the same in every language."""

    publications: list[CurrentPublication]
    variants: list[IndexedVariant]
    said: list[Stored]
    """What attributes say of the product, and of each variant."""
    collection_ids: list[UUID]
    restricted_in: list[str]
    prices: StoredPrices | None
    in_stock: bool


async def load_documents(source: Source, product_ids: Sequence[UUID], now: datetime) -> dict[str, list[Document]]:
    """By language: the documents of those products that are published through some channel, in the order of the ids."""
    publications = await current_publications(source.database, product_ids, now)
    public_ids = [product_id for product_id in product_ids if publications[product_id]]
    if not public_ids:
        return {tag: [] for tag in source.chains}
    shared = await _load_shared(source, public_ids, publications, now)
    attributes = await indexed_attributes(source.database)
    plain: dict[UUID, Document] = {}
    documents = {}
    for tag, chain in source.chains.items():
        products = [row for row in await products_of_variants(source.database, public_ids, chain) if row]
        plain |= {row.id: _document(row, shared[row.id], attributes, now) for row in products if row.id not in plain}
        descriptions = await product_descriptions(source.database, public_ids, chain)
        category_ids = {row.category_id for row in products if row.category_id}
        ways = await breadcrumbs(source.database, sorted(category_ids), chain)
        options = await options_of_products(source.database, public_ids, chain)
        documents[tag] = [
            plain[row.id]
            | spelled_too(
                _texts(
                    row,
                    descriptions.get(row.id, ""),
                    ways[row.category_id] if row.category_id else [],
                    [*words_of(attributes, shared[row.id].said, chain), *option_words(options[row.id])],
                ),
                row.brand_name,
                tag,
            )
            for row in products
        ]
    return documents


async def _load_shared(
    source: Source,
    product_ids: Sequence[UUID],
    publications: Mapping[UUID, list[CurrentPublication]],
    now: datetime,
) -> dict[UUID, _Shared]:
    variants = await indexed_variants(source.database, product_ids)
    variant_ids = [variant.id for found in variants.values() for variant in found]
    collections = await collections_of_products(source.database, product_ids)
    restrictions = await restrictions_of_products(source.database, product_ids)
    described = await attributes_of_products(source.database, product_ids)
    available = await available_quantities(source.database, variant_ids)
    prices = await stored_prices(source.database, source.book, product_ids, now, frozenset(variant_ids))
    return {
        product_id: _Shared(
            publications=publications[product_id],
            variants=found,
            said=[described[product_id], *(variant.attributes for variant in found)],
            collection_ids=collections[product_id],
            restricted_in=list(restrictions[product_id]),
            prices=prices.get(product_id),
            in_stock=any(available[variant.id] for variant in found),
        )
        for product_id, found in variants.items()
    }


def _document(row: ProductRow, shared: _Shared, attributes: Sequence[IndexedAttribute], now: datetime) -> Document:
    """What is the same in every language, made once for all."""
    return {
        "id": row.id.hex,
        "skus": [variant.sku for variant in shared.variants],
        "gtins": [variant.gtin for variant in shared.variants if variant.gtin],
        "codes": codes_of(code for variant in shared.variants for code in (variant.sku, variant.gtin) if code),
        "brand": row.brand_name,
        "brand_id": row.brand_id.hex if row.brand_id else None,
        "collection_ids": [collection_id.hex for collection_id in shared.collection_ids],
        "product_type": row.product_type,
        "visible_in": [place for publication in shared.publications for place in _places(publication, now)],
        "has_safety_data": any(publication.has_safety_data for publication in shared.publications),
        "restricted_in": shared.restricted_in,
        "published": {each.channel_code: moment_number(each.starts_at) for each in shared.publications},
        "published_at": min(moment_number(each.starts_at) for each in shared.publications),
        "in_stock": shared.in_stock,
        "attributes": values_of(attributes, shared.said),
        **price_fields(shared.prices),
    }


def _texts(row: ProductRow, description: str, way: Sequence[CategoryRow], attribute_words: list[str]) -> Document:
    """The words of one language."""
    return {
        "name": without_marks(row.name),
        "categories": [category.name for category in way],
        "category_ids": [category.id.hex for category in way],
        "tags": [without_marks(tag) for tag in row.tags],
        "tag_keys": [tag_key(tag) for tag in row.tags],
        "attribute_words": attribute_words,
        "description": without_marks(plain_text(description)),
    }


def _places(publication: CurrentPublication, now: datetime) -> list[str]:
    """`<channel>` for all its markets, also those to come, or `<channel>:<market>` for each that sees it now."""
    codes = publication.market_codes(now)
    if codes is None:
        return [publication.channel_code]
    return [f"{publication.channel_code}:{code}" for code in codes]
