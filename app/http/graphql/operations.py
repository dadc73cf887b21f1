"""What every transport does with a question, over HTTP, in an event stream and on a socket alike.

From headers to a *caller*, from a question and a caller to a *prepared* operation that may run, from there to a context
and an answer. A transport only reads questions and frames answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult, GraphQLError

from app.core.context import Place, RequestContext, Viewer
from app.execution import Engine, NotExecutable, Prepared, Trace, digest_of
from app.execution.trace import Span
from app.http.graphql.question import Question, TransportError
from app.http.graphql.reply import encode
from app.wiring import Runtime
from schema.core.call import asked_by_directive, asked_by_headers, context_facts, place_of
from schema.core.errors import present
from schema.root import schema

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
"""The client sends the document along with its hash, as Apollo's do by themselves."""


@dataclass(frozen=True)
class Caller:
    """Who asks, and what the headers say of where: of a request, or of a socket since its first message."""

    viewer: Viewer
    headers: Mapping[str, str]
    """Names in lower case."""
    request_id: str
    address: str
    """Of the client; empty where it is not known."""


class Operations:
    """The operations of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.engine = Engine(schema, plan=runtime.settings.plan)

    async def caller(self, headers: Mapping[str, str], address: str, request_id: str) -> Caller:
        """Who asks. Raises `TransportError` for a token that opens nothing."""
        return Caller(await self._viewer(headers), headers, request_id, address)

    async def prepare(self, question: Question, caller: Caller) -> Prepared:
        """The operation, if this caller may ask it. Raises `NotExecutable`, `TransportError`."""
        del caller
        return self.engine.prepare(self._document(question), question.variables, question.operation_name)

    def asked(self, prepared: Prepared, caller: Caller) -> dict[str, str]:
        """The country, language and currency that the operation asks for. Raises `RequestError`."""
        by_directive = asked_by_directive(schema._schema, prepared.operation, prepared.variables)
        return asked_by_headers(caller.headers) | by_directive

    async def context(self, prepared: Prepared, caller: Caller) -> RequestContext:
        """The context in which it runs. Raises `RequestError`."""
        place = place_of(await self._runtime.atlas.get(), self.asked(prepared, caller))
        return self.context_at(place, caller)

    def context_at(self, place: Place, caller: Caller) -> RequestContext:
        """The same, where the place is known: each event of a subscription has a context of its own."""
        return self._runtime.context(place, caller.viewer, caller.request_id)

    async def execute(self, prepared: Prepared, context: RequestContext) -> bytes:
        """The answer, encoded. Staff see what it took."""
        trace = Trace()
        result = await self.engine.execute(prepared, context, trace=trace)
        return encode(answer_of(result, context, trace if context.viewer.token_id else None))

    def _document(self, question: Question) -> str:
        documents = self.engine.documents
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


def answer_of(result: ExecutionResult, context: RequestContext, trace: Trace | None = None) -> dict[str, Any]:
    """The answer as clients know it: `data`, `errors`, `extensions`."""
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [present(error, context.request_id).formatted for error in result.errors]
    answer["extensions"] = {"context": context_facts(context.place)}
    if trace:
        answer["extensions"]["trace"] = [_in_words(span) for span in trace.spans]
    return answer


def _in_words(span: Span) -> dict[str, Any]:
    """One of `extensions.trace`, times in milliseconds."""
    return {
        "path": ".".join(span.path),
        "parents": span.parents,
        "startMs": round(span.start * 1000, 3),
        "durationMs": round(span.seconds * 1000, 3),
        "statements": span.statements,
    }
