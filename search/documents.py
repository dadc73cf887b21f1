"""What the engine is told of a product: a document per language, made of what catalog, pricing and inventory export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, Final, Self
from uuid import UUID

from app.catalog import (
    CategoryRow,
    ProductRow,
    VariantRow,
    breadcrumbs,
    collection_slugs_of_products,
    product_descriptions,
    products_by_ids,
    variants_of_products,
)
from app.core.db import Database
from app.inventory import available_quantities
from app.markets import Atlas
from app.pricing import price_ranges_of_products
from search.highlights import without_marks

Document = dict[str, Any]

_MAX_VARIANTS: Final = 2_000
"""SKUs of a product that can be searched for."""


@dataclass(frozen=True)
class Source:
    """Where documents are read from, and for which languages and markets."""

    database: Database
    chains: Mapping[str, tuple[str, ...]]
    """Of each language that some market offers, by its tag: the languages to look for a text in."""
    markets: Mapping[str, UUID]

    @classmethod
    def of(cls, database: Database, atlas: Atlas) -> Self:
        """The languages and markets of this atlas."""
        tags = sorted({tag for market in atlas.markets for tag in market.language_tags})
        return cls(
            database,
            {tag: atlas.language_chain(tag) for tag in tags},
            {market.code: market.id for market in atlas.markets},
        )


@dataclass(frozen=True)
class _Shared:
    """What is the same in every language."""

    variants: list[VariantRow]
    collection_slugs: list[str]
    prices: dict[str, int]
    in_stock: bool


async def load_documents(source: Source, product_ids: Sequence[UUID], now: datetime) -> dict[str, list[Document]]:
    """By language: the documents of those products that shoppers may see, in the order of the ids."""
    shared = await _load_shared(source, product_ids)
    documents = {}
    for tag, chain in source.chains.items():
        products = [row for row in await products_by_ids(source.database, product_ids, chain, now) if row]
        descriptions = await product_descriptions(source.database, product_ids, chain)
        category_ids = {row.category_id for row in products if row.category_id}
        ways = await breadcrumbs(source.database, sorted(category_ids), chain)
        documents[tag] = [
            _document(
                row, descriptions.get(row.id, ""), ways[row.category_id] if row.category_id else [], shared[row.id]
            )
            for row in products
        ]
    return documents


async def _load_shared(source: Source, product_ids: Sequence[UUID]) -> dict[UUID, _Shared]:
    chain = next(iter(source.chains.values()), ())
    pages = await variants_of_products(source.database, product_ids, chain, _MAX_VARIANTS)
    variant_ids = [variant.id for page in pages.values() for variant in page.items]
    collections = await collection_slugs_of_products(source.database, product_ids)
    available = await available_quantities(source.database, variant_ids)
    ranges = {
        code: await price_ranges_of_products(source.database, market_id, product_ids)
        for code, market_id in source.markets.items()
    }
    return {
        product_id: _Shared(
            variants=page.items,
            collection_slugs=collections[product_id],
            prices={code: found[product_id].lowest for code, found in ranges.items() if product_id in found},
            in_stock=any(available[variant.id] for variant in page.items),
        )
        for product_id, page in pages.items()
    }


def _document(row: ProductRow, description: str, way: Sequence[CategoryRow], shared: _Shared) -> Document:
    return {
        "id": row.id.hex,
        "name": without_marks(row.name),
        "skus": [variant.sku for variant in shared.variants],
        "brand": row.brand_name,
        "brand_slug": row.brand_slug,
        "categories": [category.name for category in way],
        "category_slugs": [category.slug for category in way],
        "collection_slugs": shared.collection_slugs,
        "tags": [without_marks(tag) for tag in row.tags],
        "description": without_marks(plain_text(description)),
        "product_type": row.product_type,
        "published_at": int(row.published_at.timestamp()) if row.published_at else None,
        "in_stock": shared.in_stock,
        "prices": shared.prices,
    }


def plain_text(html: str) -> str:
    """The words of a description, without its markup."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.pieces).split())


class _Words(HTMLParser):
    """Collects text. Tags within a line (`<b>`) do not part words; all others do."""

    _WITHIN_A_LINE = frozenset({"a", "b", "code", "em", "i", "s", "small", "span", "strong", "sub", "sup", "u"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's signature
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)

    def _part(self, tag: str) -> None:
        if tag not in self._WITHIN_A_LINE:
            self.pieces.append(" ")
