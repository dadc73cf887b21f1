"""`exchangeJobCancel`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.exchange import EXCHANGE_JOB_ID, cancel_job
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.exchange.inputs import ExchangeJobCancelInput
from schema.exchange.payloads import ExchangeJobCancelPayload, ExchangeUserError
from schema.exchange.types import job_of

Input = Annotated[ExchangeJobCancelInput, strawberry.argument(description="Which job.")]


@strawberry.type
class ExchangeJobCancelMutation:
    @root(
        description="End an import or export: at once where it waits, after the batch that it is at where it runs. "
        "What it has written stays. Needs a token with the scope `exchange:write`; it is noted in the audit log.",
        access=scope(Scope.EXCHANGE_WRITE),
    )
    @staticmethod
    async def exchange_job_cancel(ctx: RequestContext, input: Input) -> ExchangeJobCancelPayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(cancel_job(ctx, EXCHANGE_JOB_ID.decode(input.id)))
        return ExchangeJobCancelPayload(
            job=await job_of(ctx, outcome.result),
            user_errors=ExchangeUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
