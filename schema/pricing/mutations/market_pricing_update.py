"""`marketPricingUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import update_market_pricing
from schema.core.access import scope
from schema.pricing.inputs import MarketPricingUpdateInput
from schema.pricing.payloads import MarketPricingUpdatePayload
from schema.settings.inputs import version_of

Input = Annotated[MarketPricingUpdateInput, strawberry.argument(description="Which market, and what to change.")]


@strawberry.type
class MarketPricingUpdateMutation:
    @root(
        description="Say which list a market converts, with which fee, and what old rates come to. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def market_pricing_update(ctx: RequestContext, input: Input) -> MarketPricingUpdatePayload:  # noqa: A002 - the argument's name is the API's
        version = version_of(input.version)
        command = update_market_pricing(ctx, input.market_code, input.to_change(), version=version)
        return await MarketPricingUpdatePayload.of(ctx, command)
