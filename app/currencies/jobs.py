"""Background work of currencies: the sources are asked again and again."""

from datetime import timedelta
from typing import Any

from app.core.context import RequestContext
from app.currencies import service
from app.currencies.commands import update_rates

MOVE_JOB = service.MOVE_JOB
REFRESH_JOB = service.REFRESH_JOB


async def refresh(ctx: RequestContext, _: dict[str, Any]) -> None:
    """Ask the sources. The next time is planned before, so that a run that fails does not end the series."""
    async with ctx.transaction() as session:
        await service.enqueue_refresh(session, delay=timedelta(minutes=ctx.settings.rates_minutes))
    await update_rates(ctx)


async def move(ctx: RequestContext, _: dict[str, Any]) -> None:
    """Let the effective rates follow what is stored: one by hand has ended."""
    async with ctx.transaction() as session:
        await service.move_rates(session)
