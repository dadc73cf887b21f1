"""A server that does nothing: Starlette with one route, without middleware, which answers constant bytes.

It runs in a process of its own under uvicorn, as the shop does, and is what the shop's whole HTTP layer is measured
against.
"""

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from scripts.benchmarks.serving import Constant, resources, serve


def application() -> Starlette:
    """`/graphql` answers what `/bench/constant/learn` was told, and the meter tells what that cost."""
    constant = Constant()
    return Starlette(
        routes=[
            Route("/graphql", constant.respond, methods=["GET", "POST"]),
            Route("/bench/constant/learn", constant.learn, methods=["POST"]),
            Route("/bench/meter", _meter, methods=["POST"]),
        ]
    )


async def _meter(_: Request) -> Response:
    return JSONResponse({"statements": 0, **resources()})


def server() -> uvicorn.Server:
    """Uvicorn's own protocol, where the shop has one that sets limits."""
    config = uvicorn.Config(
        application,
        factory=True,
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        log_level="warning",
    )
    return uvicorn.Server(config)


if __name__ == "__main__":
    serve(server)
