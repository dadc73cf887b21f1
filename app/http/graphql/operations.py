"""What every transport does with a question, over HTTP, in an event stream and on a socket alike.

A question and a *caller* become a *prepared* operation, if the caller may ask it; it is paid for, gets a context, and
is answered. A transport only reads questions and frames answers.
"""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, FieldNode, GraphQLError

from app.admission import Budgets, Limits
from app.core.context import Place, RequestContext, Viewer
from app.core.settings import Introspection
from app.execution import Engine, NotExecutable, Prepared, Trace, digest_of
from app.execution.trace import Span
from app.http.graphql.callers import Caller, Callers
from app.http.graphql.question import Question, TransportError
from app.http.graphql.reply import encode
from app.http.graphql.spending import Spending
from app.storefronts import TrustedDocuments
from app.telemetry import Cache, Finished, Outcome, Telemetry
from app.wiring import Runtime
from schema.core.call import asked_by_directive, asked_by_headers, context_facts, place_of
from schema.core.errors import present
from schema.root import schema

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
"""The client sends the document along with its hash, as Apollo's do by themselves."""
_SHA_256 = "sha256:"


class Operations:
    """The operations of one process."""

    def __init__(self, runtime: Runtime) -> None:
        settings = runtime.settings
        self._runtime = runtime
        self._introspection = settings.introspection
        self._trusted: TrustedDocuments = runtime.parts[TrustedDocuments]
        self._telemetry: Telemetry = runtime.parts[Telemetry]
        self.spending = Spending(runtime.parts[Budgets], settings)
        self._limits = Limits.of(settings)
        self.callers = Callers(runtime)
        self.engine = Engine(schema, plan=settings.plan, limits=self._limits, suggestions=settings.suggestions)

    async def prepare(self, question: Question, caller: Caller) -> Prepared:
        """The operation, if this caller may ask it. Raises `NotExecutable`, `TransportError`."""
        trusted = await self._trusted_text(question, caller)
        text = trusted or self._text(question, caller)
        if not self.engine.documents.knows(text):
            await self.spending.charge_for_reading(caller, text)
        prepared = self.engine.prepare(text, question.variables, question.operation_name)
        if prepared.introspects and not self._may_introspect(caller.viewer):
            raise NotExecutable([_no_introspection(self._introspection)])
        if trusted:
            self._telemetry.trust(prepared.name)
        return prepared

    def asked(self, prepared: Prepared, caller: Caller) -> dict[str, str]:
        """The country, language and currency that the operation asks for, and the caller's channel and
        customer group.

        Raises `RequestError`.
        """
        asked = asked_by_headers(caller.headers)
        asked |= asked_by_directive(schema._schema, prepared.operation, prepared.variables)
        if caller.storefront is None:
            return asked
        group = caller.storefront.customer_group_code
        return asked | {"channel": caller.storefront.channel_code} | ({"group": group} if group else {})

    async def context(self, prepared: Prepared, caller: Caller) -> RequestContext:
        """The context in which it runs. Raises `RequestError`."""
        atlas, is_staff = await self._runtime.atlas.get(), caller.viewer.token_id is not None
        return self.context_at(place_of(atlas, self.asked(prepared, caller), is_staff=is_staff), caller)

    def context_at(self, place: Place, caller: Caller) -> RequestContext:
        """The same, where the place is known: each event of a subscription has a context of its own."""
        return self._runtime.context(place, caller.viewer, caller.request_id)

    async def charge(self, prepared: Prepared, caller: Caller) -> Mapping[str, str]:
        """Let the caller pay for it; the headers that say what is left of the budget. Raises `TransportError`."""
        return await self.spending.charge(caller, prepared.cost)

    async def execute(self, prepared: Prepared, context: RequestContext, event: Any = None) -> bytes:
        """The answer for one viewer, encoded; of a subscription, that to one event. Staff see what it took."""
        trace = Trace(opened=self._telemetry.batches())
        result = await self._run(prepared, context, trace, Cache.BYPASS, event=event)
        return encode(self.answer_of(prepared, result, context, trace if context.viewer.token_id else None))

    async def execute_for_all(self, prepared: Prepared, context: RequestContext, tags: set[Any]) -> tuple[bytes, bool]:
        """The answer for everyone, encoded, and whether it is free of errors. `tags` gather what it shows."""
        trace = Trace(opened=self._telemetry.batches())
        result = await self._run(prepared, context, trace, Cache.MISS, tags)
        return encode(self.answer_of(prepared, result, context)), not result.errors

    def answer_of(
        self, prepared: Prepared, result: ExecutionResult, context: RequestContext, trace: Trace | None = None
    ) -> dict[str, Any]:
        """The answer as clients know it: `data`, `errors`, `extensions`."""
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [present(error, context.request_id).formatted for error in result.errors]
        answer["extensions"] = {
            "context": context_facts(context.place),
            "cost": {"requested": prepared.cost, "maximum": self._limits.cost},
        }
        if trace:
            answer["extensions"]["trace"] = [_in_words(span) for span in trace.spans]
        return answer

    async def _run(
        self,
        prepared: Prepared,
        context: RequestContext,
        trace: Trace,
        cache: Cache,
        tags: set[Any] | None = None,
        event: Any = None,
    ) -> ExecutionResult:
        began = time.perf_counter()
        name, kind, digest = prepared.name, prepared.kind.value, prepared.document.digest
        with self._telemetry.operation(name, kind, digest):
            running = self.engine.execute(prepared, context, event=event, trace=trace, tags=tags)
            if prepared.introspects and _asks_for_nothing_else(prepared):
                # Ten thousand values in one go, all in memory: no other request should wait for them.
                running = asyncio.to_thread(asyncio.run, running)
            result = await running
        outcome = Outcome.ERRORS if result.errors else Outcome.OK
        seconds = time.perf_counter() - began
        self._telemetry.finished(
            Finished(name, kind, outcome, cache, seconds, digest, context.request_id, prepared.cost, trace)
        )
        return result

    def _text(self, question: Question, caller: Caller) -> str:
        """The document, where it is not a trusted one: as it was sent, or as it is known by its hash."""
        document, digest = question.document, question.digest
        if caller.storefront and caller.storefront.trusted_documents_only:
            raise NotExecutable([_untrusted(caller.storefront.code)])
        if document is not None:
            return document
        text = self.engine.documents.text_of(digest or _digest_in(question.document_id) or b"")
        if text is None:
            raise NotExecutable([GraphQLError("PersistedQueryNotFound", extensions={"code": NOT_FOUND})])
        return text

    async def _trusted_text(self, question: Question, caller: Caller) -> str | None:
        """What the storefront trusts under the id or the hash that was sent, or under that of the document."""
        document, digest = question.document, question.digest
        if document is not None and digest is not None and digest != digest_of(document):
            raise TransportError(400, "PERSISTED_QUERY_HASH_MISMATCH", "`sha256Hash` is not that of `query`.")
        if caller.storefront is None:
            return None
        names = [question.document_id] if question.document_id else []
        if digest:
            names.append(digest.hex())
        elif document is not None and caller.storefront.trusted_documents_only:
            names.append(digest_of(document).hex())
        for name in names:
            text = await self._trusted.text_of(caller.storefront.id, name)
            if text is not None:
                return text
        return None

    def _may_introspect(self, viewer: Viewer) -> bool:
        if self._introspection is Introspection.TOKEN:
            return viewer.token_id is not None
        return self._introspection is Introspection.ON


def _asks_for_nothing_else(prepared: Prepared) -> bool:
    """Whether an operation that asks for the schema has no field of the shop, as far as its root shows."""
    fields = prepared.operation.selection_set.selections
    return all(isinstance(each, FieldNode) and each.name.value.startswith("__") for each in fields)


def _untrusted(storefront: str) -> GraphQLError:
    return GraphQLError(
        f"The storefront {storefront} runs trusted documents only, and this is none of them. Push it with "
        "`tradewind documents push`, and send its id.",
        extensions={"code": "UNTRUSTED_DOCUMENT"},
    )


def _no_introspection(introspection: Introspection) -> GraphQLError:
    way_out = (
        "Send a staff token to read the schema"
        if introspection is Introspection.TOKEN
        else "Take schema.graphql of this version of Tradewind"
    )
    return GraphQLError(
        f"This shop does not show its schema to you. {way_out}.", extensions={"code": "INTROSPECTION_DISABLED"}
    )


def _digest_in(document_id: str | None) -> bytes | None:
    """The hash in an id such as `sha256:…` (GraphQL over HTTP, appendix on persisted documents)."""
    if document_id is None or not document_id.startswith(_SHA_256):
        return None
    try:
        return bytes.fromhex(document_id.removeprefix(_SHA_256))
    except ValueError:
        return None


def _in_words(span: Span) -> dict[str, Any]:
    """One of `extensions.trace`, times in milliseconds."""
    return {
        "path": ".".join(span.path),
        "parents": span.parents,
        "startMs": round(span.start * 1000, 3),
        "durationMs": round(span.seconds * 1000, 3),
        "statements": span.statements,
    }
