"""The sandbox carrier in tests: reports as it would send them, and a worker whose callbacks reach the application."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2

from app.core.clock import utc_now
from app.core.settings import Settings
from app.core.signatures import sign
from app.shipments.carriers.sandbox.messages import callback_key
from app.wiring import job_handlers
from app.worker import Worker
from tests.support.client import Client

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
"""Before any test runs: carriers are late, and what staff do in a test happened after it."""


def report(number: str, event: str, at: datetime = NOON, **changes: Any) -> dict[str, Any]:
    """One report of the sandbox carrier, from Leipzig."""
    return {
        "reportId": f"{number}-{event}-{at:%d%H%M}",
        "trackingNumber": number,
        "event": event,
        "description": f"What the carrier says of {event}",
        "occurredAt": at.isoformat(),
        "location": {"country": "DE", "city": "Leipzig", "timeZone": "Europe/Berlin"},
        **changes,
    }


async def call_back(
    client: Client, settings: Settings, body: str, *, carrier: str = "sandbox", signed: bool = True
) -> httpx2.Response:
    """Send a callback as the carrier does."""
    key = callback_key(settings.secret_key)
    headers = sign(key, uuid4().hex, utc_now(), body) if signed else {}
    return await client.http.post(f"/callbacks/carriers/{carrier}", content=body, headers=headers)


async def tell(client: Client, settings: Settings, *reports: dict[str, Any]) -> httpx2.Response:
    """Send these reports in one callback."""
    return await call_back(client, settings, json.dumps({"reports": reports}))


def worker_of(client: Client, jobs: Sequence[str]) -> Worker:
    """A worker for these jobs, beside the application: what its jobs send over HTTP arrives there."""
    runtime = client.runtime
    runtime.parts[httpx2.AsyncClient] = client.http
    handlers = {name: handler for name, handler in job_handlers().items() if name in jobs}
    return Worker(runtime.database, runtime.settings.database_url, handlers, {}, runtime.system_context)
