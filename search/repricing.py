"""When documents have to say anew what everything costs, though nothing was written: a sale begins at midnight."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import utc_now
from app.jobs import enqueue
from search.documents import Source

REPRICE_JOB: Final = "search.reprice"


async def plan_repricing(session: AsyncSession, source: Source, now: datetime) -> None:
    """Have documents looked at when the next price in them may change by the clock alone. Once for each moment."""
    moment = source.next_change(now)
    if moment is not None:
        delay = max(moment - utc_now(), timedelta(0))
        key = f"{REPRICE_JOB}:{moment.isoformat()}"
        await enqueue(session, REPRICE_JOB, {"moment": moment}, delay=delay, key=key)
