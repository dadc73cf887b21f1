"""`mediaFetchRetry`."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from app.catalog import MEDIA_ID
from app.catalog.commands.media_fetching import retry_media_fetches
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.payloads import ProductUserError
from schema.core.access import scope
from schema.core.payloads import MutationPayload, attempt


@strawberry.input(description="Media that could not be fetched.")
class MediaFetchRetryInput:
    ids: list[strawberry.ID] = strawberry.field(description="The media: at most 100.")


@strawberry.type(description="The outcome of `mediaFetchRetry`.")
class MediaFetchRetryPayload(MutationPayload):
    retried_ids: list[strawberry.ID] = strawberry.field(
        description="The media that are fetched again: those whose status was `FAILED`."
    )
    user_errors: Sequence[ProductUserError] = strawberry.field(
        description="Why the mutation was refused; empty when it succeeded."
    )


Input = Annotated[MediaFetchRetryInput, strawberry.argument(description="Which media.")]


@strawberry.type
class MediaFetchRetryMutation:
    @root(
        description="Fetch media again that could not be fetched from their addresses. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def media_fetch_retry(ctx: RequestContext, input: Input) -> MediaFetchRetryPayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(retry_media_fetches(ctx, [MEDIA_ID.decode(each) for each in input.ids]))
        return MediaFetchRetryPayload(
            retried_ids=[strawberry.ID(MEDIA_ID.encode(each)) for each in outcome.result or ()],
            user_errors=ProductUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
