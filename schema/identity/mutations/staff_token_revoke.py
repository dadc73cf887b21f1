"""`staffTokenRevoke`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import STAFF_TOKEN_ID, Scope, revoke_staff_token
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.identity.inputs import StaffTokenRevokeInput
from schema.identity.payloads import StaffTokenRevokePayload, StaffTokenUserError

Input = Annotated[StaffTokenRevokeInput, strawberry.argument(description="Which token.")]


@strawberry.type
class StaffTokenRevokeMutation:
    @root(
        description="Let a token of staff open nothing any more, from now on and everywhere. Needs a token with the "
        "scope `tokens:write`; it is noted in the audit log.",
        access=scope(Scope.TOKENS_WRITE),
    )
    @staticmethod
    async def staff_token_revoke(ctx: RequestContext, input: Input) -> StaffTokenRevokePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(revoke_staff_token(ctx, STAFF_TOKEN_ID.decode(input.id)))
        return StaffTokenRevokePayload(
            revoked_token_id=None if outcome.problems else input.id,
            user_errors=StaffTokenUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
