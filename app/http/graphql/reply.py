"""What is sent back: a status, headers, and JSON as bytes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from graphql import GraphQLError
from starlette.types import Send

from app.http.graphql.question import RESPONSE_JSON, TransportError

CACHE = "Tradewind"
"""The name of our cache in `Cache-Status` (RFC 9211)."""
VARY = "Accept, Accept-Encoding, Authorization, Tradewind-Country, Tradewind-Language, Tradewind-Currency"
NOT_STORED = {"cache-control": "no-store", "vary": VARY, "cache-status": f"{CACHE}; fwd=bypass"}


@dataclass(frozen=True)
class Reply:
    """One HTTP response."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    async def send(self, send: Send) -> None:
        """Over ASGI. A 304 has no content, and no length of it."""
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self.headers.items()]
        if self.status != 304:
            headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def media_type(accept: str) -> str:
    """`application/graphql-response+json` for clients that name it, which then get its status codes."""
    return RESPONSE_JSON if RESPONSE_JSON in accept else "application/json"


def content_type(accept: str) -> str:
    """The header."""
    return f"{media_type(accept)}; charset=utf-8"


def answered(body: bytes, accept: str) -> Reply:
    """The answer to an operation that was executed, be it in vain."""
    return Reply(200, body, NOT_STORED | {"content-type": content_type(accept)})


def not_executed(errors: Sequence[GraphQLError], accept: str) -> Reply:
    """The answer to one that was not: errors without `data`."""
    status = 400 if media_type(accept) == RESPONSE_JSON else 200
    body = encode({"errors": [error.formatted for error in errors]})
    return Reply(status, body, NOT_STORED | {"content-type": content_type(accept)})


def refused(error: TransportError) -> Reply:
    """The answer to what is no GraphQL request."""
    body = encode({"errors": [{"message": error.message, "extensions": {"code": error.code}}]})
    return Reply(error.status, body, NOT_STORED | {"content-type": "application/json; charset=utf-8"} | error.headers)


def encode(document: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8."""
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError:  # half a pair of surrogates, which a message quotes from the request
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
