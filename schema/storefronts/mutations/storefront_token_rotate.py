"""`storefrontTokenRotate`."""

from datetime import timedelta
from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.storefronts import STOREFRONT_TOKEN_ID, rotate_storefront_token
from schema.core.access import scope
from schema.storefronts.inputs import StorefrontTokenRotateInput
from schema.storefronts.payloads import StorefrontTokenRotatePayload

Input = Annotated[
    StorefrontTokenRotateInput, strawberry.argument(description="Which token, and for how long it lives on.")
]


@strawberry.type
class StorefrontTokenRotateMutation:
    @root(
        description="Replace a token of a storefront by a new one of the same kind and lifetime. The old one lives on "
        "for a while. Needs a token with the scope `storefronts:write`; it is noted in the audit log. A token is "
        "rotated once.",
        access=scope(Scope.STOREFRONTS_WRITE),
    )
    @staticmethod
    async def storefront_token_rotate(ctx: RequestContext, input: Input) -> StorefrontTokenRotatePayload:  # noqa: A002 - the argument's name is the API's
        command = rotate_storefront_token(
            ctx, STOREFRONT_TOKEN_ID.decode(input.id), grace=timedelta(hours=input.grace_hours)
        )
        return await StorefrontTokenRotatePayload.of(ctx, command)
