"""The endpoint: from a request's bytes to the answer's.

A question that came before, and whose answer is the same for everyone, is answered from memory before anything is
parsed. Otherwise: read the question, prepare the operation, resolve the place, execute, present the errors, encode.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from graphql import ExecutionResult, GraphQLError, OperationType
from starlette.requests import Request
from starlette.responses import Response as PageResponse
from starlette.types import Receive, Scope, Send

from app.core.context import Place, RequestContext, Viewer
from app.core.errors import RequestError
from app.execution import Engine, NotExecutable, Prepared, Trace, digest_of
from app.execution.trace import Span
from app.freshness import Boundaries
from app.http.graphql.caching import KEPT_SECONDS, AskedBytes, PublicQuestion, PublicQuestions, kept_reply, tags_of
from app.http.graphql.question import (
    Question,
    TransportError,
    check_method_and_type,
    headers_of,
    payload_of,
    read_question,
)
from app.http.graphql.reply import Reply, answered, encode, not_executed, refused
from app.http.graphql.sockets import GraphQLSockets
from app.responses import Filled, ResponseCache, Status
from app.wiring import Runtime
from schema.core.call import asked_by_directive, asked_by_headers, context_facts, place_of
from schema.core.errors import of_request, present
from schema.root import schema

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
"""The client sends the document along with its hash, as Apollo's do by themselves."""

Page = Callable[[Request], Awaitable[PageResponse]]


@dataclass(frozen=True)
class _Request:
    """One HTTP request."""

    method: str
    headers: Mapping[str, str]
    payload: bytes

    @property
    def accept(self) -> str:
        return self.headers.get("accept", "")

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
        self._engine = Engine(schema, plan=runtime.settings.plan)
        self._answers: ResponseCache = runtime.parts[ResponseCache]
        self._keeps_answers = runtime.settings.response_cache_bytes > 0
        self._questions = PublicQuestions()
        self._sockets = GraphQLSockets(runtime, self._viewer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
            return
        headers = headers_of(scope)
        if self._page and _is_a_visit(scope, headers):
            response = await self._page(Request(scope, receive))
            await response(scope, receive, send)
            return
        try:
            check_method_and_type(scope["method"], headers)
            request = _Request(scope["method"], headers, await payload_of(scope, receive))
            reply = await self._answer(request)
        except TransportError as error:
            reply = refused(error)
        except NotExecutable as error:
            reply = not_executed([present(each) for each in error.errors], headers.get("accept", ""))
        except RequestError as error:
            reply = not_executed([of_request(error)], headers.get("accept", ""))
        await reply.send(send)

    async def _answer(self, request: _Request) -> Reply:
        if request.is_anonymous and (known := self._questions.get(request.asked)):
            return await self._answer_publicly(request, known)
        question = read_question(request.method, request.payload)
        prepared = self._engine.prepare(self._document(question), question.variables, question.operation_name)
        _check_kind(request, prepared)
        asked = _asked(request, prepared)
        if self._keeps_answers and request.is_anonymous and prepared.public_seconds:
            return await self._answer_publicly(request, self._questions.keep(request.asked, prepared, asked))
        viewer = await self._viewer(request.headers)
        place = place_of(await self._runtime.atlas.get(), asked)
        body = await self._execute(prepared, place, viewer, request.id)
        return answered(body, request.accept)

    async def _answer_publicly(self, request: _Request, question: PublicQuestion) -> Reply:
        place, key = self._questions.locate(question, await self._runtime.atlas.get())
        status, response = Status.HIT, self._answers.peek(key)
        if response is None:
            response, status = await self._answers.answer(key, lambda: self._fill(question, place, request.id))
        by_get = request.method == "GET"
        return kept_reply(response, status, request.headers, by_get=by_get, seconds=question.seconds)

    async def _fill(self, question: PublicQuestion, place: Place, request_id: str) -> Filled:
        """An answer for everyone: it is made for nobody in particular."""
        prepared = self._engine.prepare(question.text, question.variables, question.operation_name)
        context = self._runtime.context(place, Viewer(), request_id)
        boundary = await context.part(Boundaries).next(context.now)
        seconds = KEPT_SECONDS
        if boundary is not None:
            seconds = min(seconds, (boundary - context.now).total_seconds())
        tags: set[Any] = set()
        result = await self._engine.execute(prepared, context, tags=tags)
        return Filled(_body(result, context), tags_of(tags), 0 if result.errors else seconds)

    async def _execute(self, prepared: Prepared, place: Place, viewer: Viewer, request_id: str) -> bytes:
        """An answer for this viewer alone. Staff see what it took."""
        context = self._runtime.context(place, viewer, request_id)
        trace = Trace()
        result = await self._engine.execute(prepared, context, trace=trace)
        return _body(result, context, trace if viewer.token_id else None)

    def _document(self, question: Question) -> str:
        documents = self._engine.documents
        if question.document is None:
            text = documents.text_of(question.digest or b"")
            if text is None:
                raise NotExecutable([GraphQLError("PersistedQueryNotFound", extensions={"code": NOT_FOUND})])
            return text
        if question.digest is not None and question.digest != digest_of(question.document):
            raise TransportError(400, "PERSISTED_QUERY_HASH_MISMATCH", "`sha256Hash` is not that of `query`.")
        return question.document

    async def _viewer(self, headers: Mapping[str, str]) -> Viewer:
        authorization = headers.get("authorization")
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


def _is_a_visit(scope: Scope, headers: Mapping[str, str]) -> bool:
    asks = any(name in scope["query_string"] for name in (b"query=", b"extensions="))
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


def _asked(request: _Request, prepared: Prepared) -> dict[str, str]:
    by_directive = asked_by_directive(schema._schema, prepared.operation, prepared.variables)
    return asked_by_headers(request.headers) | by_directive


def _body(result: ExecutionResult, context: RequestContext, trace: Trace | None = None) -> bytes:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [present(error, context.request_id).formatted for error in result.errors]
    body["extensions"] = {"context": context_facts(context.place)}
    if trace:
        body["extensions"]["trace"] = [_in_words(span) for span in trace.spans]
    return encode(body)


def _in_words(span: Span) -> dict[str, Any]:
    """One of `extensions.trace`, times in milliseconds."""
    return {
        "path": ".".join(span.path),
        "parents": span.parents,
        "startMs": round(span.start * 1000, 3),
        "durationMs": round(span.seconds * 1000, 3),
        "statements": span.statements,
    }
