"""The endpoint: from a request's bytes to the answer's.

A question that came before, and whose answer is the same for everyone, is answered from memory before anything is
parsed. Otherwise: read the question, prepare the operation, resolve the place, execute, present the errors, encode.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response as PageResponse
from starlette.types import Receive, Scope, Send

from app.core.context import Place, Viewer
from app.core.errors import RequestError
from app.execution import NotExecutable, Prepared
from app.freshness import Boundaries
from app.http.graphql.caching import KEPT_SECONDS, AskedBytes, PublicQuestion, PublicQuestions, kept_reply, tags_of
from app.http.graphql.operations import Caller, Operations, answer_of
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
)
from app.http.graphql.reply import Reply, answered, batched, encode, not_executed, preflight, refused
from app.http.graphql.sockets import GraphQLSockets
from app.responses import Filled, ResponseCache, Status
from app.wiring import Runtime
from schema.core.errors import of_request, present

Page = Callable[[Request], Awaitable[PageResponse]]


@dataclass(frozen=True)
class _Request:
    """One HTTP request."""

    method: str
    headers: Mapping[str, str]
    payload: bytes
    address: str

    @property
    def is_anonymous(self) -> bool:
        return "authorization" not in self.headers

    @property
    def asked(self) -> AskedBytes:
        """All that a public answer can depend on."""
        get = self.headers.get
        context = (get("tradewind-country"), get("tradewind-language"), get("tradewind-currency"))
        return (self.method, self.payload, *context)

    @property
    def id(self) -> str:
        return self.headers.get("x-request-id", "")[:64] or uuid4().hex


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
        self._sockets = GraphQLSockets(runtime, self._operations)

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
        reply = await _or_refusal(headers, self._respond(scope, receive, headers))
        await reply.send(send)

    async def _respond(self, scope: Scope, receive: Receive, headers: Mapping[str, str]) -> Reply:
        check_method_and_type(scope["method"], headers)
        address = scope["client"][0] if scope.get("client") else ""
        request = _Request(scope["method"], headers, await payload_of(scope, receive), address)
        if request.is_anonymous and (known := self._questions.get(request.asked)):
            return await self._answer_publicly(request, known)
        asked = read_question(request.method, request.payload)
        caller = await self._operations.caller(request.headers, request.address, request.id)
        if isinstance(asked, Batch):
            return await self._answer_batch(request, asked, caller)
        return await self._answer(request, asked, caller)

    async def _answer_batch(self, request: _Request, batch: Batch, caller: Caller) -> Reply:
        """Each request of the batch as if it had come alone, one after the other."""
        check_batch(batch, self._runtime.settings.limit_batch)
        headers = {name: value for name, value in request.headers.items() if name != "accept-encoding"}
        replies = []
        for item in batch.items:
            alone = replace(request, headers=headers, payload=json.dumps(item).encode())
            replies.append(await _or_refusal(headers, self._answer_alone(alone, item, caller)))
        return answered(batched(replies), request.headers)

    async def _answer_alone(self, request: _Request, item: Any, caller: Caller) -> Reply:
        return await self._answer(request, read_one(item), caller)

    async def _answer(self, request: _Request, question: Question, caller: Caller) -> Reply:
        operations = self._operations
        prepared = await operations.prepare(question, caller)
        _check_kind(request, prepared)
        if self._keeps_answers and request.is_anonymous and prepared.public_seconds:
            asked = operations.asked(prepared, caller)
            return await self._answer_publicly(request, self._questions.keep(request.asked, prepared, asked))
        body = await operations.execute(prepared, await operations.context(prepared, caller))
        return answered(body, request.headers)

    async def _answer_publicly(self, request: _Request, question: PublicQuestion) -> Reply:
        place, key = self._questions.locate(question, await self._runtime.atlas.get())
        status, response = Status.HIT, self._answers.peek(key)
        if response is None:
            response, status = await self._answers.answer(key, lambda: self._fill(question, place, request.id))
        by_get = request.method == "GET"
        return kept_reply(response, status, request.headers, by_get=by_get, seconds=question.seconds)

    async def _fill(self, question: PublicQuestion, place: Place, request_id: str) -> Filled:
        """An answer for everyone: it is made for nobody in particular."""
        engine = self._operations.engine
        prepared = engine.prepare(question.text, question.variables, question.operation_name)
        context = self._runtime.context(place, Viewer(), request_id)
        boundary = await context.part(Boundaries).next(context.now)
        seconds = KEPT_SECONDS
        if boundary is not None:
            seconds = min(seconds, (boundary - context.now).total_seconds())
        tags: set[Any] = set()
        result = await engine.execute(prepared, context, tags=tags)
        return Filled(encode(answer_of(result, context)), tags_of(tags), 0 if result.errors else seconds)


async def _or_refusal(headers: Mapping[str, str], reply: Awaitable[Reply]) -> Reply:
    """The reply, or what is sent in place of it."""
    try:
        return await reply
    except TransportError as error:
        return refused(error)
    except NotExecutable as error:
        return not_executed([present(each) for each in error.errors], headers.get("accept", ""))
    except RequestError as error:
        return not_executed([of_request(error)], headers.get("accept", ""))


def _is_a_visit(scope: Scope, headers: Mapping[str, str]) -> bool:
    asks = any(name in scope["query_string"] for name in (b"query=", b"documentId=", b"extensions="))
    return scope["method"] == "GET" and not asks and "text/html" in headers.get("accept", "")


def _check_kind(request: _Request, prepared: Prepared) -> None:
    if prepared.kind is OperationType.SUBSCRIPTION:
        raise TransportError(
            400,
            "SUBSCRIPTION_OVER_HTTP",
            "Subscriptions are followed over a socket that speaks `graphql-transport-ws`.",
        )
    if request.method == "GET" and prepared.kind is not OperationType.QUERY:
        raise TransportError(
            405, "METHOD_NOT_ALLOWED", "Only queries are asked by GET: send it by POST.", {"Allow": "POST"}
        )
