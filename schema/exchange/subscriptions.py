"""Following an import or export."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

import strawberry

from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.events.notifications import Notifications
from app.exchange import ENDED, EXCHANGE_JOB_ID
from app.identity import Scope, staff_tokens_by_id
from schema.core.access import require_scope
from schema.exchange.types import ExchangeJob, job_of

_BURST_SECONDS = 0.5
"""Changes that come this close to each other are pushed as one."""

Id = Annotated[strawberry.ID, strawberry.argument(description="The job's id.")]


@strawberry.type
class ExchangeSubscriptions:
    @strawberry.subscription(
        description="An import or export: at once, and again whenever it gets on, until it has ended. Needs a token "
        "with the scope `exchange:write`. An id of no job is an error, and ends it."
    )
    async def exchange_job_updated(
        self,
        info: strawberry.Info[RequestContext, None],
        id: Id,  # noqa: A002 - the argument's name is the API's
    ) -> AsyncGenerator[ExchangeJob, None]:
        ctx = info.context
        require_scope(ctx, Scope.EXCHANGE_WRITE)
        job = await _present(ctx, EXCHANGE_JOB_ID.decode(id))
        return _follow(ctx, job.row.id)


async def _follow(ctx: RequestContext, job_id: UUID) -> AsyncGenerator[ExchangeJob, None]:
    """Between two pushes it holds nothing but its place among the listeners of the process: no connection."""
    async with ctx.part(Notifications).subscribe(subject_ids={job_id}) as changes:
        job = await _present(ctx, job_id)
        yield job
        if job.status in ENDED:
            return
        async for _ in changes:
            await asyncio.sleep(_BURST_SECONDS)
            changes.forget_waiting()
            job = await _present(ctx, job_id)
            yield job
            if job.status in ENDED:
                return


async def _present(ctx: RequestContext, job_id: UUID | None) -> ExchangeJob:
    """The job as it is now, for a token that is still good."""
    ctx.loaders.clear()
    ctx.now = utc_now()
    token_id = ctx.viewer.token_id
    if token_id is None or await staff_tokens_by_id.first(ctx.db, ids=[token_id], now=ctx.now) is None:
        raise RequestError("UNAUTHENTICATED", "The token is no longer good: send another one.")
    job = await job_of(ctx, job_id)
    if job is None:
        raise RequestError("JOB_NOT_FOUND", "There is no such job, or it is no longer kept.")
    return job
