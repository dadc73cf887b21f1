"""When rates are looked at again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.currencies.rules import EffectiveRate
from app.jobs import enqueue

REFRESH_JOB: Final = "currencies.refresh"
"""Asks the sources, and again after a while."""
MOVE_JOB: Final = "currencies.move"
"""Looks at what is stored, when a rate by hand ends."""

_SOON: Final = timedelta(seconds=1)
"""A delay counts from the beginning of a transaction, which is before the moment that it was reckoned from."""


async def enqueue_refresh(session: AsyncSession, *, delay: timedelta | None = None) -> None:
    """Have the sources asked: now, or after a while, where that is not planned already."""
    if delay is None:
        await enqueue(session, REFRESH_JOB, {}, key=f"{REFRESH_JOB}:now")
    else:
        await enqueue(session, REFRESH_JOB, {}, delay=delay, key=REFRESH_JOB)


async def plan_ends(session: AsyncSession, present: Iterable[EffectiveRate], now: datetime) -> None:
    """Have the rates looked at when the first one by hand ends."""
    ends = [rate.holds_until for rate in present if rate.holds_until is not None and rate.holds_until > now]
    if ends:
        end = min(ends)
        await enqueue(session, MOVE_JOB, {}, delay=end - now + _SOON, key=f"{MOVE_JOB}:{end.isoformat()}")
