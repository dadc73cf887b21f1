"""What every measured server process has: how it is run, and what it tells about itself.

    python -m MODULE PORT CPU

`CPU` is the processor that it keeps to; empty for any.
"""

import os
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import uvicorn
from starlette.requests import Request
from starlette.responses import Response

_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


def serve(server_of: Callable[[], uvicorn.Server]) -> None:
    """Serve until SIGTERM, in this process, on the port and the processor of the command line."""
    port, cpu = sys.argv[1:]
    if cpu:
        os.sched_setaffinity(0, {int(cpu)})
    with socket.create_server(("127.0.0.1", int(port)), backlog=2048) as listening:
        server_of().run([listening])


def resources() -> Mapping[str, float]:
    """The seconds of CPU that this process has used, and its memory; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        pages = 0
    return {"cpuSeconds": time.process_time(), "residentBytes": pages * _PAGE_BYTES}


class Constant:
    """The fastest that a handler of Starlette can be: it reads the request, and answers what it was told to."""

    def __init__(self) -> None:
        self._body = b""
        self._headers: dict[str, str] = {}

    async def learn(self, request: Request) -> Response:
        """Take the body and the headers to answer with."""
        told = await request.json()
        self._body, self._headers = told["body"].encode(), told["headers"]
        return Response(status_code=200)

    async def respond(self, request: Request) -> Response:
        """The answer."""
        await request.body()
        return Response(self._body, headers=self._headers)
