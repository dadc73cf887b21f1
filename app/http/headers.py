"""What every request and every response has: an id, a span, ids for the log, headers that keep browsers safe.

The outermost of our middleware. A request that fails where nobody expects it is answered here, masked, with the id
under which the log has it.
"""

import json
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from random import getrandbits
from typing import Any, Final

from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.logging import log, request_ids
from app.telemetry import tracing
from app.telemetry.metrics import HTTP_RESPONSES
from app.telemetry.tallies import Count

REQUEST_ID: Final = b"x-request-id"
_SAFE_ID: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_TRACEPARENT: Final = re.compile(rb"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")
_UNTRACED: Final = ("/health/", "/metrics")
"""Probes, which come every few seconds and tell nothing."""
_ROUTES: Final = frozenset({"graphql", "graphiql", "media", "files", "callbacks", "sandbox"})
"""The first parts of paths that are ours."""

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    # Pictures and answers are for pages of any origin, those that isolate themselves included. Who may read an answer
    # is said by CORS.
    (b"cross-origin-resource-policy", b"cross-origin"),
    # For answers that are no pages. Those that are bring a policy of their own.
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"x-frame-options", b"DENY"),
)
_ONLY_HTTPS: Final = (b"strict-transport-security", b"max-age=31536000")
"""A year, for this host alone: its neighbours are not ours."""

_Header = tuple[bytes, bytes]


class Headers:
    """Around the whole application. The id of a request is in `scope["state"]["request_id"]`."""

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        """With a `public_url` of https, browsers are told to use nothing else."""
        self._app = app
        self._added = (*_ALWAYS, _ONLY_HTTPS) if public_url.startswith("https:") else _ALWAYS
        self._names = frozenset(name for name, _ in self._added)
        self._counted: dict[int, Count] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given, traceparent = headers.get(REQUEST_ID), headers.get(b"traceparent")
        request_id = given if given is not None and _SAFE_ID.fullmatch(given) else b"%032x" % getrandbits(128)
        text = request_id.decode()
        scope.setdefault("state", {})["request_id"] = text
        token = request_ids.set((text, _trace_id(traceparent) if traceparent else ""))
        try:
            if tracing.is_on() and not scope["path"].startswith(_UNTRACED):
                with _span(scope, text) as span:
                    await self._pass_on(scope, receive, send, (REQUEST_ID, request_id), span)
            else:
                await self._pass_on(scope, receive, send, (REQUEST_ID, request_id), None)
        finally:
            request_ids.reset(token)

    async def _pass_on(
        self, scope: Scope, receive: Receive, send: Send, request_id: _Header, span: Span | None
    ) -> None:
        started = False

        async def headed(message: Message) -> None:
            nonlocal started
            kind = message["type"]
            if kind in ("http.response.start", "websocket.http.response.start"):
                started = True
                message["headers"] = self._completed(message.get("headers", ()), request_id)
                self._count(message["status"], span)
            elif kind == "websocket.accept":
                started = True
                message["headers"] = [*message.get("headers", ()), request_id]
                self._count(101, span)
            await send(message)

        try:
            await self._app(scope, receive, headed)
        except Exception as error:
            log.exception("unexpected error", path=scope["path"])
            if span is not None:
                tracing.fail(span, error)
            if started or scope["type"] != "http":
                raise  # the server cuts the connection: what was begun must not look complete
            await _apologize(headed, request_id[1].decode())

    def _completed(self, headers: Iterable[_Header], request_id: _Header) -> list[_Header]:
        """What the response says itself, it says instead of us."""
        sent = list(headers)
        own = self._names.intersection([name for name, _ in sent])
        sent.extend([each for each in self._added if each[0] not in own] if own else self._added)
        sent.append(request_id)
        return sent

    def _count(self, status: int, span: Span | None) -> None:
        counted = self._counted.get(status)
        if counted is None:
            counted = self._counted[status] = Count(HTTP_RESPONSES.labels(str(status)))
        counted.count += 1
        if span is not None:
            span.set_attribute("http.response.status_code", status)
            if status >= 500:
                span.set_attribute("error.type", str(status))
                span.set_status(Status(StatusCode.ERROR))


def _span(scope: Scope, request_id: str) -> AbstractContextManager[Any]:
    """The span of a request, below its caller's. Paths that are not ours do not name it."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    first = scope["path"].split("/", 2)[1:2]
    route = f"/{first[0]}" if first and first[0] in _ROUTES else ""
    method = scope.get("method", "GET")
    attributes = {
        "http.request.method": method,
        "url.path": scope["path"] if route == "/graphql" else route,  # others may hold an id that opens something
        "url.scheme": scope.get("scheme", "http"),
        "server.address": headers.get("host", ""),
        "network.protocol.version": scope.get("http_version", ""),
        "user_agent.original": headers.get("user-agent", ""),
        "tradewind.request_id": request_id,
        **({"http.route": route} if route else {}),
    }
    return tracing.resumed(headers, f"{method} {route}".strip(), attributes, SpanKind.SERVER)


def _trace_id(traceparent: bytes) -> str:
    found = _TRACEPARENT.fullmatch(traceparent)
    return found[1].decode() if found else ""


async def _apologize(send: Send, request_id: str) -> None:
    error = {
        "message": "Something went wrong on our side. Try again, and tell us the request id if it stays.",
        "extensions": {"code": "INTERNAL_ERROR", "requestId": request_id},
    }
    body = json.dumps({"errors": [error]}).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
