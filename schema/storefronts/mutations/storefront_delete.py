"""`storefrontDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.storefronts import STOREFRONT_ID, delete_storefront
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.storefronts.inputs import StorefrontDeleteInput
from schema.storefronts.payloads import StorefrontDeletePayload, StorefrontUserError

Input = Annotated[StorefrontDeleteInput, strawberry.argument(description="Which storefront.")]


@strawberry.type
class StorefrontDeleteMutation:
    @root(
        description="Delete a storefront with its tokens and trusted documents: its clients are refused from now on. "
        "Needs a token with the scope `storefronts:write`; it is noted in the audit log.",
        access=scope(Scope.STOREFRONTS_WRITE),
    )
    @staticmethod
    async def storefront_delete(ctx: RequestContext, input: Input) -> StorefrontDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete_storefront(ctx, STOREFRONT_ID.decode(input.id), version=input.version))
        return StorefrontDeletePayload(
            deleted_storefront_id=None if outcome.problems else input.id,
            user_errors=StorefrontUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
