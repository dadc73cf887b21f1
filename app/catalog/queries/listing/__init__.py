"""Pages of products: of the shop, of categories with all below them, of brands, of collections. By keys, never by
offsets."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from app.catalog.queries.listing.asked import (
    AttributeCondition,
    Position,
    ProductCondition,
    ProductFilters,
    ProductList,
    ProductOrder,
    ProductValue,
    Scope,
    Span,
    VariantCondition,
    position_of,
)
from app.catalog.queries.listing.conditions import Shape, parameters_of
from app.catalog.queries.listing.facts import Fact, ListFacts, list_facts
from app.catalog.queries.listing.statements import (
    SHORT,
    ListedProduct,
    count_statement,
    ids_statement,
    list_statement,
)
from app.catalog.queries.products import ProductRow
from app.core.db import Database
from app.core.errors import RequestError
from app.core.paging import Page

__all__ = [
    "AttributeCondition",
    "Fact",
    "ListFacts",
    "ListedProduct",
    "Position",
    "ProductCondition",
    "ProductFilters",
    "ProductList",
    "ProductOrder",
    "ProductValue",
    "Span",
    "VariantCondition",
    "count_products",
    "list_facts",
    "list_products",
    "list_products_of",
    "listed_product_ids",
    "listed_products",
    "position_of",
]

MOST_COUNTED: Final = 10_000
"""Products of a list are counted up to this many."""

LONGEST_SORTED: Final = 20_000
"""A list of more products is not sorted by name or price: nothing is kept in those orders, so every product of the list
is looked at for each page."""


async def list_products(database: Database, asked: ProductList) -> Page[ProductRow]:
    """A page of all products that the audience may see."""
    return (await _pages(database, Scope.SHOP, (), asked))[0]


async def list_products_of(database: Database, list_ids: Sequence[UUID], asked: ProductList) -> list[Page[ProductRow]]:
    """For each category, a page of its products and those of all categories below it; for each brand or collection,
    of its own."""
    return await _pages(database, Scope.LISTS, list_ids, asked)


async def count_products(
    database: Database, list_ids: Sequence[UUID] | None, asked: ProductList, at_most: int = MOST_COUNTED
) -> list[int]:
    """How many products the audience may see in each of these lists, or (None) in the shop, counted up to a limit."""
    scope = Scope.SHOP if list_ids is None else Scope.LISTS
    read = count_statement(scope, Shape.of(asked.filters))
    rows = await read.all(
        database,
        list_ids=list(list_ids or ()),
        limit=at_most,
        **parameters_of(asked.filters),
        **asked.audience.parameters,
    )
    found = {row.ordinal: row.products for row in rows}
    return [found.get(ordinal, 0) for ordinal in range(1, (1 if list_ids is None else len(list_ids)) + 1)]


async def listed_product_ids(database: Database, list_ids: Sequence[UUID] | None, asked: ProductList) -> list[UUID]:
    """All products that the audience may see in these lists, or (None) in the shop, in no order.

    Raises `RequestError` where these are more than are sorted (`LONGEST_SORTED`).
    """
    scope = Scope.SHOP if list_ids is None else Scope.LISTS
    rows = await ids_statement(scope, Shape.of(asked.filters)).all(
        database,
        list_ids=list(list_ids or ()),
        limit=LONGEST_SORTED + 1,
        **parameters_of(asked.filters),
        **asked.audience.parameters,
    )
    if len(rows) > LONGEST_SORTED:
        raise _too_long()
    return list({row.id for row in rows})


async def listed_products(
    database: Database, list_ids: Sequence[UUID] | None, asked: ProductList, at_most: int
) -> list[ListedProduct]:
    """The same with the moments of publication, and without complaint: at most so many, whichever come first."""
    scope = Scope.SHOP if list_ids is None else Scope.LISTS
    rows = await ids_statement(scope, Shape.of(asked.filters)).all(
        database,
        list_ids=list(list_ids or ()),
        limit=at_most,
        **parameters_of(asked.filters),
        **asked.audience.parameters,
    )
    return list(dict.fromkeys(rows))[:at_most]


async def _pages(
    database: Database, scope: Scope, list_ids: Sequence[UUID], asked: ProductList
) -> list[Page[ProductRow]]:
    if not asked.order.is_kept:
        await _refuse_long_lists(database, None if scope is Scope.SHOP else list_ids, asked)
    read = list_statement(
        scope,
        asked.order,
        Shape.of(asked.filters),
        (asked.price.value, len(asked.price.arguments)) if asked.price else None,
        continued=asked.after is not None,
        is_short=asked.size <= SHORT,
    )
    parameters: dict[str, Any] = {"list_ids": list(list_ids), "chain": asked.chain, "limit": asked.size + 1}
    if asked.after:
        parameters |= {"after_key": asked.after.key, "after_id": asked.after.id}
    if asked.price:
        parameters |= {f"price_{number}": value for number, value in enumerate(asked.price.arguments)}
    rows = await read.all(database, **parameters, **parameters_of(asked.filters), **asked.audience.parameters)
    pages: list[list[ProductRow]] = [[] for _ in range(1 if scope is Scope.SHOP else len(list_ids))]
    for row in rows:
        pages[row.ordinal - 1].append(row)
    return [Page(items[: asked.size], len(items) > asked.size, asked.after is not None) for items in pages]


async def _refuse_long_lists(database: Database, list_ids: Sequence[UUID] | None, asked: ProductList) -> None:
    counts = await count_products(database, list_ids, asked, LONGEST_SORTED + 1)
    if sum(counts) > LONGEST_SORTED:
        raise _too_long()


def _too_long() -> RequestError:
    return RequestError(
        "LIST_TOO_LONG_TO_SORT",
        f"At most {LONGEST_SORTED} products are sorted by name or price, and here are more. "
        "Narrow the list down with `filters`, or sort it by date.",
    )
