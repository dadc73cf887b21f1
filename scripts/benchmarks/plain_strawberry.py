"""The same schema as Strawberry serves it by itself: its view, its executor, its caches of documents."""

import strawberry
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from app.core.context import Viewer
from app.wiring import Runtime
from schema.core.call import Call, ContextExtension, in_context
from schema.core.scalars import SCALARS
from schema.payments.actions import InstructionsAction, RedirectAction
from schema.root import Mutation, Query, Subscription


class PlainStrawberry(GraphQL[Call, None]):
    """The endpoint that its documentation leads to."""

    def __init__(self, runtime: Runtime) -> None:
        schema = strawberry.Schema(
            query=Query,
            mutation=Mutation,
            subscription=Subscription,
            types=[RedirectAction, InstructionsAction],
            directives=[in_context],
            extensions=[ContextExtension, lambda: ParserCache(maxsize=1000), lambda: ValidationCache(maxsize=1000)],
            config=StrawberryConfig(scalar_map=SCALARS),
        )
        super().__init__(schema, graphql_ide=None)
        self._runtime = runtime

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Call:
        del response
        return Call(dict(request.headers), Viewer(), "bench", self._runtime.atlas.get, self._runtime.context)
