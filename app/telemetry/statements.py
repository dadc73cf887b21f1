"""SQL statements, as `app.core.db.Database.watchers` tell of them."""

from typing import Final

from app.telemetry import metrics, tracing
from app.telemetry.tallies import Durations

_DURATIONS: Final = {
    pool: Durations(metrics.SQL_SECONDS.labels(pool), metrics.SQL_BOUNDS) for pool in ("read", "write")
}


def count_and_trace(statement: str, pool: str, seconds: float, error: BaseException | None) -> None:
    """A watcher: counts the statement, and makes its span where somebody traces."""
    _DURATIONS[pool].add(seconds)
    if error is not None:
        metrics.SQL_ERRORS.labels(pool).inc()
    if tracing.is_on():
        tracing.tell_statement(statement, pool, seconds, error)
