"""Putting jobs into the queue, and taking a finished one out, in the transaction of the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.models import Job
from pgqueuer.domain.settings import db_settings
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncSession

from app.jobs.session_driver import SessionDriver
from app.telemetry.tracing import trace_headers

_NO_DELAY = timedelta(0)
_KEYED = {"tradewind": "keyed"}
_PRIORITY = 0


@dataclass(frozen=True)
class NewJob:
    """A job to enqueue. The fields are the arguments of `enqueue`."""

    job: str
    payload: Mapping[str, Any]
    delay: timedelta = _NO_DELAY
    key: str | None = None


async def enqueue(
    session: AsyncSession,
    job: str,
    payload: Mapping[str, Any],
    *,
    delay: timedelta = _NO_DELAY,
    key: str | None = None,
) -> None:
    """Have a worker run the job once this transaction has committed; a rollback leaves no job.

    The payload becomes JSON (a UUID, a date or an enumeration its usual text). `delay` counts from the start of the
    transaction. With a `key`, nothing is added while a job with the same key waits: that one runs after this
    transaction, and sees its changes. For this the key stays locked until the transaction ends, so that transactions
    with the same key take turns: choose narrow keys, and enqueue late.
    """
    await enqueue_all(session, [NewJob(job, payload, delay, key)])


async def enqueue_all(session: AsyncSession, jobs: Sequence[NewJob]) -> None:
    """`enqueue` for several jobs in one statement. No key may occur twice."""
    if not jobs:
        return
    await _queries(session).enqueue(
        [new.job for new in jobs],
        [to_json(new.payload, inf_nan_mode="constants") for new in jobs],
        [_PRIORITY] * len(jobs),
        [new.delay for new in jobs],
        dedupe_key=[new.key for new in jobs],
        headers=[_headers(new) for new in jobs],
        # Skipping a duplicate would let the waiting job start, and miss our changes, before we commit. The harmless
        # update locks it instead, and workers leave locked jobs alone.
        on_conflict="update_priority",
    )


def is_keyed(job: Job) -> bool:
    """Whether the job was enqueued with a key."""
    return job.headers is not None and _KEYED.items() <= job.headers.items()


def release_key_sql() -> str:
    """Frees the key of the job `$1`, so that changes from now on make a new job instead of relying on a running one."""
    return f"UPDATE {db_settings().qualified.queue_table} SET dedupe_key = NULL WHERE id = $1"  # noqa: S608 - pgqueuer's own name


async def finish(session: AsyncSession, job: Job) -> bool:
    """Finish a running job in this transaction: what the job did and its end are committed together.

    False where the job has ended already, in another worker that took it for abandoned: then do nothing.
    """
    connection = await session.connection()
    lock = f"SELECT 1 FROM {db_settings().qualified.queue_table} WHERE id = $1 FOR UPDATE"  # noqa: S608 - pgqueuer's own name
    if (await connection.exec_driver_sql(lock, (job.id,))).first() is None:
        return False
    await _queries(session).log_jobs([(job, "successful", None)])
    return True


def _headers(job: NewJob) -> dict[str, str] | None:
    """What a worker needs to know besides the payload: whether there is a key, and which span asks for the job."""
    return (_KEYED if job.key is not None else {}) | trace_headers() or None


def _queries(session: AsyncSession) -> Queries:
    return Queries(SessionDriver(session))
