"""Root fields of imports and exports, for staff."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from app.core.context import RequestContext
from app.core.paging import DEFAULT_PAGE, Page, page_size
from app.exchange import EXCHANGE_JOB_ID, jobs_page
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.core.connections import After, Connection, First
from schema.core.ids import read_id_cursor, write_id_cursor
from schema.exchange.codes import ExchangeStatus
from schema.exchange.types import ExchangeJob, job_of

Id = Annotated[strawberry.ID, strawberry.argument(description="The job's id.")]
Status = Annotated[ExchangeStatus | None, strawberry.argument(description="Only those that are so far.")]


@strawberry.type
class ExchangeQueries:
    @root(
        description="The import or export with this id; null where there is none, or no more. Needs a token with the "
        "scope `exchange:write`.",
        access=scope(Scope.EXCHANGE_WRITE),
    )
    @staticmethod
    async def exchange_job(ctx: RequestContext, id: Id) -> ExchangeJob | None:  # noqa: A002 - the argument's name is the API's
        return await job_of(ctx, EXCHANGE_JOB_ID.decode(id))

    @root(
        description="Imports and exports, the newest first. Needs a token with the scope `exchange:write`.",
        access=scope(Scope.EXCHANGE_WRITE),
    )
    @staticmethod
    async def exchange_jobs(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET, status: Status = UNSET
    ) -> Connection[ExchangeJob]:
        size = page_size(first, ctx.settings.limit_page_size)
        wanted = status.value if isinstance(status, ExchangeStatus) else None
        place = f"exchangeJobs:{wanted or ''}"
        before = read_id_cursor(after or None, place)
        rows = await jobs_page.all(ctx.db, before=before, status=wanted, limit=size + 1)
        return Connection.of(
            Page(rows[:size], has_next=len(rows) > size),
            lambda row: ExchangeJob.of(ctx, row),
            lambda row: write_id_cursor(place, row.id),
            after=after or None,
        )
