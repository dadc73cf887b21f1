"""`searchSynonymsDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.merchandising import SYNONYMS_ID, delete_synonyms
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.merchandising.inputs import SearchSynonymsDeleteInput
from schema.merchandising.payloads import MerchandisingUserError, SearchSynonymsDeletePayload
from schema.settings.inputs import version_of

Input = Annotated[SearchSynonymsDeleteInput, strawberry.argument(description="Which synonyms.")]


@strawberry.type
class SearchSynonymsDeleteMutation:
    @root(
        description="Delete synonyms. Searches follow some seconds later. "
        "Needs a token with the scope `search:write`; it is noted in the audit log.",
        access=scope(Scope.SEARCH_WRITE),
    )
    @staticmethod
    async def search_synonyms_delete(ctx: RequestContext, input: Input) -> SearchSynonymsDeletePayload:  # noqa: A002 - the argument's name is the API's
        command = delete_synonyms(ctx, SYNONYMS_ID.decode(input.id), version=version_of(input.version))
        outcome = await attempt(command)
        return SearchSynonymsDeletePayload(
            deleted_search_synonyms_id=input.id if outcome.result else None,
            user_errors=MerchandisingUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
