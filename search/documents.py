"""What the engine is told of a product: a document per language, made of what catalog, pricing and inventory export."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from app.catalog import (
    CategoryRow,
    CurrentPublication,
    IndexedVariant,
    ProductRow,
    attributes_of_products,
    breadcrumbs,
    collections_of_products,
    current_publications,
    indexed_attributes,
    indexed_variants,
    plain_text,
    product_descriptions,
    products_of_variants,
    restrictions_of_products,
)
from app.core.db import Database
from app.inventory import available_quantities
from app.markets import Atlas, resolve_place
from app.pricing import PriceBook, Shopper, prices_of_variants
from search.conditions import moment_number, prices_of
from search.described import Stored, values_of, words_of
from search.highlights import without_marks

Document = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where documents are read from, and for which languages and shoppers."""

    database: Database
    chains: Mapping[str, tuple[str, ...]]
    """Of each language that some market offers, by its tag: the languages to look for a text in."""
    shoppers: Mapping[str, Shopper]
    """Of each market and each currency that it offers, by `prices_of`: who stands for all that shop there. Anybody,
    who has goods sent to the market's default country, through the first channel that sells there."""
    book: PriceBook

    @classmethod
    def of(cls, database: Database, atlas: Atlas, book: PriceBook) -> Self:
        """The languages and markets of this atlas, with what this book says."""
        tags = sorted({tag for market in atlas.markets for tag in market.language_tags})
        return cls(database, {tag: atlas.language_chain(tag) for tag in tags}, dict(_shoppers(atlas)), book)

    def next_change(self, now: datetime) -> datetime | None:
        """The first moment after this one at which a price in the documents may change by the clock alone, but for
        prices that are dated themselves."""
        moments = (self.book.tariff(shopper, now).valid_until for shopper in self.shoppers.values())
        return min((moment for moment in moments if moment is not None), default=None)

    def is_priced_otherwise(self, before: datetime, now: datetime) -> bool:
        """Whether another tariff has come to apply to any of the shoppers between these moments."""
        return any(
            self.book.tariff(shopper, before) is not self.book.tariff(shopper, now)
            for shopper in self.shoppers.values()
        )

    def converts_by(self, pairs: Sequence[str], now: datetime) -> bool:
        """Whether any price in the documents is converted by the rate of one of these pairs (`EUR/USD`)."""
        conversions = (self.book.tariff(shopper, now).conversion for shopper in self.shoppers.values())
        used = {f"{each.rate.base_code}/{each.rate.quote_code}" for each in conversions if each is not None}
        return not used.isdisjoint(pairs)


@dataclass(frozen=True)
class _Shared:
    """What is the same in every language."""

    publications: list[CurrentPublication]
    variants: list[IndexedVariant]
    said: list[Stored]
    """What attributes say of the product, and of each variant."""
    collection_ids: list[UUID]
    restricted_in: list[str]
    amounts: dict[str, list[int]]
    """By `prices_of` of market and currency, in minor units: the displayed prices of the variants that are sold there,
    one piece of each, the least first."""
    in_stock: bool


def _shoppers(atlas: Atlas) -> Iterator[tuple[str, Shopper]]:
    """The default channel comes first; markets in which none sells have no shoppers."""
    channels = sorted(atlas.channels, key=lambda channel: (not channel.is_default, channel.code))
    for market in atlas.markets:
        channel = next((each for each in channels if each.sells_in(market)), None)
        if channel is None:
            continue
        for currency_code in market.currency_codes:
            place = resolve_place(atlas, market.default_country_code, None, currency_code, channel.code)
            yield prices_of(market.code, currency_code), Shopper.of(place)


async def load_documents(source: Source, product_ids: Sequence[UUID], now: datetime) -> dict[str, list[Document]]:
    """By language: the documents of those products that are published through some channel, in the order of the ids."""
    publications = await current_publications(source.database, product_ids, now)
    public_ids = [product_id for product_id in product_ids if publications[product_id]]
    shared = await _load_shared(source, public_ids, publications, now) if public_ids else {}
    attributes = await indexed_attributes(source.database) if public_ids else []
    documents = {}
    for tag, chain in source.chains.items():
        products = [row for row in await products_of_variants(source.database, public_ids, chain) if row]
        descriptions = await product_descriptions(source.database, public_ids, chain)
        category_ids = {row.category_id for row in products if row.category_id}
        ways = await breadcrumbs(source.database, sorted(category_ids), chain)
        documents[tag] = [
            _document(row, shared[row.id], now)
            | _texts(
                row,
                descriptions.get(row.id, ""),
                ways[row.category_id] if row.category_id else [],
                words_of(attributes, shared[row.id].said, chain),
            )
            | {"attributes": values_of(attributes, shared[row.id].said)}
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
    prices = {
        name: await prices_of_variants(source.database, source.book.tariff(shopper, now), variant_ids, moment=now)
        for name, shopper in source.shoppers.items()
    }
    return {
        product_id: _Shared(
            publications=publications[product_id],
            variants=found,
            said=[described[product_id], *(variant.attributes for variant in found)],
            collection_ids=collections[product_id],
            restricted_in=list(restrictions[product_id]),
            amounts={
                name: sorted({priced[variant.id].price.displayed for variant in found if variant.id in priced})
                for name, priced in prices.items()
                if any(variant.id in priced for variant in found)
            },
            in_stock=any(available[variant.id] for variant in found),
        )
        for product_id, found in variants.items()
    }


def _document(row: ProductRow, shared: _Shared, now: datetime) -> Document:
    """What is the same in every language, without words."""
    return {
        "id": row.id.hex,
        "skus": [variant.sku for variant in shared.variants],
        "gtins": [variant.gtin for variant in shared.variants if variant.gtin],
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
        "prices": {name: amounts[0] for name, amounts in shared.amounts.items()},
        "amounts": shared.amounts,
    }


def _texts(row: ProductRow, description: str, way: Sequence[CategoryRow], attribute_words: list[str]) -> Document:
    """The words of one language."""
    return {
        "name": without_marks(row.name),
        "categories": [category.name for category in way],
        "category_ids": [category.id.hex for category in way],
        "tags": [without_marks(tag) for tag in row.tags],
        "attribute_words": attribute_words,
        "description": without_marks(plain_text(description)),
    }


def _places(publication: CurrentPublication, now: datetime) -> list[str]:
    """`<channel>` for all its markets, also those to come, or `<channel>:<market>` for each that sees it now."""
    codes = publication.market_codes(now)
    if codes is None:
        return [publication.channel_code]
    return [f"{publication.channel_code}:{code}" for code in codes]
