"""`storefrontTokenCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.storefronts import STOREFRONT_ID, create_storefront_token
from schema.core.access import scope
from schema.core.lifetimes import lifetime_of
from schema.storefronts.inputs import StorefrontTokenCreateInput
from schema.storefronts.payloads import StorefrontTokenCreatePayload

Input = Annotated[StorefrontTokenCreateInput, strawberry.argument(description="Whose token, and of which kind.")]


@strawberry.type
class StorefrontTokenCreateMutation:
    @root(
        description="Make a token of a storefront. Needs a token with the scope `storefronts:write`; it is noted in "
        "the audit log. A repeat makes another token: revoke what you did not receive.",
        access=scope(Scope.STOREFRONTS_WRITE),
    )
    @staticmethod
    async def storefront_token_create(ctx: RequestContext, input: Input) -> StorefrontTokenCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_storefront_token(
            ctx,
            STOREFRONT_ID.decode(input.storefront_id),
            input.kind,
            lifetime=lifetime_of(input.expires_in_days),
        )
        return await StorefrontTokenCreatePayload.of(ctx, command)
