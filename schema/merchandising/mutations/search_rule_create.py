"""`searchRuleCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.merchandising import create_search_rule
from schema.core.access import scope
from schema.merchandising.payloads import SearchRuleCreatePayload
from schema.merchandising.rule_inputs import SearchRuleCreateInput

Input = Annotated[SearchRuleCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class SearchRuleCreateMutation:
    @root(
        description="Make a rule that pins, boosts, buries or redirects. Try it first with `searchPreview`. "
        "Needs a token with the scope `search:write`; it is noted in the audit log.",
        access=scope(Scope.SEARCH_WRITE),
    )
    @staticmethod
    async def search_rule_create(ctx: RequestContext, input: Input) -> SearchRuleCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_search_rule(ctx, code=input.code, change=input.to_change())
        return await SearchRuleCreatePayload.of(ctx, command)
