"""Pages of products: of the shop, of categories with all below them, of collections. By keys, never by offsets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.catalog.queries.listing.asked import (
    Position,
    ProductFilters,
    ProductList,
    ProductOrder,
    Scope,
    VariantCondition,
    position_of,
)
from app.catalog.queries.listing.statements import SHORT, list_statement
from app.catalog.queries.products import ProductRow
from app.core.db import Database
from app.core.paging import Page

__all__ = [
    "Position",
    "ProductFilters",
    "ProductList",
    "ProductOrder",
    "VariantCondition",
    "list_products",
    "list_products_of_categories",
    "list_products_of_collections",
    "position_of",
]


async def list_products(database: Database, asked: ProductList) -> Page[ProductRow]:
    """A page of all products that shoppers may see."""
    return (await _pages(database, Scope.SHOP, asked, 1, {}))[0]


async def list_products_of_categories(
    database: Database, category_ids: Sequence[UUID], asked: ProductList
) -> list[Page[ProductRow]]:
    """For each category, a page of its products and those of all categories below it."""
    return await _pages(database, Scope.CATEGORIES, asked, len(category_ids), {"scope_ids": list(category_ids)})


async def list_products_of_collections(
    database: Database, collection_ids: Sequence[UUID], asked: ProductList
) -> list[Page[ProductRow]]:
    """For each collection, a page of its products."""
    return await _pages(database, Scope.COLLECTIONS, asked, len(collection_ids), {"scope_ids": list(collection_ids)})


async def _pages(
    database: Database, scope: Scope, asked: ProductList, lists: int, parameters: dict[str, Any]
) -> list[Page[ProductRow]]:
    filters = asked.filters
    read = list_statement(
        scope,
        asked.order,
        asked.after is not None,
        (len(filters.category_slugs), len(filters.collection_slugs), len(filters.brand_slugs)),
        filters.variants,
        is_short=asked.size <= SHORT,
    )
    for kind, slugs in (
        ("category", filters.category_slugs),
        ("collection", filters.collection_slugs),
        ("brand", filters.brand_slugs),
    ):
        parameters |= {f"{kind}_{number}": slug for number, slug in enumerate(slugs)}
    if asked.after:
        parameters |= {"after_key": asked.after.key, "after_id": asked.after.id}
    rows = await read.all(database, chain=asked.chain, now=asked.now, limit=asked.size + 1, **parameters)
    pages: list[list[ProductRow]] = [[] for _ in range(lists)]
    for row in rows:
        pages[row.ordinal - 1].append(row)
    return [Page(items[: asked.size], len(items) > asked.size, asked.after is not None) for items in pages]
