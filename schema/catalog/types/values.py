"""What products are described with: brands, options, languages, availability."""

from collections.abc import Sequence
from itertools import groupby
from typing import Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import BRAND_ID, BrandRow, OptionValueRow
from app.catalog.ids import OPTION_ID, OPTION_VALUE_ID
from app.core.described import DescribedEnum
from i18n import text_direction, translate
from schema.core.caching import INHERITED, cached
from schema.core.codes import LanguageCode, enumeration
from schema.core.nodes import Node
from schema.markets.types import TextDirection

FEW = 20
"""Up to this many pieces their number is told: it helps a shopper to decide, and tells competitors little."""


class AvailabilityCode(DescribedEnum):
    """Whether a variant can be bought here and now."""

    IN_STOCK = "IN_STOCK", "There are pieces to sell."
    OUT_OF_STOCK = "OUT_OF_STOCK", "All pieces are sold or held for orders."
    NOT_SOLD_HERE = "NOT_SOLD_HERE", "It has no price in this market."


enumeration(AvailabilityCode)


@strawberry.type(description="Whether a variant can be bought here and now.", directives=[cached(10)])
class Availability:
    code: AvailabilityCode = strawberry.field(description="Whether it can be bought.")
    reason: str | None = strawberry.field(
        description="Why it cannot be bought, in the shopper's language; null where it can."
    )
    quantity: int | None = strawberry.field(
        description="How many can be bought, told only when they are few (20 at most); null for more, and where it is "
        "not sold."
    )

    @classmethod
    def of(cls, pieces: int, chain: tuple[str, ...], *, is_sold: bool) -> Self:
        """What a shopper is told of this many pieces."""
        code = AvailabilityCode.IN_STOCK if pieces else AvailabilityCode.OUT_OF_STOCK
        if not is_sold:
            code = AvailabilityCode.NOT_SOLD_HERE
        is_told = is_sold and pieces <= FEW
        reason = None if code is AvailabilityCode.IN_STOCK else translate(f"AvailabilityCode.{code.value}", chain)
        return cls(code=code, reason=reason, quantity=pieces if is_told else None)


@strawberry.type(description="A maker's mark.", directives=[cached(300)])
class Brand(Node):
    cache_tag = "key"

    slug: str = strawberry.field(description="A readable key for addresses and filters, unique among brands.")
    name: str = strawberry.field(description="The name, the same in every language.")
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: BrandRow) -> Self:
        return cls(id=strawberry.ID(BRAND_ID.encode(row.id)), slug=row.slug, name=row.name, key=row.id)


@strawberry.type(description="One of the values of an option, such as Navy.", directives=[INHERITED])
class ProductOptionValue:
    id: strawberry.ID = strawberry.field(description="The global id.")
    name: str = strawberry.field(description="The name in the request's language.")
    swatch: str | None = strawberry.field(description="A CSS colour such as `#1f2a44` to show it by; null for none.")


@strawberry.type(description="A choice that a product offers, such as its size.", directives=[INHERITED])
class ProductOption:
    id: strawberry.ID = strawberry.field(description="The global id.")
    name: str = strawberry.field(description="The name in the request's language.")
    values: list[ProductOptionValue] = strawberry.field(
        description="What can be chosen, in its order.", directives=[at_most(10)]
    )

    @classmethod
    def all_of(cls, rows: Sequence[OptionValueRow]) -> list[Self]:
        """The options of one product from the rows of their values, which stand together."""
        return [
            cls(
                id=strawberry.ID(OPTION_ID.encode(option_id)),
                name=name,
                values=[
                    ProductOptionValue(
                        id=strawberry.ID(OPTION_VALUE_ID.encode(row.value_id)), name=row.value_name, swatch=row.swatch
                    )
                    for row in values
                ],
            )
            for (option_id, name), values in groupby(rows, lambda row: (row.option_id, row.option_name))
        ]


@strawberry.type(description="The value that a variant has of an option of its product.", directives=[INHERITED])
class SelectedOption:
    name: str = strawberry.field(description="The option's name, such as Size.")
    value: str = strawberry.field(description="The value's name, such as M.")


@strawberry.type(
    description="Which language a content is in, since not everything is translated into every one.",
    directives=[INHERITED],
)
class ContentLocalization:
    language_code: LanguageCode = strawberry.field(description="The language of the content.")
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag, for `lang` attributes.")
    direction: TextDirection = strawberry.field(description="The direction in which it is written.")
    is_fallback: bool = strawberry.field(description="Whether it is not the language of the request.")

    @classmethod
    def of(cls, content_tag: str, request_tag: str) -> Self:
        return cls(
            language_code=content_tag,
            language_tag=content_tag,
            direction=TextDirection(text_direction(content_tag)),
            is_fallback=content_tag != request_tag,
        )
