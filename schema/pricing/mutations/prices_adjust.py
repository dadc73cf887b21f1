"""`pricesAdjust`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import adjust_prices
from schema.core.access import scope
from schema.pricing.payloads import PricesAdjustPayload
from schema.pricing.price_inputs import PricesAdjustInput

Input = Annotated[PricesAdjustInput, strawberry.argument(description="Which prices, and how.")]


@strawberry.type
class PricesAdjustMutation:
    @root(
        description="Raise or lower the prices of a list by a percentage or an amount; `dryRun` shows what would be. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def prices_adjust(ctx: RequestContext, input: Input) -> PricesAdjustPayload:  # noqa: A002 - the argument's name is the API's
        command = adjust_prices(ctx, input.to_adjustment(), dry_run=input.dry_run)
        return await PricesAdjustPayload.of(ctx, command)
