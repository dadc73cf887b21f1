"""Calls to other systems over HTTP: a span each, and the headers with which that system goes on with the trace."""

from typing import Any

import httpx2
from opentelemetry.trace import SpanKind, Status, StatusCode

from app.telemetry import tracing


class TracedClient(httpx2.AsyncClient):
    """An HTTP client that tells of each request."""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        if not tracing.is_on():
            return await super().send(request, **options)
        url = request.url
        attributes: dict[str, str | int] = {
            "http.request.method": request.method,
            "server.address": url.host,
            "url.full": str(url.copy_with(query=None, fragment=None, username=None, password=None)),
        }
        if url.port:
            attributes["server.port"] = url.port
        with tracing.span(request.method, attributes, SpanKind.CLIENT) as span:
            request.headers.update(tracing.trace_headers())
            response = await super().send(request, **options)
            if span is not None:
                span.set_attribute("http.response.status_code", response.status_code)
                if response.status_code >= 400:
                    span.set_attribute("error.type", str(response.status_code))
                    span.set_status(Status(StatusCode.ERROR))
            return response


async def pass_trace_on(request: httpx2.Request) -> None:
    """A hook for requests of a client that is not ours to make."""
    if tracing.is_on():
        request.headers.update(tracing.trace_headers())
