"""What fields cost and how long lists are, said in the schema.

The directives are those of IBM's "GraphQL Cost Directives Specification" (https://ibm.github.io/graphql-specs/), so
that tools can read them; `app.admission.cost` says how we count.
"""

from collections.abc import Iterable
from typing import TypeVar

import strawberry
from strawberry.schema_directive import Location

HintT = TypeVar("HintT")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    name="cost",
    description="On an object type: what each of its objects costs, instead of 1. On a field: what it costs each time "
    "that it is asked, beside what it gives.",
)
class Cost:
    weight: str = strawberry.field(description="A whole number, not negative.")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="How many items a list is reckoned to have, before it is known.",
)
class ListSize:
    assumed_size: int | None = strawberry.field(
        name="assumedSize", default=strawberry.UNSET, description="The number, where no argument says it."
    )
    slicing_arguments: list[str] | None = strawberry.field(
        name="slicingArguments",
        default=strawberry.UNSET,
        description="Arguments that say it: a number is it, a list has it. The largest counts.",
    )
    sized_fields: list[str] | None = strawberry.field(
        name="sizedFields",
        default=strawberry.UNSET,
        description="Fields of what is given that are the list; without them it is the field itself.",
    )
    require_one_slicing_argument: bool | None = strawberry.field(
        name="requireOneSlicingArgument",
        default=True,
        description="Whether one of the arguments must be given. Here their defaults count as well.",
    )


PAGE = ListSize(slicing_arguments=["first"], sized_fields=["nodes", "edges"], require_one_slicing_argument=False)
"""For a connection."""


def weighing(weight: int) -> Cost:
    """For a field or a type of this weight."""
    return Cost(weight=str(weight))


def at_most(size: int) -> ListSize:
    """For a list that has hardly ever more items."""
    return ListSize(assumed_size=size, require_one_slicing_argument=strawberry.UNSET)


def counted(argument: str) -> ListSize:
    """For a list with an item for each of this argument's."""
    return ListSize(slicing_arguments=[argument], require_one_slicing_argument=strawberry.UNSET)


def hint_of(kind: type[HintT], directives: Iterable[object]) -> HintT | None:
    """The directive of this kind among others."""
    return next((each for each in directives if isinstance(each, kind)), None)
