"""What a list of products is asked for."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement

from app.catalog.queries.products import ProductRow
from app.catalog.rules.audience import Audience

ConditionT = TypeVar("ConditionT")
KeyT = TypeVar("KeyT", bound=Hashable)


class ProductOrder(Enum):
    """How a list is sorted. Ties are broken by the id, so every order is total."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BY_HAND = "by_hand"
    """As a collection was put together; in collections only."""
    NAME = "name"
    """By the name in the language of the reader, as dictionaries sort."""
    PRICE_LOW_TO_HIGH = "price_low_to_high"
    """By the least price; what has none comes last, in either direction."""
    PRICE_HIGH_TO_LOW = "price_high_to_low"

    @property
    def is_by_date(self) -> bool:
        """Whether it is the order in which lists are kept."""
        return self in (ProductOrder.NEWEST, ProductOrder.OLDEST)

    @property
    def is_kept(self) -> bool:
        """Whether some index has it, so that a page costs what a page costs, however long the list."""
        return self.is_by_date or self is ProductOrder.BY_HAND

    @property
    def is_descending(self) -> bool:
        return self in (ProductOrder.NEWEST, ProductOrder.PRICE_HIGH_TO_LOW)


@dataclass(frozen=True)
class VariantCondition:
    """A condition from a domain above, such as being in stock: some variant of the product meets it, or none does."""

    condition: Callable[..., ColumnElement[bool]]
    """Given the column of the variant's id. A function of a module, so that its statement is compiled once."""
    holds: bool = True


@dataclass(frozen=True)
class ProductCondition:
    """A condition from a domain above on the product as a whole, such as having a price within a range."""

    condition: Callable[..., ColumnElement[bool]]
    """Given the column of the product's id, and a parameter for each of `arguments`."""
    arguments: tuple[Any, ...] = ()
    asked: Any = None
    """What was asked for, where `arguments` say how it is found out: cursors and searches go by this."""


@dataclass(frozen=True)
class ProductValue:
    """A number from a domain above, such as the least price of a product."""

    value: Callable[..., ColumnElement[Any]]
    """Given the column of the product's id, and a parameter for each of `arguments`; NULL where there is none."""
    arguments: tuple[Any, ...] = ()


class Span(NamedTuple):
    """From a value up to and including another; None: without that end."""

    least: Decimal | date | None = None
    most: Decimal | date | None = None


@dataclass(frozen=True)
class AttributeCondition:
    """A product, or a variant of it, is described so. An attribute that cannot be filtered by describes nothing."""

    code: str
    wanted: tuple[str, ...] | Span | bool
    """Codes of values, any of them; or the span in which a number (of the attribute's unit) or a day lies; or yes or
    no."""


@dataclass(frozen=True)
class ProductFilters:
    """What a list is narrowed down to: what is asked of one thing are alternatives, and all things must hold.

    Things are the fields, each attribute by its code, each condition on variants by its function, and each kind of
    condition on products by the type of `asked`.
    """

    category_slugs: tuple[str, ...] = ()
    """In one of these categories, or below it."""
    collection_slugs: tuple[str, ...] = ()
    brand_slugs: tuple[str, ...] = ()
    product_types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: tuple[AttributeCondition, ...] = ()
    published_since: datetime | None = None
    published_before: datetime | None = None
    goes_to: str | None = None
    """A country that none of the product's restrictions names."""
    variants: tuple[VariantCondition, ...] = ()
    products: tuple[ProductCondition, ...] = ()

    @property
    def attributes_by_code(self) -> dict[str, tuple[AttributeCondition, ...]]:
        """The alternatives of each attribute. Values that can be selected are one alternative."""
        found: dict[str, tuple[AttributeCondition, ...]] = {}
        for code in dict.fromkeys(each.code for each in self.attributes):
            asked = [each for each in self.attributes if each.code == code]
            values = [
                value
                for each in asked
                if isinstance(each.wanted, tuple) and not isinstance(each.wanted, Span)
                for value in each.wanted
            ]
            others = [each for each in asked if isinstance(each.wanted, Span | bool)]
            selected = [AttributeCondition(code, tuple(dict.fromkeys(values)))] if values else []
            found[code] = (*selected, *others) or tuple(asked[:1])
        return found

    @property
    def variants_by_condition(self) -> dict[Callable[..., Any], tuple[VariantCondition, ...]]:
        """The alternatives of each condition on variants."""
        return _grouped(self.variants, lambda each: each.condition)

    @property
    def products_by_kind(self) -> dict[type, tuple[ProductCondition, ...]]:
        """The alternatives of each kind of condition on products."""
        return _grouped(self.products, lambda each: type(each.asked))


def _grouped(conditions: Iterable[ConditionT], key: Callable[[ConditionT], KeyT]) -> dict[KeyT, tuple[ConditionT, ...]]:
    found: dict[KeyT, tuple[ConditionT, ...]] = {}
    for each in conditions:
        found[key(each)] = (*found.get(key(each), ()), each)
    return found


class Position(NamedTuple):
    """Where a product stands in a list: the sort key (a moment, a number, a name in small letters) and the id."""

    key: datetime | int | str
    id: UUID


@dataclass(frozen=True)
class ProductList:
    """What is listed and how much of it."""

    chain: Sequence[str]
    audience: Audience
    size: int
    order: ProductOrder = ProductOrder.NEWEST
    filters: ProductFilters = field(default_factory=ProductFilters)
    after: Position | None = None
    price: ProductValue | None = None
    """What the orders by price sort by."""


class Scope(Enum):
    """Of what the products are listed."""

    SHOP = "shop"
    LISTS = "lists"
    """Of categories, with all below each; of brands; of collections: what has an id in `product_listing`."""


def position_of(row: ProductRow, order: ProductOrder) -> Position:
    """Where this row of a list stands."""
    if not order.is_by_date:
        return Position(row.sort_key, row.id)
    if row.published_at is None:
        raise ValueError(f"product {row.id} is not published: it stands in no list")
    return Position(row.published_at, row.id)
