"""`searchSynonymsCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.merchandising import create_synonyms
from schema.core.access import scope
from schema.merchandising.inputs import SearchSynonymsCreateInput
from schema.merchandising.payloads import SearchSynonymsCreatePayload

Input = Annotated[SearchSynonymsCreateInput, strawberry.argument(description="What they are to be.")]


@strawberry.type
class SearchSynonymsCreateMutation:
    @root(
        description="Make synonyms of a language. They hold some seconds later, without a new index. "
        "Needs a token with the scope `search:write`; it is noted in the audit log.",
        access=scope(Scope.SEARCH_WRITE),
    )
    @staticmethod
    async def search_synonyms_create(ctx: RequestContext, input: Input) -> SearchSynonymsCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_synonyms(ctx, language_tag=str(input.language_code), change=input.to_change())
        return await SearchSynonymsCreatePayload.of(ctx, command)
