"""Durable background work on Postgres, by pgqueuer.

Owns: the queue's tables, enqueuing inside a transaction, and running jobs with retries. A job is a name and a JSON
payload; `app.wiring` says which handler does it. Invariants: a job exists if and only if the transaction that enqueued
it has committed; it runs at least once, so handlers are idempotent, and in no promised order, so they read the present
state instead of trusting the payload; a failed attempt is repeated with growing delay; a job that fails to the end is
kept as failed, never dropped.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from app.core.context import RequestContext
from app.jobs.queue import enqueue

JobHandler = Callable[[RequestContext, dict[str, Any]], Awaitable[None]]
"""What does a job: it is given a context of its own and the payload, and owns its transactions."""

__all__ = ["JobHandler", "enqueue"]
