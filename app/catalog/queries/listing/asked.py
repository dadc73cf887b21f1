"""What a list of products is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement

from app.catalog.queries.products import ProductRow


class ProductOrder(Enum):
    """How a list is sorted. Ties are broken by the id, so every order is total."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BY_HAND = "by_hand"
    """As a collection was put together; in collections only."""


@dataclass(frozen=True)
class VariantCondition:
    """A condition from a domain above, such as being in stock: some variant of the product meets it, or none does."""

    condition: Callable[[ColumnElement[Any]], ColumnElement[bool]]
    """Given the column of the variant's id. A function of a module, so that its statement is compiled once."""
    holds: bool = True


@dataclass(frozen=True)
class ProductFilters:
    """What a list is narrowed down to. All must hold."""

    category_slugs: tuple[str, ...] = ()
    """In each of these categories, or below it."""
    collection_slugs: tuple[str, ...] = ()
    brand_slugs: tuple[str, ...] = ()
    variants: tuple[VariantCondition, ...] = ()


class Position(NamedTuple):
    """Where a product stands in a list: the sort key (a moment, or a number in a collection) and the id."""

    key: datetime | int
    id: UUID


@dataclass(frozen=True)
class ProductList:
    """What is listed and how much of it."""

    chain: Sequence[str]
    now: datetime
    size: int
    order: ProductOrder = ProductOrder.NEWEST
    filters: ProductFilters = ProductFilters()
    after: Position | None = None


class Scope(Enum):
    """Of what the products are listed."""

    SHOP = "shop"
    CATEGORIES = "categories"
    COLLECTIONS = "collections"


def position_of(row: ProductRow, order: ProductOrder) -> Position:
    """Where this row of a list stands."""
    if order is ProductOrder.BY_HAND:
        return Position(row.position, row.id)
    if row.published_at is None:
        raise ValueError(f"product {row.id} is not published: it stands in no list")
    return Position(row.published_at, row.id)
