"""How the queue is doing: what waits, how long, and who works."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pgqueuer.domain.settings import db_settings

from app.core.db import Database

WORKER_NAME: Final = "tradewind-worker"
"""What the connections of a worker are called in Postgres, followed by a number of its own. A worker is alive while
they are open: Postgres closes them with its end."""

_STATE: Final = f"""
    SELECT count(*) FILTER (WHERE status = 'queued' AND execute_after <= now()) AS due,
           count(*) FILTER (WHERE status = 'queued' AND execute_after > now()) AS later,
           count(*) FILTER (WHERE status = 'picked') AS running,
           count(*) FILTER (WHERE status = 'failed') AS failed,
           coalesce(now() - min(execute_after) FILTER (WHERE status = 'queued' AND execute_after <= now()),
                    interval '0') AS oldest,
           (SELECT count(DISTINCT application_name) FROM pg_stat_activity
            WHERE datname = current_database() AND starts_with(application_name, $1)) AS workers
    FROM {db_settings().qualified.queue_table}
"""  # noqa: S608 - pgqueuer's own name


_OLDEST_DUE: Final = f"""
    SELECT min(execute_after) AS moment FROM {db_settings().qualified.queue_table}
    WHERE entrypoint = ANY($1) AND status IN ('queued', 'picked') AND execute_after <= now()
"""  # noqa: S608 - pgqueuer's own name


@dataclass(frozen=True)
class QueueState:
    """The queue at one moment."""

    due: int
    """Jobs that could run now, and wait for a worker."""
    later: int
    """Jobs whose time has not come: delayed ones, and those that wait for another attempt."""
    running: int
    failed: int
    """Jobs that failed for good, kept for a person to look at."""
    oldest: timedelta
    """How long the oldest of those that are due has been so; zero where none is."""
    workers: int
    """Workers that are connected."""


async def queue_state(database: Database) -> QueueState:
    """What the queue looks like now."""
    (row,) = await database.fetch(_STATE, (WORKER_NAME,))
    return QueueState(row["due"], row["later"], row["running"], row["failed"], row["oldest"], row["workers"])


async def oldest_due(database: Database, jobs: Sequence[str]) -> datetime | None:
    """Since when the oldest of these jobs, by their names, could have run, or runs; None where there is none."""
    (row,) = await database.fetch(_OLDEST_DUE, (list(jobs),))
    moment: datetime | None = row["moment"]
    return moment
