"""`storefrontTokenRevoke`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.storefronts import STOREFRONT_TOKEN_ID, revoke_storefront_token
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.storefronts.inputs import StorefrontTokenRevokeInput
from schema.storefronts.payloads import StorefrontTokenRevokePayload, StorefrontUserError
from schema.storefronts.types import changed_storefront

Input = Annotated[StorefrontTokenRevokeInput, strawberry.argument(description="Which token.")]


@strawberry.type
class StorefrontTokenRevokeMutation:
    @root(
        description="Let a token of a storefront be good for nothing any more, from now on and everywhere. Needs a "
        "token with the scope `storefronts:write`; it is noted in the audit log.",
        access=scope(Scope.STOREFRONTS_WRITE),
    )
    @staticmethod
    async def storefront_token_revoke(ctx: RequestContext, input: Input) -> StorefrontTokenRevokePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(revoke_storefront_token(ctx, STOREFRONT_TOKEN_ID.decode(input.id)))
        return StorefrontTokenRevokePayload(
            revoked_token_id=None if outcome.problems else input.id,
            storefront=await changed_storefront(ctx, outcome.result),
            user_errors=StorefrontUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
