"""The same schema as Strawberry serves it by itself: its view, its executor, its caches of documents."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import OperationDefinitionNode, get_variable_values
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.schema.config import StrawberryConfig

from app.core.context import Place, RequestContext, Viewer
from app.markets import Atlas
from app.wiring import Runtime
from schema.core.call import asked_by_directive, asked_by_headers, context_facts, in_context, place_of
from schema.core.scalars import SCALARS
from schema.payments.actions import InstructionsAction, RedirectAction
from schema.root import Mutation, Query, Subscription


@dataclass
class Call:
    """A request, before its operation is known."""

    headers: Mapping[str, str]
    viewer: Viewer
    request_id: str
    atlas: Callable[[], Awaitable[Atlas]]
    open_context: Callable[[Place, Viewer, str], RequestContext]


class ContextExtension(SchemaExtension):
    """Replaces the call by the context of its operation."""

    async def on_execute(self) -> AsyncIterator[None]:
        execution = self.execution_context
        call: Call = execution.context
        schema = execution.schema._schema
        operation = _operation_of(execution)
        variables = get_variable_values(schema, operation.variable_definitions or (), dict(execution.variables or {}))
        asked = asked_by_headers(call.headers)
        if not isinstance(variables, list):  # unusable variables are reported by the execution itself
            asked |= asked_by_directive(schema, operation, variables)
        self.place = place_of(await call.atlas(), asked)
        execution.context = call.open_context(self.place, call.viewer, call.request_id)
        yield

    def get_results(self) -> dict[str, Any]:
        place: Place | None = getattr(self, "place", None)
        return {} if place is None else {"context": context_facts(place)}


def _operation_of(execution: Any) -> OperationDefinitionNode:
    name = execution.operation_name
    return next(
        definition
        for definition in execution.graphql_document.definitions
        if isinstance(definition, OperationDefinitionNode)
        and (name is None or (definition.name and definition.name.value == name))
    )


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
