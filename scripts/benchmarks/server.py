"""The server that is measured: the shop's own application, and beside it the routes of the bench.

One process, as `tradewind serve` runs it.
"""

import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.asgi import create_app
from app.core.settings import Settings
from app.http.graphql import GraphQLEndpoint
from app.http.server import Server, ServerConfig
from app.wiring import Runtime
from scripts.benchmarks.answers import ANSWERS, Answer
from scripts.benchmarks.plain_strawberry import PlainStrawberry
from scripts.benchmarks.sampling import Sampler
from scripts.benchmarks.serving import Constant, resources, serve

Endpoint = Callable[[Request], Awaitable[Response]]


class Meter:
    """What this process has used up."""

    def __init__(self, runtime: Runtime) -> None:
        self._statements = 0
        runtime.database.observers.append(self._observe)

    def _observe(self, _: str) -> None:
        self._statements += 1

    async def read(self, _: Request) -> Response:
        """The SQL statements and the seconds of CPU so far, this request left out, and the memory."""
        return JSONResponse({"statements": self._statements, **resources()})


def bench_routes(runtime: Runtime) -> list[Route]:
    """The meter, the profiler, constant bytes, GraphQL in other ways, the answers written by hand."""
    constant = Constant()
    return [
        Route("/bench/constant", constant.respond, methods=["GET", "POST"]),
        Route("/bench/constant/learn", constant.learn, methods=["POST"]),
        Route("/bench/graphql", _graphql(runtime, plan=True)),
        Route("/bench/resolvers", _graphql(runtime, plan=False)),
        Route("/bench/strawberry", PlainStrawberry(runtime)),
        Route("/bench/meter", Meter(runtime).read, methods=["POST"]),
        Route("/bench/samples", samples(Sampler()), methods=["POST"]),
        *(
            Route(f"/bench/{contender}/{scenario}", _endpoint(runtime, answer), methods=["POST"])
            for (contender, scenario), answer in ANSWERS.items()
        ),
    ]


def _graphql(runtime: Runtime, *, plan: bool) -> GraphQLEndpoint:
    settings = runtime.settings.model_copy(update={"plan": plan, "response_cache_bytes": 0})
    return GraphQLEndpoint(replace(runtime, settings=settings), None)


def samples(sampler: Sampler) -> Endpoint:
    """Asked once it begins to look at what the process does, asked again it stops and tells."""

    async def respond(_: Request) -> Response:
        return JSONResponse(sampler.toggle())

    return respond


def _endpoint(runtime: Runtime, answer: Answer) -> Endpoint:
    async def respond(request: Request) -> Response:
        body = await answer(runtime, json.loads(await request.body()))
        return Response(body, media_type="application/json")

    return respond


def application() -> Starlette:
    """The shop with the bench's routes, which need its runtime and so come when that is open."""
    app = create_app()
    open_runtime = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(opened: Starlette) -> AsyncIterator[Any]:
        async with open_runtime(opened) as state:
            # behind `/graphql`, which is the first: a request pays for every route that it passes
            opened.router.routes[1:1] = bench_routes(opened.state.runtime)
            yield state

    app.router.lifespan_context = lifespan
    return app


def main() -> None:
    """Serve until SIGTERM."""
    signal.signal(signal.SIGPROF, signal.SIG_IGN)  # a late tick of the profiler must not end the process
    serve(lambda: Server(ServerConfig(application, Settings(), factory=True)))


if __name__ == "__main__":
    main()
