"""`roundingRuleDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import ROUNDING_RULE_ID, delete_rounding_rule
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.pricing.inputs import RoundingRuleDeleteInput
from schema.pricing.payloads import PricingUserError, RoundingRuleDeletePayload
from schema.settings.inputs import version_of

Input = Annotated[RoundingRuleDeleteInput, strawberry.argument(description="Which rounding rule.")]


@strawberry.type
class RoundingRuleDeleteMutation:
    @root(
        description="Delete a rounding rule. Prices that were rounded by it are others at once. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def rounding_rule_delete(ctx: RequestContext, input: Input) -> RoundingRuleDeletePayload:  # noqa: A002 - the argument's name is the API's
        command = delete_rounding_rule(ctx, ROUNDING_RULE_ID.decode(input.id), version=version_of(input.version))
        outcome = await attempt(command)
        return RoundingRuleDeletePayload(
            deleted_rounding_rule_id=input.id if outcome.result else None,
            user_errors=PricingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
