"""`priceListUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import PRICE_LIST_ID, update_price_list
from schema.core.access import scope
from schema.pricing.inputs import PriceListUpdateInput
from schema.pricing.payloads import PriceListUpdatePayload
from schema.settings.inputs import version_of

Input = Annotated[PriceListUpdateInput, strawberry.argument(description="Which price list, and what to change.")]


@strawberry.type
class PriceListUpdateMutation:
    @root(
        description="Change a price list. The amounts in it stay. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def price_list_update(ctx: RequestContext, input: Input) -> PriceListUpdatePayload:  # noqa: A002 - the argument's name is the API's
        price_list_id, version = PRICE_LIST_ID.decode(input.id), version_of(input.version)
        return await PriceListUpdatePayload.of(
            ctx, update_price_list(ctx, price_list_id, input.to_change(), version=version)
        )
