"""What a search offers where it found nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from app.admission import at_most
from schema.catalog.inputs import ProductFilterInput
from schema.catalog.types.products import Product
from schema.core.caching import INHERITED
from schema.core.scalars import JSON
from search import MOST_HELPFUL_FILTERS, MOST_HELPFUL_PRODUCTS, MOST_HELPFUL_QUERIES


@strawberry.type(name="SearchHelpQuery", description="Some of the words, which find something.", directives=[INHERITED])
class HelpQuery:
    text: str = strawberry.field(description="The words: give them to `search` as `query`.")
    count: int = strawberry.field(description="How many products have all of them, with the same filters.")


@strawberry.type(
    name="SearchHelpFilter",
    description="A thing that may be left open, so that something is found.",
    directives=[INHERITED],
)
class HelpFilter:
    key: str = strawberry.field(
        description="The facet on which nothing is asked for any more, such as `brand`, `price` or `attribute.size`."
    )
    count: int = strawberry.field(description="How many products are found then.")
    filters: JSON = strawberry.field(description="The filters that remain: give them to `search` as `filters`.")


@strawberry.type(name="SearchHelp", description="Ways on from a search that found nothing.", directives=[INHERITED])
class SearchHelp:
    queries: list[HelpQuery] = strawberry.field(
        description="Shorter queries that find something, those with the most words first.",
        directives=[at_most(MOST_HELPFUL_QUERIES)],
    )
    without_filters: list[HelpFilter] = strawberry.field(
        description="Filters whose removal finds something, those first that find the most.",
        directives=[at_most(MOST_HELPFUL_FILTERS)],
    )
    products: list[Product] = strawberry.field(
        description="The newest products that are in stock.", directives=[at_most(MOST_HELPFUL_PRODUCTS)]
    )


def filters_without(asked: Sequence[ProductFilterInput], key: str) -> JSON:
    """The filters as a client writes them, but for those on one facet."""
    return JSON([_written(each) for each in asked if key_of(each) != key])


def key_of(asked: ProductFilterInput) -> str:
    """The facet that a filter is on."""
    if asked.attribute:
        return f"attribute.{asked.attribute.code}"
    (name,) = _written(asked)
    return _KEYS.get(name, name)


_KEYS = {
    "categorySlug": "category",
    "collectionSlug": "collection",
    "brandSlug": "brand",
    "publishedSince": "published",
    "publishedBefore": "published",
}


def _written(given: Any) -> dict[str, Any]:
    """An input as JSON, by the names of the schema, with what was given only."""
    return dict(_fields_of(given))


def _fields_of(given: Any) -> Iterator[tuple[str, Any]]:
    for each in fields(given):
        value = getattr(given, each.name)
        if value is None or value is strawberry.UNSET:
            continue
        name = getattr(each, "graphql_name", None) or _camel(each.name)
        yield name, _written(value) if is_dataclass(value) else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
