"""`customerGroupDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.customers import delete_customer_group
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.customers.inputs import CustomerGroupDeleteInput
from schema.customers.payloads import CustomerGroupDeletePayload
from schema.settings.inputs import version_of
from schema.settings.payloads import SettingsUserError

Input = Annotated[CustomerGroupDeleteInput, strawberry.argument(description="Which group.")]


@strawberry.type
class CustomerGroupDeleteMutation:
    @root(
        description="Delete a customer group that nothing names. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def customer_group_delete(ctx: RequestContext, input: Input) -> CustomerGroupDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete_customer_group(ctx, input.code, version=version_of(input.version)))
        return CustomerGroupDeletePayload(
            deleted_customer_group_code=outcome.result,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
