"""How far the indexes are behind the database."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from app.core.clock import utc_now
from app.core.db import Database
from app.events.outbox import RELAY_JOB
from app.jobs.state import oldest_due
from search.sync.backlog import backlog_state

FOLLOW_JOB: Final = "search.follow"
INDEX_JOB: Final = "search.index_product"
INDEX_MANY_JOB: Final = "search.index_products"

_WRITING: Final = (RELAY_JOB, FOLLOW_JOB, INDEX_JOB, INDEX_MANY_JOB)


class Lag(NamedTuple):
    """What a shopper may not find yet."""

    behind: timedelta
    """How long the oldest change that is in no index yet has waited; zero where all are."""
    waiting: int
    """Products that wait for the engine to come back."""


async def load_lag(database: Database) -> Lag:
    """How it is now."""
    since, waiting = await waiting_since(database), (await backlog_state(database)).products
    return Lag(max(utc_now() - since, timedelta(0)) if since else timedelta(0), waiting)


async def waiting_since(database: Database) -> datetime | None:
    """Since when something has waited to be written; None where nothing does."""
    moments = (await oldest_due(database, _WRITING), (await backlog_state(database)).since)
    return min((moment for moment in moments if moment is not None), default=None)
