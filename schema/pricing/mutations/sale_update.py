"""`saleUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import SALE_ID, update_sale
from schema.core.access import scope
from schema.pricing.payloads import SaleUpdatePayload
from schema.pricing.sale_inputs import SaleUpdateInput
from schema.settings.inputs import version_of

Input = Annotated[SaleUpdateInput, strawberry.argument(description="Which sale, and what to change.")]


@strawberry.type
class SaleUpdateMutation:
    @root(
        description="Change a sale. What was charged before stays as it was. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def sale_update(ctx: RequestContext, input: Input) -> SaleUpdatePayload:  # noqa: A002 - the argument's name is the API's
        sale_id, version = SALE_ID.decode(input.id), version_of(input.version)
        return await SaleUpdatePayload.of(ctx, update_sale(ctx, sale_id, input.to_change(), version=version))
