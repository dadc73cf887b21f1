"""The web application, made by a factory: `uvicorn --factory app.asgi:create_app`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final, Self

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

from app.core import logging
from app.core.settings import Settings
from app.core.signatures import media_key
from app.demo import DemoFacts, demo_facts
from app.events.notifications import Notifications
from app.freshness import Freshness
from app.http.body_limit import BodyLimit, is_upload
from app.http.carrier_callbacks import carrier_callbacks
from app.http.files import METHODS, uploaded_or_fetched
from app.http.graphiql import GraphiQL
from app.http.graphql import GraphQLEndpoint
from app.http.headers import Headers
from app.http.health import Readiness, live, ready
from app.http.media import media
from app.http.metrics import metrics
from app.http.payment_callbacks import payment_callbacks
from app.http.sandbox_bank import sandbox_bank
from app.http.stopping import STOPPING, Stopping
from app.http.time_limit import TimeLimit
from app.responses import ResponseCache
from app.telemetry import tracing
from app.telemetry.gauges import Gauges
from app.wiring import Runtime, stale_after
from schema.root import schema

_GRAPHQL: Final = frozenset({"/graphql", "/graphql/"})


class Application(Starlette):
    """Everything that is answered.

    Questions go straight to their endpoint: to find the way there through a router takes as long as to answer what is
    kept.
    """

    graphql: ASGIApp | None = None

    def __init__(self, settings: Settings, lifespan: Lifespan[Self]) -> None:
        super().__init__(lifespan=lifespan, exception_handlers={HTTPException: _in_our_words})
        limited = TimeLimit(self._dispatch, settings.request_seconds)
        self._others = BodyLimit(limited, settings.body_limit_bytes)
        # An upload takes its time, and is held to its own size and speed.
        self._uploads = BodyLimit(self._dispatch, settings.upload_limit_bytes)
        self._outermost = Headers(self._limit, public_url=settings.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
        else:
            await self._outermost(scope, receive, send)

    async def _limit(self, scope: Scope, receive: Receive, send: Send) -> None:
        limited = self._uploads if is_upload(scope) else self._others
        await limited(scope, receive, send)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.graphql and scope["path"] in _GRAPHQL:
            await self.graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def other_routes(runtime: Runtime, graphiql: GraphiQL | None, gauges: Gauges) -> list[BaseRoute]:
    """What is answered beside GraphQL."""
    sandbox = runtime.settings.sandbox
    return [
        *([Route("/graphiql/{name}", graphiql.file)] if graphiql else []),
        Route("/media/{name:path}", media(runtime.settings.media_dir, media_key(runtime.settings.secret_key))),
        Route("/files/{secret}", uploaded_or_fetched(runtime), methods=METHODS),
        Route("/callbacks/payments/{provider_code}", payment_callbacks(runtime), methods=["POST"]),
        Route("/callbacks/carriers/{carrier_code}", carrier_callbacks(runtime), methods=["POST"]),
        *([Route("/sandbox/bank/{reference}", sandbox_bank(runtime), methods=["GET", "POST"])] if sandbox else []),
        Route("/health/live", live),
        Route("/health/ready", ready(runtime)),
        Route("/metrics", metrics(runtime, gauges)),
    ]


def create_app(settings: Settings | None = None) -> Application:
    """An application that opens its runtime when the server starts it, and closes it when the server stops."""
    settings = settings or Settings()
    logging.configure(settings.environment)

    @asynccontextmanager
    async def lifespan(app: Application) -> AsyncIterator[Mapping[str, Any]]:
        tracing.start("tradewind")
        runtime = await Runtime.open(settings)
        app.state.runtime = runtime
        readiness = runtime.parts[Readiness] = Readiness()
        stopping = runtime.parts[Stopping] = Stopping()
        notifications = runtime.parts[Notifications] = await Notifications.open(settings.database_url)
        answers = runtime.parts[ResponseCache] = _response_cache(settings)
        notifications.attach(Freshness(stale_after(), runtime.parts, answers))
        gauges = Gauges(runtime.database, lambda: (answers.memory.used, len(answers.memory)))
        graphiql = _graphiql(runtime) if settings.graphiql else None
        app.graphql = GraphQLEndpoint(runtime, graphiql.page if graphiql else None)
        app.router.routes.extend(other_routes(runtime, graphiql, gauges))
        with stopping.telling(readiness.drain):
            async with gauges.watching():
                yield {STOPPING: stopping}
        await notifications.close()
        await answers.close()
        await runtime.close()
        await tracing.stop()

    return Application(settings, lifespan)


async def _in_our_words(_: Request, error: Exception) -> JSONResponse:
    """What the router says: 404 and 405, as JSON like every other refusal."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    status = HTTPStatus(error.status_code)
    message = f"{status.phrase}. GraphQL is at /graphql."
    body = {"errors": [{"message": message, "extensions": {"code": status.name}}]}
    return JSONResponse(body, status, error.headers)


def _graphiql(runtime: Runtime) -> GraphiQL:
    async def facts() -> DemoFacts | None:
        return await demo_facts(await runtime.system_context())

    return GraphiQL(facts, runtime.atlas.get)


def _response_cache(settings: Settings) -> ResponseCache:
    if settings.redis_url is None:
        return ResponseCache(settings.response_cache_bytes)
    from app.responses.redis import RedisStore  # its client takes long to import, and most do without

    return ResponseCache(settings.response_cache_bytes, RedisStore(settings.redis_url, prefix=_shop_in_redis(settings)))


def _shop_in_redis(settings: Settings) -> str:
    """Of this shop in this version: another schema has other answers to the same questions."""
    facts = (settings.public_url, settings.secret_key.get_secret_value(), str(schema))
    return f"tradewind-{sha256(repr(facts).encode()).hexdigest()[:16]}"
