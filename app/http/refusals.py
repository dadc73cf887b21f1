"""How middlewares say no: as a GraphQL error in JSON, like everything else that a client of the API reads."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.types import Send


async def refuse_socket(send: Send, status: int, error: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """In place of a handshake. Needs a server with the ASGI extension for it, as ours is."""
    body = json.dumps({"errors": [error]}).encode()
    lines = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    lines += [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "websocket.http.response.start", "status": status, "headers": lines})
    await send({"type": "websocket.http.response.body", "body": body})


async def refuse(send: Send, status: int, code: str, message: str, *headers: tuple[bytes, bytes]) -> None:
    """A whole response."""
    body = json.dumps({"errors": [{"message": message, "extensions": {"code": code}}]}).encode()
    own = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*own, *headers]})
    await send({"type": "http.response.body", "body": body})
