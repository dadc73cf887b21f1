"""Inputs of customers."""

import strawberry
from strawberry import UNSET

from schema.settings.inputs import LocalizedNameInput

_NAMES = "Its name by language, 1 to 120 characters each; English among them."
_VERSION = "The version of it that you read; another one is refused. Left out: whichever it has."


@strawberry.input(description="A customer group to make.")
class CustomerGroupCreateInput:
    code: str = strawberry.field(
        description="A short name that does not change: small letters, digits and single hyphens, a letter first, at "
        "most 64."
    )
    names: list[LocalizedNameInput] = strawberry.field(description=_NAMES)


@strawberry.input(description="What to change of a customer group. What is left out stays as it is.")
class CustomerGroupUpdateInput:
    code: str = strawberry.field(description="The group's code.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)
    names: list[LocalizedNameInput] | None = strawberry.field(default=UNSET, description=_NAMES)


@strawberry.input(description="A customer group to delete: one that no storefront, price list or sale names.")
class CustomerGroupDeleteInput:
    code: str = strawberry.field(description="The group's code.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)
