"""`exchangeRateSet`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.currencies import set_rate_by_hand
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.currencies.inputs import ExchangeRateSetInput, version_of
from schema.currencies.payloads import ExchangeRateSetPayload

Input = Annotated[ExchangeRateSetInput, strawberry.argument(description="Between which currencies, and the rate.")]


@strawberry.type
class ExchangeRateSetMutation:
    @root(
        description="Let prices go by a rate of yours from now on, whatever the sources say. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def exchange_rate_set(ctx: RequestContext, input: Input) -> ExchangeRateSetPayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(set_rate_by_hand(ctx, input.to_rate(), version=version_of(input.version)))
        return await ExchangeRateSetPayload.after(ctx, outcome)
