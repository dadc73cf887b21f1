"""Payloads of customers."""

from collections.abc import Awaitable, Sequence
from typing import Self

import strawberry

from app.core.context import RequestContext
from app.customers import load_customer_groups
from schema.core.payloads import MutationPayload, attempt
from schema.customers.types import CustomerGroup
from schema.settings.payloads import SettingsUserError

_USER_ERRORS = "Why the mutation was refused; empty when it succeeded."


@strawberry.interface(description="The outcome of a mutation of a customer group.")
class CustomerGroupPayload(MutationPayload):
    customer_group: CustomerGroup | None = strawberry.field(
        description="The group as it is now; null when the request was refused."
    )
    user_errors: Sequence[SettingsUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[str]) -> Self:
        """Run the use case, and show the group after it."""
        outcome = await attempt(command)
        rows = {row.code: row for row in await load_customer_groups(ctx.db)} if outcome.result else {}
        return cls(
            customer_group=CustomerGroup.of(rows[outcome.result]) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `customerGroupCreate`.")
class CustomerGroupCreatePayload(CustomerGroupPayload):
    pass


@strawberry.type(description="The outcome of `customerGroupUpdate`.")
class CustomerGroupUpdatePayload(CustomerGroupPayload):
    pass


@strawberry.type(description="The outcome of `customerGroupDelete`.")
class CustomerGroupDeletePayload(MutationPayload):
    deleted_customer_group_code: str | None = strawberry.field(
        description="The code that the group had; null when the request was refused."
    )
    user_errors: Sequence[SettingsUserError] = strawberry.field(description=_USER_ERRORS)
