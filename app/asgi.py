"""The web application, made by a factory: `uvicorn --factory app.asgi:create_app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from app.core import logging
from app.core.settings import Settings
from app.demo import DemoFacts, demo_facts
from app.events.notifications import Notifications
from app.freshness import Freshness
from app.http.body_limit import BodyLimit
from app.http.carrier_callbacks import carrier_callbacks
from app.http.graphiql import GraphiQL
from app.http.graphql import GraphQLEndpoint
from app.http.health import live, ready
from app.http.media import media
from app.http.payment_callbacks import payment_callbacks
from app.http.sandbox_bank import sandbox_bank
from app.responses import ResponseCache
from app.wiring import Runtime, stale_after
from schema.root import schema


def routes(runtime: Runtime) -> list[BaseRoute]:
    """Everything that is answered."""

    async def facts() -> DemoFacts | None:
        return await demo_facts(await runtime.system_context())

    sandbox = runtime.settings.sandbox
    graphiql = GraphiQL(facts) if runtime.settings.graphiql else None
    graphql = GraphQLEndpoint(runtime, graphiql.page if graphiql else None)
    return [
        Route("/graphql", graphql),
        WebSocketRoute("/graphql", graphql),
        *([Route("/graphiql/{name}", graphiql.file)] if graphiql else []),
        Route("/media/{name:path}", media(runtime.settings.media_dir)),
        Route("/callbacks/payments/{provider_code}", payment_callbacks(runtime), methods=["POST"]),
        Route("/callbacks/carriers/{carrier_code}", carrier_callbacks(runtime), methods=["POST"]),
        *([Route("/sandbox/bank/{reference}", sandbox_bank(runtime), methods=["GET", "POST"])] if sandbox else []),
        Route("/health/live", live),
        Route("/health/ready", ready(runtime)),
    ]


def create_app(settings: Settings | None = None) -> Starlette:
    """An application that opens its runtime when the server starts it, and closes it when the server stops."""
    settings = settings or Settings()
    logging.configure(settings.environment)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        runtime = await Runtime.open(settings)
        app.state.runtime = runtime
        notifications = runtime.parts[Notifications] = await Notifications.open(settings.database_url)
        answers = runtime.parts[ResponseCache] = _response_cache(settings)
        notifications.attach(Freshness(stale_after(), runtime.parts, answers))
        app.router.routes.extend(routes(runtime))
        yield
        await notifications.close()
        await answers.close()
        await runtime.close()

    return Starlette(lifespan=lifespan, middleware=[Middleware(BodyLimit, limit=settings.body_limit_bytes)])


def _response_cache(settings: Settings) -> ResponseCache:
    if settings.redis_url is None:
        return ResponseCache(settings.response_cache_bytes)
    from app.responses.redis import RedisStore  # its client takes long to import, and most do without

    return ResponseCache(settings.response_cache_bytes, RedisStore(settings.redis_url, prefix=_shop_in_redis(settings)))


def _shop_in_redis(settings: Settings) -> str:
    """Of this shop in this version: another schema has other answers to the same questions."""
    facts = (settings.public_url, settings.secret_key.get_secret_value(), str(schema))
    return f"tradewind-{sha256(repr(facts).encode()).hexdigest()[:16]}"
