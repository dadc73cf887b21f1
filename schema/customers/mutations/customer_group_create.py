"""`customerGroupCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.customers import create_customer_group
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.customers.inputs import CustomerGroupCreateInput
from schema.customers.payloads import CustomerGroupCreatePayload
from schema.settings.inputs import pairs

Input = Annotated[CustomerGroupCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class CustomerGroupCreateMutation:
    @root(
        description="Make a customer group. Price lists, sales and storefronts can name it then. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def customer_group_create(ctx: RequestContext, input: Input) -> CustomerGroupCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_customer_group(ctx, code=input.code, names=pairs(input.names))
        return await CustomerGroupCreatePayload.of(ctx, command)
