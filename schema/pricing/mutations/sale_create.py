"""`saleCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import create_sale
from schema.core.access import scope
from schema.pricing.payloads import SaleCreatePayload
from schema.pricing.sale_inputs import SaleCreateInput

Input = Annotated[SaleCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class SaleCreateMutation:
    @root(
        description="Plan a sale. It holds from its start on, and never before it was planned. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def sale_create(ctx: RequestContext, input: Input) -> SaleCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_sale(ctx, code=input.code, change=input.to_change())
        return await SaleCreatePayload.of(ctx, command)
