"""A served application, and a client that speaks `graphql-transport-ws` to it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

from starlette.applications import Starlette
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.asgi import create_app
from app.core.settings import Settings
from app.http.server import Server, ServerConfig

_SECONDS = 10


@asynccontextmanager
async def serving_app(app: ASGIApp, settings: Settings) -> AsyncIterator[tuple[Server, int]]:
    """The application behind our server, in this process, and its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = Server(ServerConfig(app, settings))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    async with asyncio.timeout(_SECONDS):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
    try:
        yield server, port
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[tuple[Starlette, str]]:
    """The shop behind a real server in this process, and the address of its socket."""
    app = create_app(settings)
    async with serving_app(app, settings) as (_, port):
        yield app, f"ws://127.0.0.1:{port}/graphql"


@dataclass
class Socket:
    """One connection, after its greeting."""

    connection: ClientConnection

    async def send(self, kind: str, id: str = "1", **payload: Any) -> None:  # noqa: A002 - the protocol's name
        await self.connection.send(json.dumps({"type": kind, "id": id} | ({"payload": payload} if payload else {})))

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(_SECONDS):
            message: dict[str, Any] = json.loads(await self.connection.recv())
        return message

    async def next(self) -> dict[str, Any]:
        """The data of the next push, which has no errors."""
        message = await self.receive()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        data: dict[str, Any] = message["payload"]["data"]
        return data

    async def is_silent(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self.connection.recv()
        except TimeoutError:
            return True
        return False

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str, **headers: str) -> AsyncIterator[Self]:
        protocols = [Subprotocol("graphql-transport-ws")]
        async with connect(address, subprotocols=protocols, additional_headers=headers) as connection:
            opened = cls(connection)
            await connection.send(json.dumps({"type": "connection_init"}))
            assert (await opened.receive())["type"] == "connection_ack"
            yield opened
