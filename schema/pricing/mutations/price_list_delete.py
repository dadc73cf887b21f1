"""`priceListDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import PRICE_LIST_ID, delete_price_list
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.pricing.inputs import PriceListDeleteInput
from schema.pricing.payloads import PriceListDeletePayload, PricingUserError
from schema.settings.inputs import version_of

Input = Annotated[PriceListDeleteInput, strawberry.argument(description="Which price list.")]


@strawberry.type
class PriceListDeleteMutation:
    @root(
        description="Delete a price list that has no prices and that no market converts. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def price_list_delete(ctx: RequestContext, input: Input) -> PriceListDeletePayload:  # noqa: A002 - the argument's name is the API's
        command = delete_price_list(ctx, PRICE_LIST_ID.decode(input.id), version=version_of(input.version))
        outcome = await attempt(command)
        return PriceListDeletePayload(
            deleted_price_list_id=input.id if outcome.result else None,
            user_errors=PricingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
