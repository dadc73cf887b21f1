"""`staffTokenCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope, issue_staff_token
from schema.core.access import scope
from schema.core.lifetimes import lifetime_of
from schema.identity.inputs import StaffTokenCreateInput
from schema.identity.payloads import StaffTokenCreatePayload

Input = Annotated[StaffTokenCreateInput, strawberry.argument(description="What the token is to be.")]


@strawberry.type
class StaffTokenCreateMutation:
    @root(
        description="Make a token for staff. Needs a token with the scope `tokens:write`, which gives no scope that it "
        "does not have itself; it is noted in the audit log. A repeat makes another token: revoke what you did not "
        "receive.",
        access=scope(Scope.TOKENS_WRITE),
    )
    @staticmethod
    async def staff_token_create(ctx: RequestContext, input: Input) -> StaffTokenCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = issue_staff_token(
            ctx, name=input.name, scopes=input.scopes, lifetime=lifetime_of(input.expires_in_days)
        )
        return await StaffTokenCreatePayload.of(ctx, command)
