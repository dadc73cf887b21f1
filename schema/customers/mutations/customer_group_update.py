"""`customerGroupUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.customers import update_customer_group
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.customers.inputs import CustomerGroupUpdateInput
from schema.customers.payloads import CustomerGroupUpdatePayload
from schema.settings.inputs import pairs, version_of

Input = Annotated[CustomerGroupUpdateInput, strawberry.argument(description="Which group, and what to change.")]


@strawberry.type
class CustomerGroupUpdateMutation:
    @root(
        description="Change a customer group. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def customer_group_update(ctx: RequestContext, input: Input) -> CustomerGroupUpdatePayload:  # noqa: A002 - the argument's name is the API's
        names = pairs(input.names) if input.names else None
        command = update_customer_group(ctx, input.code, names=names, version=version_of(input.version))
        return await CustomerGroupUpdatePayload.of(ctx, command)
