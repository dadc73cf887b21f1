"""The web application, made by a factory: `uvicorn --factory app.asgi:create_app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from app.core import logging
from app.core.settings import Settings
from app.demo import DemoFacts, demo_facts
from app.events.notifications import Notifications
from app.http.body_limit import BodyLimit
from app.http.carrier_callbacks import carrier_callbacks
from app.http.graphiql import GraphiQL
from app.http.graphql import GraphQLEndpoint
from app.http.health import live, ready
from app.http.media import media
from app.http.payment_callbacks import payment_callbacks
from app.http.sandbox_bank import sandbox_bank
from app.wiring import Runtime


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
        app.router.routes.extend(routes(runtime))
        yield
        await notifications.close()
        await runtime.close()

    return Starlette(lifespan=lifespan, middleware=[Middleware(BodyLimit, limit=settings.body_limit_bytes)])
