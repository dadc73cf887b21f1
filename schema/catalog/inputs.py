"""What a list of products is narrowed down to and sorted by."""

import strawberry

from app.catalog import ProductFilters, ProductOrder, VariantCondition
from app.core.described import DescribedEnum
from app.core.errors import RequestError
from app.inventory import in_stock_condition
from schema.core.codes import enumeration

MAX_FILTERS = 10
LONGEST_SLUG = 200


class ProductSort(DescribedEnum):
    """How a list of products is sorted. Products of the same moment keep a fixed order among themselves."""

    NEWEST = "NEWEST", "The latest published first."
    OLDEST = "OLDEST", "The first published first."

    @property
    def order(self) -> ProductOrder:
        return ProductOrder[self.value]


enumeration(ProductSort)


@strawberry.input(
    one_of=True,
    description="One condition on products. Several in a list must all hold. An unknown slug matches nothing.",
)
class ProductFilterInput:
    category_slug: str | None = strawberry.field(
        default=strawberry.UNSET, description="In this category, or in any category below it."
    )
    collection_slug: str | None = strawberry.field(default=strawberry.UNSET, description="In this collection.")
    brand_slug: str | None = strawberry.field(default=strawberry.UNSET, description="Of this brand.")
    in_stock: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether a variant is in stock in any warehouse: true for products with one, false for the others.",
    )


def read_filters(filters: list[ProductFilterInput] | None) -> ProductFilters:
    """The filters as the catalog takes them, each once; too many are refused."""
    asked = filters or []
    if len(asked) > MAX_FILTERS:
        raise RequestError(
            "TOO_MANY_FILTERS", f"`filters` takes at most {MAX_FILTERS}; it had {len(asked)}. Leave some out."
        )
    return ProductFilters(
        category_slugs=_slugs([each.category_slug for each in asked]),
        collection_slugs=_slugs([each.collection_slug for each in asked]),
        brand_slugs=_slugs([each.brand_slug for each in asked]),
        variants=tuple(
            VariantCondition(in_stock_condition, holds)
            for holds in (True, False)
            if any(each.in_stock is holds for each in asked)
        ),
    )


def cursor_arguments(filters: ProductFilters) -> list[object]:
    """What a cursor remembers of the filters: their order does not matter."""
    return [
        sorted(filters.category_slugs),
        sorted(filters.collection_slugs),
        sorted(filters.brand_slugs),
        [each.holds for each in filters.variants],
    ]


def findable(slug: str) -> str:
    """The slug, or the empty one, which nothing has, for a text that the database could not even compare."""
    return slug if slug.isprintable() and len(slug) <= LONGEST_SLUG else ""


def _slugs(texts: list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(findable(text) for text in texts if isinstance(text, str)))
