"""GraphQL over HTTP and `graphql-transport-ws`, on Strawberry's view, with what it lacks.

The media type `application/graphql-response+json` and its status codes follow the GraphQL-over-HTTP specification: a
request that never began to execute answers 4xx without `data`. A transport error is a JSON GraphQL error with a code.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from cross_web import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.types import QueryParams
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from app.core.context import Viewer
from app.wiring import Runtime
from schema.core.call import Call
from schema.root import schema

RESPONSE_JSON = "application/graphql-response+json"
BEFORE_EXECUTION = frozenset(
    {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "INVALID_CONTEXT_HEADER"}
)


EXAMPLE = 'for example {"query": "{ context { countryCode } }"}'

Page = Callable[[Request], Awaitable[Response]]


class TransportError(Exception):
    """A request that is no GraphQL request."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers

    def response(self) -> Response:
        body = {"errors": [{"message": self.message, "extensions": {"code": self.code}}]}
        return JSONResponse(body, self.status, self.headers)


class GraphQLEndpoint(GraphQL[Call, None]):
    """The endpoint of one process."""

    def __init__(self, runtime: Runtime, page: Page | None) -> None:
        """`page` answers a browser that comes to look; without one it is told how to ask."""
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=10),
        )
        self._runtime = runtime
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            if self._page and _is_a_visit(request):
                response = await self._page(request)
            else:
                _check_method_and_type(request)
                response = await self.run(request)
        except TransportError as error:
            response = error.response()
        except HTTPException as error:
            response = _in_our_words(error).response()
        await response(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Call:
        del response
        return Call(
            headers=dict(request.headers),
            viewer=await self._viewer(request),
            request_id=request.headers.get("x-request-id", "")[:64] or uuid4().hex,
            atlas=self._runtime.atlas.get,
            open_context=self._runtime.context,
        )

    async def _viewer(self, request: HTTPConnection) -> Viewer:
        authorization = request.headers.get("authorization")
        if not authorization:
            return Viewer()
        kind, _, token = authorization.partition(" ")
        viewer = await self._runtime.staff_viewers.of_token(token.strip()) if kind.lower() == "bearer" else None
        if viewer is None:
            raise TransportError(
                401,
                "INVALID_TOKEN",
                "The token is unknown, revoked or expired. `tradewind token create` makes a new one.",
                {"WWW-Authenticate": "Bearer"},
            )
        return viewer

    def parse_query_params(self, params: QueryParams) -> dict[str, Any]:
        return super().parse_query_params({name: value for name, value in params.items() if value != "null"})

    def parse_json(self, data: str | bytes) -> Any:
        """A body, or the variables or extensions of a GET."""
        try:
            document = json.loads(data)
        except json.JSONDecodeError as error:
            raise TransportError(400, "BAD_REQUEST", f"The request is not valid JSON: {error}.") from error
        except UnicodeDecodeError as error:
            raise TransportError(400, "BAD_REQUEST", "The request is not valid UTF-8.") from error
        except RecursionError as error:
            raise TransportError(400, "BAD_REQUEST", "The request is nested too deeply.") from error
        if not isinstance(document, dict):
            raise TransportError(400, "BAD_REQUEST", f"A JSON object is expected, {EXAMPLE}.")
        return document

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        response = await super().get_sub_response(request)
        response.headers["cache-control"] = "no-store"
        response.headers["vary"] = "Accept, Authorization, Tradewind-Country, Tradewind-Language, Tradewind-Currency"
        response.media_type = (
            RESPONSE_JSON if RESPONSE_JSON in request.headers.get("accept", "") else "application/json"
        )
        return response

    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        status = 200
        if sub_response.media_type == RESPONSE_JSON and _never_executed(response_data):
            status = 400
        if _never_executed(response_data):
            response_data.pop("data", None)
        headers = {name: sub_response.headers[name] for name in ("cache-control", "vary")}
        return Response(
            json.dumps(response_data, ensure_ascii=False, separators=(",", ":")).encode(errors="replace"),
            status,
            headers | {"content-type": f"{sub_response.media_type}; charset=utf-8"},
        )


def _never_executed(response: GraphQLHTTPResponse) -> bool:
    errors: list[Any] = list(response.get("errors") or [])
    return response.get("data") is None and any(
        not error.get("path") and (error.get("extensions") or {}).get("code") in BEFORE_EXECUTION for error in errors
    )


def _in_our_words(error: HTTPException) -> TransportError:
    """Strawberry's plain-text refusals, with a code."""
    if "using GET" in error.reason:
        return TransportError(
            405, "METHOD_NOT_ALLOWED", "Only queries are asked by GET: send it by POST.", {"Allow": "POST"}
        )
    return TransportError(error.status_code, "BAD_REQUEST", f"{error.reason.rstrip('.')}. Send {EXAMPLE}.")


def _is_a_visit(request: Request) -> bool:
    return (
        request.method == "GET"
        and "query" not in request.query_params
        and "text/html" in request.headers.get("accept", "")
    )


def _check_method_and_type(request: Request) -> None:
    if request.method not in ("GET", "POST"):
        raise TransportError(405, "METHOD_NOT_ALLOWED", "GraphQL is asked by GET or POST.", {"Allow": "GET, POST"})
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and content_type != "application/json":
        raise TransportError(415, "UNSUPPORTED_MEDIA_TYPE", "Send the request as `Content-Type: application/json`.")
    if request.method == "GET" and "query" not in request.query_params:
        raise TransportError(400, "BAD_REQUEST", "Give the document as the parameter `query`.")
