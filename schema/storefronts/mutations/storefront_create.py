"""`storefrontCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.storefronts import create_storefront
from schema.core.access import scope
from schema.storefronts.inputs import StorefrontCreateInput
from schema.storefronts.payloads import StorefrontCreatePayload

Input = Annotated[StorefrontCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class StorefrontCreateMutation:
    @root(
        description="Make a storefront. Make a token for it next. Needs a token with the scope `storefronts:write`; it "
        "is noted in the audit log.",
        access=scope(Scope.STOREFRONTS_WRITE),
    )
    @staticmethod
    async def storefront_create(ctx: RequestContext, input: Input) -> StorefrontCreatePayload:  # noqa: A002 - the argument's name is the API's
        budget = input.budget_per_minute
        command = create_storefront(
            ctx,
            code=input.code,
            name=input.name,
            channel_code=input.channel_code or None,
            allowed_origins=input.allowed_origins,
            budget_per_minute=budget if isinstance(budget, int) else None,
            trusted_documents_only=input.trusted_documents_only,
            customer_group_code=input.customer_group_code or None,
        )
        return await StorefrontCreatePayload.of(ctx, command)
