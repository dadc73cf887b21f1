"""Whether the process lives, and whether it can serve."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.wiring import Runtime


async def live(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("live\n")


def ready(runtime: Runtime) -> Callable[[Request], Awaitable[Response]]:
    """The database answers and has its markets."""

    async def respond(_: Request) -> Response:
        try:
            runtime.atlas.forget()
            markets = len((await runtime.atlas.get()).markets)
        except (OSError, TimeoutError) as error:
            return JSONResponse({"ready": False, "database": type(error).__name__}, 503)
        return JSONResponse({"ready": True, "markets": markets})

    return respond
