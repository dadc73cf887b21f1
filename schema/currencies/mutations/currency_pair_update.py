"""`currencyPairUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.currencies import update_pair
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.currencies.inputs import CurrencyPairUpdateInput, version_of
from schema.currencies.payloads import CurrencyPairUpdatePayload

Input = Annotated[CurrencyPairUpdateInput, strawberry.argument(description="Which pair, and what to change.")]


@strawberry.type
class CurrencyPairUpdateMutation:
    @root(
        description="Change in which band the effective rate of a pair is held, or confirm a rate that is held back. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def currency_pair_update(ctx: RequestContext, input: Input) -> CurrencyPairUpdatePayload:  # noqa: A002 - the argument's name is the API's
        base, quote, version = str(input.base), str(input.quote), version_of(input.version)
        outcome = await attempt(update_pair(ctx, base, quote, input.to_change(), version=version))
        return await CurrencyPairUpdatePayload.after(ctx, outcome)
