"""What a list of products is narrowed down to and sorted by, as clients write it."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from app.catalog import ProductOrder
from app.core.described import DescribedEnum
from schema.core.codes import enumeration

_FOR_PRICES = "by the least price of a variant; what is not sold here last. Of lists of at most 20000 products."


class ProductSort(DescribedEnum):
    """How a list of products is sorted. Equal products keep a fixed order among themselves."""

    NEWEST = "NEWEST", "The latest published first."
    OLDEST = "OLDEST", "The first published first."
    NAME = "NAME", "By the name in the request's language, from A to Z. Of lists of at most 20000 products."
    PRICE_LOW_TO_HIGH = "PRICE_LOW_TO_HIGH", f"The cheapest here first, {_FOR_PRICES}"
    PRICE_HIGH_TO_LOW = "PRICE_HIGH_TO_LOW", f"The dearest here first, {_FOR_PRICES}"

    @property
    def order(self) -> ProductOrder:
        return ProductOrder[self.value]


class CollectionProductSort(DescribedEnum):
    """How the products of a collection are sorted."""

    MANUAL = "MANUAL", "As the collection was put together; of a collection by rule, the first made first."
    NEWEST = "NEWEST", ProductSort.NEWEST.description
    OLDEST = "OLDEST", ProductSort.OLDEST.description
    NAME = "NAME", ProductSort.NAME.description
    PRICE_LOW_TO_HIGH = "PRICE_LOW_TO_HIGH", ProductSort.PRICE_LOW_TO_HIGH.description
    PRICE_HIGH_TO_LOW = "PRICE_HIGH_TO_LOW", ProductSort.PRICE_HIGH_TO_LOW.description

    @property
    def order(self) -> ProductOrder:
        return ProductOrder.BY_HAND if self is CollectionProductSort.MANUAL else ProductOrder[self.value]


enumeration(ProductSort)
enumeration(CollectionProductSort)


@strawberry.input(
    description="What an attribute must say. Give the code with one of: `values` for an attribute whose values are "
    "selected; `min`, `max` or both for a number; `from`, `to` or both for a date; `is` for yes or no."
)
class AttributeFilterInput:
    code: str = strawberry.field(description="The attribute's code. One that cannot be filtered by matches nothing.")
    values: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Codes of values, at most 50: any of them. Unknown ones match nothing."
    )
    min: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="The least number, in the attribute's unit."
    )
    max: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="The greatest number, in the attribute's unit."
    )
    from_date: date | None = strawberry.field(default=strawberry.UNSET, name="from", description="The first day.")
    to_date: date | None = strawberry.field(default=strawberry.UNSET, name="to", description="The last day.")
    is_true: bool | None = strawberry.field(default=strawberry.UNSET, name="is", description="Yes or no.")


@strawberry.input(
    description="A range of prices in the request's currency, as the price list of the market has them. Give `min`, "
    "`max` or both."
)
class PriceFilterInput:
    min: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="The least price, in major units such as 12.50."
    )
    max: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="The greatest price, in major units such as 12.50."
    )


@strawberry.input(
    one_of=True,
    description="One condition on products. Of several on one thing one must hold: on categories, on an attribute, "
    "on prices. Those on different things must all hold. An unknown slug or code matches nothing.",
)
class ProductFilterInput:
    category_slug: str | None = strawberry.field(
        default=strawberry.UNSET, description="In this category, or in any category below it."
    )
    collection_slug: str | None = strawberry.field(default=strawberry.UNSET, description="In this collection.")
    brand_slug: str | None = strawberry.field(default=strawberry.UNSET, description="Of this brand.")
    product_type: str | None = strawberry.field(
        default=strawberry.UNSET, description="Of the product type with this code."
    )
    tag: str | None = strawberry.field(default=strawberry.UNSET, description="With this tag.")
    attribute: AttributeFilterInput | None = strawberry.field(
        default=strawberry.UNSET, description="Described so, the product itself or one of its variants."
    )
    price: PriceFilterInput | None = strawberry.field(
        default=strawberry.UNSET, description="With a variant whose price lies in this range."
    )
    published_since: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Published at this moment or later."
    )
    published_before: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Published before this moment."
    )
    available_here: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="`true`: only what may go to the request's country. `false` narrows nothing down.",
    )
    in_stock: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether a variant is in stock in any warehouse: true for products with one, false for the others.",
    )
