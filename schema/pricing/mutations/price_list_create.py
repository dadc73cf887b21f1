"""`priceListCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import create_price_list
from schema.core.access import scope
from schema.pricing.inputs import PriceListCreateInput
from schema.pricing.payloads import PriceListCreatePayload

Input = Annotated[PriceListCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class PriceListCreateMutation:
    @root(
        description="Make a price list. Prices come into it with `pricesSet`. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def price_list_create(ctx: RequestContext, input: Input) -> PriceListCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_price_list(ctx, code=input.code, change=input.to_change())
        return await PriceListCreatePayload.of(ctx, command)
