"""`staffTokenRotate`."""

from datetime import timedelta
from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import STAFF_TOKEN_ID, Scope, rotate_staff_token
from schema.core.access import scope
from schema.identity.inputs import StaffTokenRotateInput
from schema.identity.payloads import StaffTokenRotatePayload

Input = Annotated[StaffTokenRotateInput, strawberry.argument(description="Which token, and for how long it lives on.")]


@strawberry.type
class StaffTokenRotateMutation:
    @root(
        description="Replace a token by a new one of the same name, scopes and lifetime. The old one lives on for a "
        "while. Needs a token with the scope `tokens:write` and all scopes of the one that it replaces; it is noted in "
        "the audit log. A token is rotated once.",
        access=scope(Scope.TOKENS_WRITE),
    )
    @staticmethod
    async def staff_token_rotate(ctx: RequestContext, input: Input) -> StaffTokenRotatePayload:  # noqa: A002 - the argument's name is the API's
        command = rotate_staff_token(ctx, STAFF_TOKEN_ID.decode(input.id), grace=timedelta(hours=input.grace_hours))
        return await StaffTokenRotatePayload.of(ctx, command)
