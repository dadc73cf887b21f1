"""`taxRatesDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.tax import TAX_RATE_ID, delete_rates
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.tax.inputs import TaxRatesDeleteInput
from schema.tax.payloads import TaxRatesDeletePayload, TaxUserError

Input = Annotated[TaxRatesDeleteInput, strawberry.argument(description="Which rates.")]


@strawberry.type
class TaxRatesDeleteMutation:
    @root(
        description="Delete rates that staff set, all of them or none. "
        "Where none is left of a tax, what the shop came with holds again. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def tax_rates_delete(ctx: RequestContext, input: Input) -> TaxRatesDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete_rates(ctx, [TAX_RATE_ID.decode(each) for each in input.ids]))
        return TaxRatesDeletePayload(
            deleted_tax_rate_ids=[strawberry.ID(TAX_RATE_ID.encode(each)) for each in outcome.result or ()],
            user_errors=TaxUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
