"""Inputs of storefronts."""

from typing import Any

import strawberry
from strawberry import UNSET

from app.core.lifetimes import DEFAULT_GRACE_HOURS
from app.storefronts import KEPT, StorefrontChange
from schema.storefronts.codes import TokenKind

_CODE = "A short name for commands: small letters, digits and single hyphens, a letter first, at most 64."
_NAME = "The name for people: 1 to 120 characters on one line."
_ORIGINS = (
    "The origins whose pages may ask: `https://shop.example`, `http://localhost:3000`, `https://*.shop.example` for "
    "all below it, `*` for any. At most 100."
)
_BUDGET = "The cost that each of its viewers may spend in a minute: 0 is no budget, null is the shop's usual one."
_TRUSTED = "Whether it runs no documents but those that were pushed with `tradewind documents push`."
_GROUP = "The code of the customer group whose prices its shoppers see, such as resellers; null for everybody's."


@strawberry.input(description="A storefront to make.")
class StorefrontCreateInput:
    code: str = strawberry.field(description=_CODE)
    name: str = strawberry.field(description=_NAME)
    channel_code: str | None = strawberry.field(
        default=UNSET, description="The channel through which it sees the shop; the default one if left out."
    )
    allowed_origins: list[str] = strawberry.field(
        default_factory=list, description=f"{_ORIGINS} None if left out: then only servers and apps ask."
    )
    budget_per_minute: int | None = strawberry.field(default=UNSET, description=_BUDGET)
    trusted_documents_only: bool = strawberry.field(default=False, description=_TRUSTED)
    customer_group_code: str | None = strawberry.field(default=UNSET, description=_GROUP)


@strawberry.input(description="What to change of a storefront. What is left out stays as it is.")
class StorefrontUpdateInput:
    id: strawberry.ID = strawberry.field(description="The storefront.")
    version: int = strawberry.field(description="The version of it that you read; another one is refused.")
    code: str | None = strawberry.field(default=UNSET, description=_CODE)
    name: str | None = strawberry.field(default=UNSET, description=_NAME)
    channel_code: str | None = strawberry.field(
        default=UNSET, description="The channel through which it sees the shop."
    )
    allowed_origins: list[str] | None = strawberry.field(default=UNSET, description=_ORIGINS)
    budget_per_minute: int | None = strawberry.field(default=UNSET, description=_BUDGET)
    trusted_documents_only: bool | None = strawberry.field(default=UNSET, description=_TRUSTED)
    customer_group_code: str | None = strawberry.field(default=UNSET, description=_GROUP)

    def to_change(self) -> StorefrontChange:
        """The change. Null says something of the budget and the customer group only; elsewhere it is as if left out."""
        return StorefrontChange(
            code=_or_kept(self.code),
            name=_or_kept(self.name),
            channel_code=_or_kept(self.channel_code),
            allowed_origins=_or_kept(self.allowed_origins),
            budget_per_minute=KEPT if self.budget_per_minute is UNSET else self.budget_per_minute,
            trusted_documents_only=_or_kept(self.trusted_documents_only),
            customer_group_code=KEPT if self.customer_group_code is UNSET else self.customer_group_code,
        )


def _or_kept(value: Any) -> Any:
    return KEPT if value is UNSET or value is None else value


@strawberry.input(description="A storefront to delete.")
class StorefrontDeleteInput:
    id: strawberry.ID = strawberry.field(description="The storefront.")
    version: int = strawberry.field(description="The version of it that you read; another one is refused.")


@strawberry.input(description="A token to make for a storefront.")
class StorefrontTokenCreateInput:
    storefront_id: strawberry.ID = strawberry.field(description="The storefront.")
    kind: TokenKind = strawberry.field(description="Who may know it.")
    expires_in_days: int | None = strawberry.field(
        default=UNSET, description="How many days it lives, 1 to 3650; for ever if left out."
    )


@strawberry.input(description="A storefront's token to replace by a new one.")
class StorefrontTokenRotateInput:
    id: strawberry.ID = strawberry.field(description="The token.")
    grace_hours: int = strawberry.field(
        default=DEFAULT_GRACE_HOURS,
        description="How many hours the old one lives on beside the new one, 0 to 720.",
    )


@strawberry.input(description="A storefront's token to revoke.")
class StorefrontTokenRevokeInput:
    id: strawberry.ID = strawberry.field(description="The token.")
