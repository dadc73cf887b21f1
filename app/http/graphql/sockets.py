"""Sockets that speak `graphql-transport-ws`, on Strawberry's view."""

from datetime import timedelta
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from app.http.graphql.operations import Operations
from app.wiring import Runtime
from schema.core.call import Call
from schema.root import schema

_INIT_WAIT = timedelta(seconds=10)
"""For the client's first message."""


class GraphQLSockets(GraphQL[Call, None]):
    """The sockets of one process."""

    def __init__(self, runtime: Runtime, operations: Operations) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=_INIT_WAIT,
        )
        self._runtime = runtime
        self._operations = operations

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Call:
        del response
        caller = await self._operations.caller(
            dict(request.headers),
            request.client.host if request.client else "",
            request.headers.get("x-request-id", "")[:64] or uuid4().hex,
        )
        return Call(
            headers=caller.headers,
            viewer=caller.viewer,
            request_id=caller.request_id,
            atlas=self._runtime.atlas.get,
            open_context=self._runtime.context,
        )
