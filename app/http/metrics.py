"""/metrics, for Prometheus."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Final

import asyncpg
from prometheus_client.metrics_core import GaugeMetricFamily
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.core.remembered import Remembered
from app.core.settings import Environment, Settings
from app.jobs.state import QueueState, queue_state
from app.telemetry.exposition import CONTENT_TYPE, exposition
from app.telemetry.gauges import Gauges
from app.wiring import Runtime
from search import Lag, load_lag

_REMEMBERED_SECONDS: Final = 1.0
_QUEUE_SECONDS: Final = 1.5
_CLOSED: Final = "not found\n"


def metrics(runtime: Runtime, gauges: Gauges) -> Callable[[Request], Awaitable[Response]]:
    """The metrics of all processes of this server, and of the queue that all servers share.

    Asks for the bearer token of the settings; without one it is open in development, and not there in production.
    """
    queue = Remembered(lambda: _queue(runtime), _REMEMBERED_SECONDS)

    async def respond(request: Request) -> Response:
        if refusal := _refusal(runtime.settings, request.headers.get("authorization", "")):
            return refusal
        gauges.look()
        body = exposition(_families((await queue.get())[0]))
        return Response(body, headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"})

    return respond


def _refusal(settings: Settings, authorization: str) -> Response | None:
    if settings.metrics_token is None:
        is_open = settings.environment is Environment.DEVELOPMENT
        return None if is_open else PlainTextResponse(_CLOSED, 404)
    wanted = f"Bearer {settings.metrics_token.get_secret_value()}"
    if hmac.compare_digest(authorization.encode(), wanted.encode()):
        return None
    advice = "Send the token of TRADEWIND_METRICS_TOKEN as `Authorization: Bearer`.\n"
    return PlainTextResponse(advice, 401, {"www-authenticate": "Bearer"})


async def _queue(runtime: Runtime) -> tuple[tuple[QueueState, Lag] | None]:
    """Nothing where the database does not say: the other metrics are wanted then more than ever."""
    try:
        async with asyncio.timeout(_QUEUE_SECONDS):
            return ((await queue_state(runtime.database), await load_lag(runtime.database)),)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return (None,)


def _families(found: tuple[QueueState, Lag] | None) -> Iterator[GaugeMetricFamily]:
    could_look = float(found is not None)
    yield GaugeMetricFamily("tradewind_queue_readable", "1 where the queue could be looked at, else 0.", could_look)
    if found is None:
        return
    queue, lag = found
    yield GaugeMetricFamily(
        "tradewind_search_lag_seconds",
        "How long the oldest change that is in no search index yet has waited.",
        lag.behind / timedelta(seconds=1),
    )
    yield GaugeMetricFamily(
        "tradewind_search_waiting_products", "Products that wait for the search engine to come back.", lag.waiting
    )
    jobs = GaugeMetricFamily("tradewind_queue_jobs", "Jobs in the queue.", labels=("state",))
    for state in ("due", "later", "running", "failed"):
        jobs.add_metric((state,), getattr(queue, state))
    yield jobs
    yield GaugeMetricFamily(
        "tradewind_queue_oldest_seconds",
        "How long the oldest job that is due has waited.",
        queue.oldest / timedelta(seconds=1),
    )
    yield GaugeMetricFamily("tradewind_queue_workers", "Workers that are connected.", queue.workers)
