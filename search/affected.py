"""Which products an event is about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.catalog import (
    Position,
    ProductFilters,
    ProductList,
    ProductOrder,
    ProductRow,
    brands_by_ids,
    collections_by_ids,
    list_products,
    list_products_of_categories,
    list_products_of_collections,
    position_of,
    variants_by_ids,
)
from app.core.clock import utc_now
from app.core.db import Database
from app.core.paging import Page
from search.client import SearchClient
from search.documents import Source

_BATCH: Final = 1_000
_ORDER: Final = ProductOrder.NEWEST


@dataclass(frozen=True)
class Indexed:
    """Where to look: in the database, and in the indexes, which still know what the database has forgotten."""

    source: Source
    client: SearchClient

    @property
    def database(self) -> Database:
        return self.source.database


_Affected = Callable[[Indexed, Sequence[UUID]], Awaitable[set[UUID]]]


async def affected_products(indexed: Indexed, event_type: str, subject_ids: Sequence[UUID]) -> set[UUID]:
    """The products whose documents an event of this type about these subjects may have changed."""
    return await _FOLLOWED[event_type](indexed, subject_ids)


async def _themselves(_: Indexed, product_ids: Sequence[UUID]) -> set[UUID]:
    return set(product_ids)


async def _of_variants(indexed: Indexed, variant_ids: Sequence[UUID]) -> set[UUID]:
    return {facts.product_id for facts in (await variants_by_ids(indexed.database, variant_ids, utc_now())).values()}


async def _of_brands(indexed: Indexed, brand_ids: Sequence[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for brand in (await brands_by_ids(indexed.database, brand_ids)).values():
        filters = ProductFilters(brand_slugs=(brand.slug,))

        async def page(after: Position | None, filters: ProductFilters = filters) -> Page[ProductRow]:
            return await list_products(indexed.database, _asked(after, filters))

        found |= await _all_pages(page)
    return found


async def _of_categories(indexed: Indexed, category_ids: Sequence[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for category_id in category_ids:

        async def page(after: Position | None, category_id: UUID = category_id) -> Page[ProductRow]:
            return (await list_products_of_categories(indexed.database, [category_id], _asked(after)))[0]

        found |= await _all_pages(page)
    return found


async def _of_collections(indexed: Indexed, collection_ids: Sequence[UUID]) -> set[UUID]:
    """What is in them now, and what was: that stands in the index only."""
    found: set[UUID] = set()
    for collection in (await collections_by_ids(indexed.database, collection_ids, ("en",))).values():

        async def page(after: Position | None, collection_id: UUID = collection.id) -> Page[ProductRow]:
            return (await list_products_of_collections(indexed.database, [collection_id], _asked(after)))[0]

        found |= await _all_pages(page)
        for tag in indexed.source.chains:
            found |= await indexed.client.members(tag, collection.slug)
    return found


async def _all_pages(page_after: Callable[[Position | None], Awaitable[Page[ProductRow]]]) -> set[UUID]:
    found: set[UUID] = set()
    after: Position | None = None
    while True:
        page = await page_after(after)
        found |= {row.id for row in page.items}
        if not page.has_next:
            return found
        after = position_of(page.items[-1], _ORDER)


def _asked(after: Position | None, filters: ProductFilters | None = None) -> ProductList:
    return ProductList(("en",), utc_now(), _BATCH, _ORDER, filters or ProductFilters(), after)


_FOLLOWED: Final[Mapping[str, _Affected]] = {
    "catalog.product_created": _themselves,
    "catalog.product_changed": _themselves,
    "catalog.brand_changed": _of_brands,
    "catalog.category_changed": _of_categories,
    "catalog.collection_changed": _of_collections,
    "pricing.prices_changed": _themselves,
    "inventory.stock_changed": _of_variants,
}
SEARCHED_EVENTS: Final = tuple(_FOLLOWED)
"""The types of the events that documents depend on."""
