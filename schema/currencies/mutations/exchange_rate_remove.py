"""`exchangeRateRemove`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.currencies import remove_manual_rate
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.currencies.inputs import ExchangeRateRemoveInput, version_of
from schema.currencies.payloads import ExchangeRateRemovePayload

Input = Annotated[ExchangeRateRemoveInput, strawberry.argument(description="Between which currencies.")]


@strawberry.type
class ExchangeRateRemoveMutation:
    @root(
        description="Remove a rate by hand: prices go by what the sources say again. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def exchange_rate_remove(ctx: RequestContext, input: Input) -> ExchangeRateRemovePayload:  # noqa: A002 - the argument's name is the API's
        command = remove_manual_rate(ctx, str(input.base), str(input.quote), version=version_of(input.version))
        return await ExchangeRateRemovePayload.after(ctx, await attempt(command))
