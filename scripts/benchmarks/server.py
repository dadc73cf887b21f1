"""The server that is measured: the shop's own application, and beside it the routes of the bench.

    python -m scripts.benchmarks.server PORT CPU

One process, as `tradewind serve` runs it. `CPU` is the processor that it keeps to; empty for any.
"""

import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.asgi import create_app
from app.wiring import Runtime
from scripts.benchmarks.answers import ANSWERS, Answer
from scripts.benchmarks.sampling import Sampler

Endpoint = Callable[[Request], Awaitable[Response]]


class Meter:
    """What this process has used up."""

    def __init__(self, runtime: Runtime) -> None:
        self._statements = 0
        runtime.database.observers.append(self._observe)

    def _observe(self, _: str) -> None:
        self._statements += 1

    async def read(self, _: Request) -> Response:
        """The SQL statements and the seconds of CPU so far, this request left out."""
        return JSONResponse({"statements": self._statements, "cpuSeconds": time.process_time()})


def bench_routes(runtime: Runtime) -> list[Route]:
    """The hand-written answers, the meter and the profiler."""
    return [
        Route("/bench/meter", Meter(runtime).read, methods=["POST"]),
        Route("/bench/samples", samples(Sampler()), methods=["POST"]),
        *(
            Route(f"/bench/{contender}/{scenario}", _endpoint(runtime, answer), methods=["POST"])
            for (contender, scenario), answer in ANSWERS.items()
        ),
    ]


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
            opened.router.routes.extend(bench_routes(opened.state.runtime))
            yield state

    app.router.lifespan_context = lifespan
    return app


def main() -> None:
    """Serve until SIGTERM."""
    port, cpu = sys.argv[1:]
    if cpu:
        os.sched_setaffinity(0, {int(cpu)})
    signal.signal(signal.SIGPROF, signal.SIG_IGN)  # a late tick of the profiler must not end the process
    uvicorn.run(
        application,
        factory=True,
        host="127.0.0.1",
        port=int(port),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
