"""Payloads of analytics."""

from collections.abc import Awaitable, Sequence
from typing import Self

import strawberry

from app.admission import at_most
from app.analytics import EventResult
from app.core.context import RequestContext
from app.core.errors import Problem
from schema.analytics.codes import AnalyticsErrorCode, EventOutcome
from schema.core.payloads import MutationPayload, UserError, attempt


@strawberry.type(description="Why an event was not counted.")
class AnalyticsUserError(UserError):
    code: AnalyticsErrorCode = strawberry.field(description="The reason, for programs.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [cls.of(ctx, problem, code=AnalyticsErrorCode(problem.code)) for problem in problems]


@strawberry.type(description="What became of one of many events.")
class SearchEventResult:
    index: int = strawberry.field(description="Its place in the input, from 0.")
    outcome: EventOutcome = strawberry.field(description="Whether it is counted.")
    user_errors: list[AnalyticsUserError] = strawberry.field(
        description="Why it was refused; empty where it was not. Do not send it again.", directives=[at_most(1)]
    )


@strawberry.type(description="The outcome of `searchEventsSend`.")
class SearchEventsSendPayload(MutationPayload):
    results: list[SearchEventResult] = strawberry.field(
        description="What became of each, in the order of the input; empty when the request was refused as a whole.",
        directives=[at_most(20)],
    )
    user_errors: Sequence[AnalyticsUserError] = strawberry.field(
        description="Why the mutation was refused as a whole; empty when it was not."
    )

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[list[EventResult]]) -> Self:
        """Run the use case, and show what became of each."""
        outcome = await attempt(command)
        return cls(
            results=[
                SearchEventResult(
                    index=index, outcome=each.outcome, user_errors=AnalyticsUserError.all_of(ctx, each.problems)
                )
                for index, each in enumerate(outcome.result or ())
            ],
            user_errors=AnalyticsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
