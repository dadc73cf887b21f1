"""What is sent back: a status, headers, and JSON as bytes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import msgspec
from graphql import GraphQLError
from starlette.types import Send

from app.http.graphql.question import RESPONSE_JSON, TransportError
from app.responses import COMPRESSED_FROM, choose_coding, compress

CACHE = "Tradewind"
"""The name of our cache in `Cache-Status` (RFC 9211)."""
VARY = (
    "Accept, Accept-Encoding, Authorization, "
    "Tradewind-Storefront, Tradewind-Country, Tradewind-Language, Tradewind-Currency"
)
NOT_STORED = {"cache-control": "no-store", "vary": VARY, "cache-status": f"{CACHE}; fwd=bypass"}


SHARED = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Cache-Status, ETag, RateLimit, RateLimit-Policy, Retry-After, Surrogate-Key, WWW-Authenticate, X-Request-ID",
    ),
)
"""What lets pages of other origins read every answer, refusals too (CORS, of the Fetch standard).

Nothing rests on credentials that a browser sends by itself: tokens are put into headers by the page that holds them.
Which origins a storefront has is checked by the request itself (`app.http.graphql.callers`).
"""


@dataclass(slots=True)
class Reply:
    """One HTTP response, for pages of any origin."""

    status: int
    body: bytes
    headers: Sequence[tuple[bytes, bytes]]
    """As they are sent."""

    @classmethod
    def of(cls, status: int, body: bytes, headers: Mapping[str, str]) -> Self:
        """A 204 and a 304 have no content, and no length of it."""
        raw = [*SHARED, *[(name.encode(), value.encode("latin-1")) for name, value in headers.items()]]
        if status not in (204, 304):
            raw.append((b"content-length", str(len(body)).encode()))
        return cls(status, body, raw)

    async def send(self, send: Send) -> None:
        """Over ASGI."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def media_type(accept: str) -> str:
    """`application/graphql-response+json` for clients that name it, which then get its status codes."""
    return RESPONSE_JSON if RESPONSE_JSON in accept else "application/json"


def content_type(accept: str) -> str:
    """The header."""
    return f"{media_type(accept)}; charset=utf-8"


def answered(body: bytes, headers: Mapping[str, str], more: Mapping[str, str] | None = None) -> Reply:
    """The answer to an operation that was executed, be it in vain, in the coding that the client likes best.

    That a coding tells the length of what it hides (BREACH) needs a browser that asks with somebody's credentials by
    itself: ours are sent by scripts that hold them, never by cookies.
    """
    sent = {**NOT_STORED, "content-type": content_type(headers.get("accept", "")), **(more or {})}
    coding = choose_coding(headers.get("accept-encoding")) if len(body) >= COMPRESSED_FROM else None
    if coding:
        return Reply.of(200, compress(body, coding, once=True), {**sent, "content-encoding": coding})
    return Reply.of(200, body, sent)


def preflight(headers: Mapping[str, str]) -> Reply:
    """The answer to a browser that asks whether it may ask: any header may come along."""
    allowed = {
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": headers.get("access-control-request-headers", "content-type"),
        "access-control-max-age": "86400",
        "vary": "Access-Control-Request-Headers",
    }
    return Reply.of(204, b"", allowed)


def batched(replies: Sequence[Reply]) -> bytes:
    """The answers to a batch, in the order of its requests."""
    return b"[" + b",".join(reply.body for reply in replies) + b"]"


def not_executed(errors: Sequence[GraphQLError], accept: str) -> Reply:
    """The answer to one that was not: errors without `data`."""
    status = 400 if media_type(accept) == RESPONSE_JSON else 200
    body = encode({"errors": [error.formatted for error in errors]})
    return Reply.of(status, body, NOT_STORED | {"content-type": content_type(accept)})


def refused(error: TransportError) -> Reply:
    """The answer to what is no GraphQL request."""
    body = encode({"errors": [error.formatted]})
    return Reply.of(
        error.status, body, NOT_STORED | {"content-type": "application/json; charset=utf-8"} | error.headers
    )


def encode(document: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8."""
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError:  # half a pair of surrogates, which a message quotes from the request
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
