"""`searchEventsSend`."""

from typing import Annotated

import strawberry

from app.analytics import count_events
from app.core.context import RequestContext
from app.execution import root
from schema.analytics.inputs import SearchEventsSendInput
from schema.analytics.payloads import SearchEventsSendPayload

Input = Annotated[SearchEventsSendInput, strawberry.argument(description="The events.")]


@strawberry.type
class SearchEventsSendMutation:
    @root(
        description="Count up to 100 events of searches, in the market and the language of the request: what was "
        "searched for, opened and ordered. Each event stands alone: what is wrong with one keeps no other from being "
        "counted. An event that is sent twice is counted once. Nothing is kept of who sent it."
    )
    @staticmethod
    async def search_events_send(ctx: RequestContext, input: Input) -> SearchEventsSendPayload:  # noqa: A002 - the argument's name is the API's
        return await SearchEventsSendPayload.of(ctx, count_events(ctx, [each.to_event() for each in input.events]))
