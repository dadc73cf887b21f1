"""Payloads of identity."""

from collections.abc import Awaitable, Sequence
from typing import Self

import strawberry

from app.core.context import RequestContext
from app.core.errors import Problem
from app.identity import IssuedStaffToken, StaffTokenErrorCode
from schema.core.codes import enumeration
from schema.core.payloads import MutationPayload, UserError, attempt
from schema.core.scalars import AccessToken
from schema.identity.types import StaffToken, load_changed_tokens

enumeration(StaffTokenErrorCode)


@strawberry.type(description="Why a staff token was not made, rotated or revoked.")
class StaffTokenUserError(UserError):
    code: StaffTokenErrorCode = strawberry.field(description="The reason, for programs.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [cls.of(ctx, problem, code=StaffTokenErrorCode(problem.code)) for problem in problems]


@strawberry.interface(description="The outcome of a mutation that makes a staff token.")
class IssuedStaffTokenPayload(MutationPayload):
    token: StaffToken | None = strawberry.field(description="The new token; null when the request was refused.")
    access_token: AccessToken | None = strawberry.field(
        description="What to send as `Authorization: Bearer …`. It is here and never again; null when the request was "
        "refused."
    )
    user_errors: Sequence[StaffTokenUserError] = strawberry.field(
        description="Why the mutation was refused; empty when it succeeded."
    )

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[IssuedStaffToken]) -> Self:
        """Run the use case, and show what it made."""
        outcome = await attempt(command)
        issued = outcome.result
        return cls(
            token=(await load_changed_tokens(ctx, [issued.id]))[0] if issued else None,
            access_token=AccessToken(issued.secret) if issued else None,
            user_errors=StaffTokenUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `staffTokenCreate`.")
class StaffTokenCreatePayload(IssuedStaffTokenPayload):
    pass


@strawberry.type(description="The outcome of `staffTokenRotate`.")
class StaffTokenRotatePayload(IssuedStaffTokenPayload):
    pass


@strawberry.type(description="The outcome of `staffTokenRevoke`.")
class StaffTokenRevokePayload(MutationPayload):
    revoked_token_id: strawberry.ID | None = strawberry.field(
        description="The id of the token that opens nothing any more; null when the request was refused."
    )
    user_errors: Sequence[StaffTokenUserError] = strawberry.field(
        description="Why the mutation was refused; empty when it succeeded."
    )
