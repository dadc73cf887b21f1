"""`searchRuleUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.merchandising import RULE_ID, update_search_rule
from schema.core.access import scope
from schema.merchandising.payloads import SearchRuleUpdatePayload
from schema.merchandising.rule_inputs import SearchRuleUpdateInput
from schema.settings.inputs import version_of

Input = Annotated[SearchRuleUpdateInput, strawberry.argument(description="Which rule, and what to change.")]


@strawberry.type
class SearchRuleUpdateMutation:
    @root(
        description="Change a rule of search. "
        "Needs a token with the scope `search:write`; it is noted in the audit log.",
        access=scope(Scope.SEARCH_WRITE),
    )
    @staticmethod
    async def search_rule_update(ctx: RequestContext, input: Input) -> SearchRuleUpdatePayload:  # noqa: A002 - the argument's name is the API's
        version = version_of(input.version)
        command = update_search_rule(ctx, RULE_ID.decode(input.id), input.to_change(), version=version)
        return await SearchRuleUpdatePayload.of(ctx, command)
