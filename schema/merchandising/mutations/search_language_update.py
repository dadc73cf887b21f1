"""`searchLanguageUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.merchandising import update_search_language
from schema.core.access import scope
from schema.merchandising.inputs import SearchLanguageUpdateInput
from schema.merchandising.payloads import SearchLanguageUpdatePayload
from schema.settings.inputs import version_of

Input = Annotated[SearchLanguageUpdateInput, strawberry.argument(description="Which language, and what to say of it.")]


@strawberry.type
class SearchLanguageUpdateMutation:
    @root(
        description="Say which words of a language are left out, and which texts weigh most. A new index is built for "
        "it, while the present one answers. "
        "Needs a token with the scope `search:write`; it is noted in the audit log.",
        access=scope(Scope.SEARCH_WRITE),
    )
    @staticmethod
    async def search_language_update(ctx: RequestContext, input: Input) -> SearchLanguageUpdatePayload:  # noqa: A002 - the argument's name is the API's
        version = version_of(input.version)
        command = update_search_language(ctx, str(input.language_code), input.to_change(), version=version)
        return await SearchLanguageUpdatePayload.of(ctx, command)
