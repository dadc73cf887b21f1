"""`storefrontUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.storefronts import STOREFRONT_ID, update_storefront
from schema.core.access import scope
from schema.storefronts.inputs import StorefrontUpdateInput
from schema.storefronts.payloads import StorefrontUpdatePayload

Input = Annotated[StorefrontUpdateInput, strawberry.argument(description="Which storefront, and what to change.")]


@strawberry.type
class StorefrontUpdateMutation:
    @root(
        description="Change a storefront. Its tokens stay good. Needs a token with the scope `storefronts:write`; it "
        "is noted in the audit log.",
        access=scope(Scope.STOREFRONTS_WRITE),
    )
    @staticmethod
    async def storefront_update(ctx: RequestContext, input: Input) -> StorefrontUpdatePayload:  # noqa: A002 - the argument's name is the API's
        command = update_storefront(ctx, STOREFRONT_ID.decode(input.id), input.to_change(), version=input.version)
        return await StorefrontUpdatePayload.of(ctx, command)
