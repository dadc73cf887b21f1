"""Background work of analytics: counts end with their time."""

from typing import Any

from app.analytics import service
from app.analytics.rules.events import CLOCK_SKEW, LATEST
from app.core.context import RequestContext
from app.core.logging import log

PURGE_JOB = service.PURGE_JOB


async def purge(ctx: RequestContext, _: dict[str, Any]) -> None:
    """Forget what is to be forgotten. The next time is planned before, so that a run that fails does not end the
    series."""
    async with ctx.transaction() as session:
        await service.plan_purge(session)
    async with ctx.transaction() as session:
        gone = await service.purge(session, ctx.now, LATEST + CLOCK_SKEW)
    log.info("counts of searches purged", rows=gone)
