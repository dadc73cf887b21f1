"""`searchSynonymsUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.merchandising import SYNONYMS_ID, update_synonyms
from schema.core.access import scope
from schema.merchandising.inputs import SearchSynonymsUpdateInput
from schema.merchandising.payloads import SearchSynonymsUpdatePayload
from schema.settings.inputs import version_of

Input = Annotated[SearchSynonymsUpdateInput, strawberry.argument(description="Which synonyms, and what to change.")]


@strawberry.type
class SearchSynonymsUpdateMutation:
    @root(
        description="Change synonyms. Searches follow some seconds later. "
        "Needs a token with the scope `search:write`; it is noted in the audit log.",
        access=scope(Scope.SEARCH_WRITE),
    )
    @staticmethod
    async def search_synonyms_update(ctx: RequestContext, input: Input) -> SearchSynonymsUpdatePayload:  # noqa: A002 - the argument's name is the API's
        version = version_of(input.version)
        command = update_synonyms(ctx, SYNONYMS_ID.decode(input.id), input.to_change(), version=version)
        return await SearchSynonymsUpdatePayload.of(ctx, command)
