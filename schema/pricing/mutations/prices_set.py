"""`pricesSet`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import write_prices
from schema.core.access import scope
from schema.pricing.payloads import PricesSetPayload
from schema.pricing.price_inputs import PricesSetInput

Input = Annotated[PricesSetInput, strawberry.argument(description="The prices.")]


@strawberry.type
class PricesSetMutation:
    @root(
        description="Set or remove up to 250 prices, and read of each what became of it. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def prices_set(ctx: RequestContext, input: Input) -> PricesSetPayload:  # noqa: A002 - the argument's name is the API's
        wanted = [each.to_wanted() for each in input.prices]
        return await PricesSetPayload.of(ctx, write_prices(ctx, wanted, input.mode))
