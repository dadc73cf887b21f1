"""The endpoint: from a request's bytes to the answer's.

A question that came before, and whose answer is the same for everyone, is answered from memory before anything is
parsed. Otherwise: read the question, prepare the operation, resolve the place, execute, present the errors, encode.
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response as PageResponse
from starlette.types import Receive, Scope, Send

from app.core.context import Place, Viewer
from app.core.errors import RequestError
from app.execution import NotExecutable, Prepared
from app.freshness import Boundaries
from app.http.graphql.caching import KEPT_SECONDS, AskedBytes, PublicQuestion, PublicQuestions, kept_reply, tags_of
from app.http.graphql.callers import Caller
from app.http.graphql.connections import Connections
from app.http.graphql.incremental import AnswerInParts, AnswersInParts, put_off
from app.http.graphql.operations import Operations
from app.http.graphql.parts import form_wanted
from app.http.graphql.question import (
    Batch,
    Question,
    TransportError,
    check_batch,
    check_method_and_type,
    headers_of,
    payload_of,
    read_one,
    read_question,
    request_id_of,
)
from app.http.graphql.reply import Reply, answered, batched, not_executed, preflight, refused
from app.http.graphql.secrets import refuse_secrets_in_address
from app.http.graphql.sockets import GraphQLSockets
from app.http.graphql.streams import EventStream, EventStreams, is_wanted, refused_in_stream
from app.responses import Filled, ResponseCache, Status
from app.storefronts import Storefront
from app.telemetry import Telemetry
from app.wiring import Runtime
from schema.core.errors import of_request, present
from schema.root import schema

Page = Callable[[Request], Awaitable[PageResponse]]
SentT = TypeVar("SentT", Reply, Reply | EventStream | AnswerInParts)


@dataclass(slots=True)
class _Request:
    """One HTTP request."""

    method: str
    headers: Mapping[str, str]
    payload: bytes
    address: str
    id: str

    @property
    def accept(self) -> str:
        return self.headers.get("accept", "")

    @property
    def is_anonymous(self) -> bool:
        return "authorization" not in self.headers

    def asked(self, storefront: Storefront | None) -> AskedBytes:
        """All that a public answer can depend on."""
        get = self.headers.get
        channel, group = (storefront.channel_code, storefront.customer_group_code) if storefront else (None, None)
        context = (get("tradewind-country"), get("tradewind-language"), get("tradewind-currency"))
        return (self.method, self.payload, channel, group, *context)


class GraphQLEndpoint:
    """The endpoint of one process, for HTTP and for sockets."""

    def __init__(self, runtime: Runtime, page: Page | None) -> None:
        """`page` answers a browser that comes to look; without one it is told how to ask."""
        self._runtime = runtime
        self._page = page
        self._operations = Operations(runtime)
        self._answers: ResponseCache = runtime.parts[ResponseCache]
        self._keeps_answers = runtime.settings.response_cache_bytes > 0
        self._questions = PublicQuestions()
        self._telemetry: Telemetry = runtime.parts[Telemetry]
        connections = Connections(runtime.settings)
        self._sockets = GraphQLSockets(runtime, self._operations, connections)
        self._streams = EventStreams(runtime, self._operations, connections)
        self._parts = AnswersInParts(runtime, self._operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
            return
        headers = headers_of(scope)
        if self._page and _is_a_visit(scope, headers):
            response = await self._page(Request(scope, receive))
            await response(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await preflight(headers).send(send)
            return
        reply = await self._or_refusal(headers, self._respond(scope, receive, headers))
        await reply.send(send)

    async def _respond(
        self, scope: Scope, receive: Receive, headers: Mapping[str, str]
    ) -> Reply | EventStream | AnswerInParts:
        check_method_and_type(scope["method"], headers)
        address = scope["client"][0] if scope.get("client") else ""
        payload = await payload_of(scope, receive)
        request = _Request(scope["method"], headers, payload, address, request_id_of(scope))
        callers, form = self._operations.callers, form_wanted(request.accept)
        if request.is_anonymous and form is None and not is_wanted(request.accept):
            storefront = await callers.storefront(headers)
            known = self._questions.get(request.asked(storefront))
            if known and not (storefront and storefront.trusted_documents_only):
                return await self._answer_publicly(request, known)
        asked = read_question(request.method, request.payload)
        caller = await callers.of(headers, request.address, request.id)
        if isinstance(asked, Batch):
            return await self._answer_batch(request, asked, caller)
        prepared = await self._operations.prepare(asked, caller)
        if is_wanted(request.accept, prepared.kind):
            return await self._stream(request, prepared, caller, receive)
        if form and (directives := put_off(prepared)):
            _check_method(request, prepared)
            context = await self._operations.context(prepared, caller)
            cost = prepared.cost * (1 + directives)  # every part has its price
            charged = await self._operations.spending.charge(caller, cost)
            return await self._parts.begin(form, prepared, context, receive, charged, headers)
        return await self._answer(request, asked, prepared, caller)

    async def _stream(self, request: _Request, prepared: Prepared, caller: Caller, receive: Receive) -> EventStream:
        _check_method(request, prepared)
        context = await self._operations.context(prepared, caller)
        headers = await self._operations.charge(prepared, caller)
        return self._streams.open(prepared, context, caller, receive, headers)

    async def _answer_batch(self, request: _Request, batch: Batch, caller: Caller) -> Reply:
        """Each request of the batch as if it had come alone, one after the other."""
        check_batch(batch, self._runtime.settings.limit_batch)
        headers = {name: value for name, value in request.headers.items() if name not in ("accept", "accept-encoding")}
        replies = []
        for item in batch.items:
            alone = replace(request, headers=headers, payload=json.dumps(item).encode())
            replies.append(await self._or_refusal(headers, self._answer_alone(alone, item, caller)))
        return answered(batched(replies), request.headers)

    async def _answer_alone(self, request: _Request, item: Any, caller: Caller) -> Reply:
        question = read_one(item)
        return await self._answer(request, question, await self._operations.prepare(question, caller), caller)

    async def _answer(self, request: _Request, question: Question, prepared: Prepared, caller: Caller) -> Reply:
        operations = self._operations
        _check_kind(prepared)
        _check_method(request, prepared)
        if self._keeps_answers and request.is_anonymous and prepared.public_seconds:
            public = self._questions.question(prepared, operations.asked(prepared, caller))
            if question.document is not None or caller.storefront is None:  # ids are each storefront's own
                self._questions.keep(request.asked(caller.storefront), public)
            return await self._answer_publicly(request, public, caller)
        context = await operations.context(prepared, caller)
        headers = await operations.charge(prepared, caller)
        return answered(await operations.execute(prepared, context), request.headers, headers)

    async def _answer_publicly(
        self, request: _Request, question: PublicQuestion, caller: Caller | None = None
    ) -> Reply:
        """From memory, or made now: then the caller pays for it."""
        began = time.perf_counter()
        place, key = self._questions.locate(question, await self._runtime.atlas.get())
        status, response = Status.HIT, self._answers.peek(key)
        if response is None:
            caller = caller or await self._operations.callers.of(request.headers, request.address, request.id)
            await self._operations.spending.charge(caller, question.cost)
            response, status = await self._answers.answer(key, lambda: self._fill(question, place, request.id))
        if status in (Status.HIT, Status.COLLAPSED):
            self._telemetry.hit(question.name, "query", time.perf_counter() - began)
        by_get = request.method == "GET"
        return kept_reply(response, status, request.headers, by_get=by_get, seconds=question.seconds)

    async def _fill(self, question: PublicQuestion, place: Place, request_id: str) -> Filled:
        """An answer for everyone: it is made for nobody in particular."""
        prepared = self._operations.engine.prepare(question.text, question.variables, question.operation_name)
        context = self._runtime.context(place, Viewer(), request_id)
        boundary = await context.part(Boundaries).next(context.now)
        seconds = KEPT_SECONDS
        if boundary is not None:
            seconds = min(seconds, (boundary - context.now).total_seconds())
        tags: set[Any] = set()
        body, is_whole = await self._operations.execute_for_all(prepared, context, tags)
        seconds = min(seconds, context.kept_seconds)
        return Filled(body, tags_of(tags), seconds if is_whole else 0)

    async def _or_refusal(self, headers: Mapping[str, str], reply: Awaitable[SentT]) -> SentT | Reply:
        """The reply, or what is sent in place of it."""
        try:
            return await reply
        except TransportError as error:
            self._telemetry.refused(str(error.code))
            return refused(error)
        except NotExecutable as error:
            errors = [present(each) for each in error.errors]
        except RequestError as error:
            errors = [of_request(error)]
        for each in errors:
            self._telemetry.refused(str((each.extensions or {}).get("code")))
        accept = headers.get("accept", "")
        return refused_in_stream(errors) if is_wanted(accept) else not_executed(errors, accept)


def _is_a_visit(scope: Scope, headers: Mapping[str, str]) -> bool:
    if scope["method"] != "GET" or "text/html" not in headers.get("accept", ""):
        return False
    return not any(name in scope["query_string"] for name in (b"query=", b"documentId=", b"extensions="))


def _check_kind(prepared: Prepared) -> None:
    if prepared.kind is OperationType.SUBSCRIPTION:
        raise TransportError(
            400,
            "SUBSCRIPTION_OVER_HTTP",
            "Subscriptions are followed in an event stream, with `Accept: text/event-stream`, or over a socket that "
            "speaks `graphql-transport-ws`.",
        )


def _check_method(request: _Request, prepared: Prepared) -> None:
    if request.method != "GET":
        return
    if prepared.kind is OperationType.MUTATION:
        raise TransportError(
            405, "METHOD_NOT_ALLOWED", "Mutations are not asked by GET: send it by POST.", {"Allow": "POST"}
        )
    if not prepared.public_seconds:
        refuse_secrets_in_address(schema._schema, prepared)
