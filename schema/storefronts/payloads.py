"""Payloads of storefronts."""

from collections.abc import Awaitable, Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.core.errors import Problem
from app.storefronts import IssuedStorefrontToken, StorefrontErrorCode
from schema.core.codes import enumeration
from schema.core.details import StaleVersion, stale_version
from schema.core.payloads import MutationPayload, UserError, attempt
from schema.core.scalars import AccessToken
from schema.storefronts.types import Storefront, StorefrontToken, changed_storefront, changed_token

enumeration(StorefrontErrorCode)

_USER_ERRORS = "Why the mutation was refused; empty when it succeeded."


@strawberry.type(description="Why a storefront or a token of one was not changed.")
class StorefrontUserError(UserError):
    code: StorefrontErrorCode = strawberry.field(description="The reason, for programs.")
    detail: StaleVersion | None = strawberry.field(
        description="Which version the storefront has, with `STALE_VERSION`; else null."
    )

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [
            cls.of(ctx, problem, code=StorefrontErrorCode(problem.code), detail=stale_version(problem.detail))
            for problem in problems
        ]


@strawberry.interface(description="The outcome of a mutation of a storefront.")
class StorefrontPayload(MutationPayload):
    storefront: Storefront | None = strawberry.field(
        description="The storefront as it is now; null when the request was refused."
    )
    user_errors: Sequence[StorefrontUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[UUID]) -> Self:
        """Run the use case, and show the storefront after it."""
        outcome = await attempt(command)
        return cls(
            storefront=await changed_storefront(ctx, outcome.result),
            user_errors=StorefrontUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `storefrontCreate`.")
class StorefrontCreatePayload(StorefrontPayload):
    pass


@strawberry.type(description="The outcome of `storefrontUpdate`.")
class StorefrontUpdatePayload(StorefrontPayload):
    pass


@strawberry.type(description="The outcome of `storefrontDelete`.")
class StorefrontDeletePayload(MutationPayload):
    deleted_storefront_id: strawberry.ID | None = strawberry.field(
        description="The id that the storefront had; null when the request was refused."
    )
    user_errors: Sequence[StorefrontUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.interface(description="The outcome of a mutation that makes a token of a storefront.")
class IssuedStorefrontTokenPayload(MutationPayload):
    token: StorefrontToken | None = strawberry.field(description="The new token; null when the request was refused.")
    access_token: AccessToken | None = strawberry.field(
        description="What to send as `Tradewind-Storefront`. It is here and never again; null when the request was "
        "refused."
    )
    storefront: Storefront | None = strawberry.field(
        description="Whose token it is; null when the request was refused."
    )
    user_errors: Sequence[StorefrontUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[IssuedStorefrontToken]) -> Self:
        """Run the use case, and show what it made."""
        outcome = await attempt(command)
        issued = outcome.result
        return cls(
            token=await changed_token(ctx, issued.id) if issued else None,
            access_token=AccessToken(issued.token) if issued else None,
            storefront=await changed_storefront(ctx, issued.storefront_id if issued else None),
            user_errors=StorefrontUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `storefrontTokenCreate`.")
class StorefrontTokenCreatePayload(IssuedStorefrontTokenPayload):
    pass


@strawberry.type(description="The outcome of `storefrontTokenRotate`.")
class StorefrontTokenRotatePayload(IssuedStorefrontTokenPayload):
    pass


@strawberry.type(description="The outcome of `storefrontTokenRevoke`.")
class StorefrontTokenRevokePayload(MutationPayload):
    revoked_token_id: strawberry.ID | None = strawberry.field(
        description="The id of the token that opens nothing any more; null when the request was refused."
    )
    storefront: Storefront | None = strawberry.field(
        description="Whose token it was; null when the request was refused."
    )
    user_errors: Sequence[StorefrontUserError] = strawberry.field(description=_USER_ERRORS)
