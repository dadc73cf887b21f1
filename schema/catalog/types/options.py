"""What a product lets choose, and what of it can be bought."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Self
from uuid import UUID

import strawberry

from app import catalog
from app.admission import at_most
from app.catalog import OptionValueRow, VariantPart
from app.catalog.ids import OPTION_ID, OPTION_VALUE_ID
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.execution import batched
from app.freshness import STOCK
from schema.catalog.types.availability import Availability, availabilities
from schema.catalog.types.reading import variant_parts
from schema.core.caching import INHERITED

MOST_CHOICES = 10


@strawberry.type(description="The value that a variant has of an option of its product.", directives=[INHERITED])
class SelectedOption:
    name: str = strawberry.field(description="The option's name, such as Size.")
    value: str = strawberry.field(description="The value's name, such as M.")


@strawberry.input(description="A value of an option, as `selectedOptions` names both.")
class SelectedOptionInput:
    name: str = strawberry.field(description="The option's name in the request's language, or its code.")
    value: str = strawberry.field(description="The value's name in the request's language, or its code.")


TogetherWith = Annotated[
    list[SelectedOptionInput] | None,
    strawberry.argument(description="Values of other options, at most 10. Omitted: together with any."),
]


def read_choices(given: list[SelectedOptionInput] | None) -> list[tuple[str, str]]:
    """The options and values, each once; too many are refused."""
    choices = given if isinstance(given, list) else []
    if len(choices) > MOST_CHOICES:
        raise RequestError(
            "BAD_USER_INPUT", f"At most {MOST_CHOICES} options can be selected; there were {len(choices)}."
        )
    return list(dict.fromkeys((each.name, each.value) for each in choices))


@strawberry.type(description="One of the values of an option, such as Navy.", directives=[INHERITED])
class ProductOptionValue:
    id: strawberry.ID = strawberry.field(description="The global id.")
    name: str = strawberry.field(description="The name in the request's language.")
    swatch: str | None = strawberry.field(description="A CSS colour such as `#1f2a44` to show it by; null for none.")
    key: strawberry.Private[UUID]

    @batched(
        description="Whether a variant with this value can be bought here, together with values of other options where "
        "they are given: those that can are what its code and quantity tell of.",
        lists=(STOCK,),
    )
    @staticmethod
    async def availability(
        ctx: RequestContext, parents: Sequence["ProductOptionValue"], together_with: TogetherWith = strawberry.UNSET
    ) -> Sequence[Availability]:
        wanted, chain = read_choices(together_with), ctx.place.language_chain
        with_values = await catalog.variants_with_values(ctx.db, [value.key for value in parents])
        keys = list(dict.fromkeys(key for variants in with_values.values() for key in variants))
        if wanted and keys:
            details = await variant_parts(ctx, keys, VariantPart.CHOICES)
            keys = [key for key in keys if _has_all(details[key].choices or [], wanted)]
        found = await availabilities(ctx, keys) if keys else {}
        return [
            Availability.best((found[key] for key in with_values[value.key] if key in found), chain)
            for value in parents
        ]


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
                        id=strawberry.ID(OPTION_VALUE_ID.encode(row.value_id)),
                        name=row.value_name,
                        swatch=row.swatch,
                        key=row.value_id,
                    )
                    for row in values
                ],
            )
            for (option_id, name), values in groupby(rows, lambda row: (row.option_id, row.option_name))
        ]


def _has_all(choices: Sequence[Sequence[str]], wanted: Sequence[tuple[str, str]]) -> bool:
    """Whether a variant has each wanted value. Each of its choices is the names, then the codes."""
    return all(
        any(
            option in (name, code) and value in (value_name, value_code)
            for name, value_name, code, value_code in choices
        )
        for option, value in wanted
    )
