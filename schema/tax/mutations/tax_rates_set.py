"""`taxRatesSet`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.tax import set_rates
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.tax.inputs import TaxRatesSetInput
from schema.tax.payloads import TaxRateResult, TaxRatesSetPayload, TaxUserError

Input = Annotated[TaxRatesSetInput, strawberry.argument(description="The rates.")]


@strawberry.type
class TaxRatesSetMutation:
    @root(
        description="Set rates of tax, each by its place, class, tax and first day. "
        "Each is written or refused by itself. The other rates of a tax that is written become the staff's too: "
        "what the shop comes with no longer touches them. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def tax_rates_set(ctx: RequestContext, input: Input) -> TaxRatesSetPayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(set_rates(ctx, [each.to_row() for each in input.rates]))
        return TaxRatesSetPayload(
            results=TaxRateResult.all_of(ctx, outcome.result or ()),
            user_errors=TaxUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
