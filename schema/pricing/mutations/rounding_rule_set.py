"""`roundingRuleSet`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import set_rounding_rule
from schema.core.access import scope
from schema.pricing.inputs import RoundingRuleSetInput
from schema.pricing.payloads import RoundingRuleSetPayload
from schema.settings.inputs import version_of

Input = Annotated[RoundingRuleSetInput, strawberry.argument(description="The rule.")]


@strawberry.type
class RoundingRuleSetMutation:
    @root(
        description="Say how converted prices in a currency are rounded, in one market or in all. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def rounding_rule_set(ctx: RequestContext, input: Input) -> RoundingRuleSetPayload:  # noqa: A002 - the argument's name is the API's
        command = set_rounding_rule(
            ctx,
            currency_code=str(input.currency_code),
            market_code=input.market_code or None,
            bands=[band.to_wanted() for band in input.bands],
            version=version_of(input.version),
        )
        return await RoundingRuleSetPayload.of(ctx, command)
