"""`searchRuleDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.merchandising import RULE_ID, delete_search_rule
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.merchandising.payloads import MerchandisingUserError, SearchRuleDeletePayload
from schema.merchandising.rule_inputs import SearchRuleDeleteInput
from schema.settings.inputs import version_of

Input = Annotated[SearchRuleDeleteInput, strawberry.argument(description="Which rule.")]


@strawberry.type
class SearchRuleDeleteMutation:
    @root(
        description="Delete a rule of search. "
        "Needs a token with the scope `search:write`; it is noted in the audit log.",
        access=scope(Scope.SEARCH_WRITE),
    )
    @staticmethod
    async def search_rule_delete(ctx: RequestContext, input: Input) -> SearchRuleDeletePayload:  # noqa: A002 - the argument's name is the API's
        command = delete_search_rule(ctx, RULE_ID.decode(input.id), version=version_of(input.version))
        outcome = await attempt(command)
        return SearchRuleDeletePayload(
            deleted_search_rule_id=input.id if outcome.result else None,
            user_errors=MerchandisingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
