"""Facets: what a list of products can be narrowed down by, with the filter of each choice ready to send."""

from collections.abc import Sequence
from typing import Annotated, Self

import strawberry

from app.admission import ListSize, at_most
from app.freshness import BRANDS, CATEGORIES, COLLECTIONS, SEARCH
from schema.core.caching import INHERITED
from schema.core.codes import enumeration
from schema.core.costs import ASKS_ANOTHER_SERVER
from schema.core.scalars import JSON
from search import Facet, FacetKind, FacetValue, RangeBucket, RangeFacet

enumeration(FacetKind)

FACETS_DRAW_FROM = (SEARCH, CATEGORIES, BRANDS, COLLECTIONS)
"""Counts are those of the index, names those of the catalog."""
FACETS_COST = (ASKS_ANOTHER_SERVER, at_most(20))

FACETS_DESCRIPTION = (
    "What the list can be narrowed down by. The counts of a facet leave its own conditions out: they say how many "
    "products there are with this value in place of those that are selected, under all other conditions. "
    "Facets without a value are left out. They are counted in the search index, which follows changes within seconds; "
    "where it does not answer, of the newest 20000 products."
)
Keys = Annotated[
    list[str] | None,
    strawberry.argument(
        description="Only these facets: `category`, `brand`, `price`, `attribute.<code>`, `productType`, `collection`, "
        "`tag`, `inStock`, `availableHere`. Omitted: all. An attribute that is not there, or not to be filtered by, "
        "has none."
    ),
]
_INPUT = "A `ProductFilterInput` to put into `filters` as it is."


@strawberry.type(description="A value to narrow a list of products down to.", directives=[INHERITED])
class ProductFacetValue:
    value: str = strawberry.field(description="A slug that is the same in all languages, a code, a tag, true or false.")
    label: str = strawberry.field(description="What it is called in the request's language.")
    count: int = strawberry.field(
        description="How many products there are with it, under the conditions on everything else."
    )
    selected: bool = strawberry.field(description="Whether it is among the conditions.")
    input: JSON = strawberry.field(description=_INPUT)
    swatch: str | None = strawberry.field(description="A CSS colour to show it by, such as `#1f2a44`.")

    @classmethod
    def of(cls, value: FacetValue) -> Self:
        return cls(
            value=value.value,
            label=value.label,
            count=value.count,
            selected=value.selected,
            input=JSON(value.input),
            swatch=value.swatch,
        )


@strawberry.type(description="A span of a range, both ends included.", directives=[INHERITED])
class ProductFacetBucket:
    from_value: str = strawberry.field(name="from", description="The first number, price or day.")
    to_value: str = strawberry.field(name="to", description="The last number, price or day.")
    count: int = strawberry.field(
        description="How many products lie in it, under the conditions on everything else. A product whose variants "
        "differ may lie in several."
    )
    selected: bool = strawberry.field(description="Whether just this span is among the conditions.")
    input: JSON = strawberry.field(description=_INPUT)

    @classmethod
    def of(cls, bucket: RangeBucket) -> Self:
        return cls(
            from_value=bucket.least,
            to_value=bucket.most,
            count=bucket.count,
            selected=bucket.selected,
            input=JSON(bucket.input),
        )


@strawberry.type(description="A range to narrow a list of products down to a part of.", directives=[INHERITED])
class ProductFacetRange:
    min: str = strawberry.field(description="The least number or price, as `12.50`, or the first day, as `2027-03-31`.")
    max: str = strawberry.field(description="The greatest number or price, or the last day.")
    unit: str | None = strawberry.field(
        description="Of numbers the attribute's unit, if it has one, as CLDR names it; of prices the currency."
    )
    histogram: list[ProductFacetBucket] = strawberry.field(
        description="The range in about eight spans between round bounds.", directives=[at_most(10)]
    )

    @classmethod
    def of(cls, found: RangeFacet) -> Self:
        return cls(
            min=found.least,
            max=found.most,
            unit=found.unit,
            histogram=[ProductFacetBucket.of(each) for each in found.histogram],
        )


@strawberry.type(description="Something that a list of products can be narrowed down by.", directives=[INHERITED])
class ProductFacet:
    key: str = strawberry.field(
        description="`category`, `brand`, `price`, `attribute.<code>`, `productType`, `collection`, `tag`, `inStock` "
        "or `availableHere`."
    )
    label: str = strawberry.field(description="What it is called in the request's language.")
    kind: FacetKind = strawberry.field(description="How it is shown best.")
    value_count: int = strawberry.field(description="How many values there are to choose from; 0 of a range.")
    range: ProductFacetRange | None = strawberry.field(description="Of numbers, dates and prices.")
    choices: strawberry.Private[Sequence[FacetValue]]

    @strawberry.field(
        description="The values to choose from: of attributes and categories in their own order, else those with the "
        "most products first. Selected ones stay, even where no product has them. There are more where `valueCount` is "
        "greater than what is given; 100 can be had, beside those that are selected.",
        directives=[ListSize(slicing_arguments=["first"], require_one_slicing_argument=False)],
    )
    def values(
        self,
        first: Annotated[int, strawberry.argument(description="How many to give, at most, beside selected ones.")] = 20,
    ) -> list[ProductFacetValue]:
        kept = most_telling(self.choices, first)
        return [ProductFacetValue.of(each) for each in kept]

    @classmethod
    def of(cls, facet: Facet) -> Self:
        return cls(
            key=facet.key,
            label=facet.label,
            kind=facet.kind,
            value_count=facet.value_count,
            range=ProductFacetRange.of(facet.range) if facet.range else None,
            choices=facet.values,
        )


def most_telling(values: Sequence[FacetValue], first: int) -> list[FacetValue]:
    """So many values with the most products, and those that are selected, in the order in which they stand."""
    by_count = sorted(range(len(values)), key=lambda place: -values[place].count)
    kept = set(by_count[: max(first, 0)])
    return [each for place, each in enumerate(values) if place in kept or each.selected]
