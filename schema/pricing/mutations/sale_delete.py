"""`saleDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import SALE_ID, delete_sale
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.pricing.payloads import PricingUserError, SaleDeletePayload
from schema.pricing.sale_inputs import SaleDeleteInput
from schema.settings.inputs import version_of

Input = Annotated[SaleDeleteInput, strawberry.argument(description="Which sale.")]


@strawberry.type
class SaleDeleteMutation:
    @root(
        description="Delete a sale: it ends now. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def sale_delete(ctx: RequestContext, input: Input) -> SaleDeletePayload:  # noqa: A002 - the argument's name is the API's
        command = delete_sale(ctx, SALE_ID.decode(input.id), version=version_of(input.version))
        outcome = await attempt(command)
        return SaleDeletePayload(
            deleted_sale_id=input.id if outcome.result else None,
            user_errors=PricingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
