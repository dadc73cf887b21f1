"""The server of one process: uvicorn, with time limits for clients and an end that loses nothing."""

import asyncio
import gc
import math
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from app.core.settings import Settings
from app.http.protocol import HttpProtocol
from app.http.socket_protocol import WebSocketProtocol
from app.http.stopping import STOPPING, Stopping

_IDLE_SECONDS = 65
"""Between two requests of a connection. Load balancers reuse connections for 60 seconds, and must be the first to let
go of one: otherwise a request crosses its end on the way."""
_SWEEP_SECONDS = 1.0


class ServerConfig(uvicorn.Config):
    """How every server of Tradewind is set up."""

    def __init__(self, app: Any, settings: Settings, *, factory: bool = False) -> None:
        """`app` is the application, or names it for another process."""
        self.receive_seconds = settings.receive_seconds
        self.upload_bytes_per_second = settings.upload_bytes_per_second
        super().__init__(
            app,
            factory=factory,
            loop="uvloop",
            http=HttpProtocol,
            ws=WebSocketProtocol,
            ws_max_size=settings.body_limit_bytes,
            ws_ping_interval=settings.keep_alive_seconds,
            ws_ping_timeout=settings.keep_alive_seconds,
            ws_per_message_deflate=False,  # it takes some 40 kB of each socket, and its messages are short
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=math.ceil(settings.request_seconds),
            access_log=False,
            server_header=False,
            log_level="warning",
            log_config=None,  # its warnings go the way of our own lines: see `app.core.logging`
        )


class Server(uvicorn.Server):
    """One process's."""

    def __init__(self, config: ServerConfig, on_ready: Callable[[], None] | None = None) -> None:
        """`on_ready` is called when it has begun to accept connections."""
        super().__init__(config)
        self._on_ready = on_ready
        self._sweep_seconds = min(_SWEEP_SECONDS, config.receive_seconds / 4)
        self._sweeping: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # what is loaded stays: going through it at each full collection would stop everyone for 0.2 s
        self._sweeping = asyncio.create_task(self._sweep())
        if self._on_ready:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nothing more, let everyone know, and wait for what runs, up to the time limit of a request."""
        stopping: Stopping | None = self.lifespan.state.get(STOPPING)
        if stopping:
            stopping.begin()
        try:
            await super().shutdown(sockets)
        finally:
            if self._sweeping:
                self._sweeping.cancel()

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._sweep_seconds)
            now = loop.time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, HttpProtocol):
                    connection.sweep(now)
