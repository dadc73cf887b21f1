"""Answers in parts: what `@defer` and `@stream` put off is sent later, in one multipart response ("Incremental Delivery
over HTTP").

Only for clients that ask for it, see `parts`. Such an operation does not run by its plan but on graphql-core, through
the ordinary resolvers, and its answer is not kept. For everyone else the two directives say nothing.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from inspect import isawaitable
from typing import Any, Final

from graphql import (
    DirectiveNode,
    ExecutionResult,
    ExperimentalIncrementalExecutionResults,
    GraphQLDeferDirective,
    GraphQLError,
    GraphQLStreamDirective,
    OperationType,
    SubsequentIncrementalExecutionResult,
)
from graphql.execution.values import get_argument_values
from starlette.types import Receive, Send

from app.core.context import RequestContext
from app.execution import NotExecutable, Prepared
from app.execution.syntax import nodes_below
from app.http.graphql.operations import Operations
from app.http.graphql.parts import MULTIPART, Form, Part, PartsExecutor
from app.http.graphql.question import TransportError
from app.http.graphql.reply import NOT_STORED, SHARED, Reply, answered, encode
from app.telemetry import Cache, Finished, Outcome, Telemetry
from app.wiring import Runtime
from schema.core.errors import present

_DIRECTIVES: Final = {each.name: each for each in (GraphQLDeferDirective, GraphQLStreamDirective)}
_MOST_PARTS: Final = 3000
"""Beyond, the answer comes whole: every part has its price, and what is put off a thousand times is read by nobody."""
_DELIMITER: Final = b"\r\n---"
"""The boundary is `-`. A part is over when the next delimiter is there: each piece that is sent ends with one."""
_PART: Final = b"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"
_END: Final = b"--\r\n"


def put_off(prepared: Prepared) -> int:
    """How many directives of the document put something off, under these variables; 0 where the answer comes whole.

    Raises `NotExecutable` for a wrong argument.
    """
    if prepared.kind is OperationType.SUBSCRIPTION or not _names_a_directive(prepared.document.text):
        return 0
    nodes = (node for node in nodes_below(prepared.document.ast) if isinstance(node, DirectiveNode))
    active = sum(_is_active(node, prepared) for node in nodes if node.name.value in _DIRECTIVES)
    # Each object costs 1. A fragment that is put off in several places puts off its own parts as often.
    most = (prepared.cost + 1) * max(active, active * active // 4)
    return active if most <= _MOST_PARTS else 0


def _names_a_directive(text: str) -> bool:
    return any(name in text for name in _DIRECTIVES)


def _is_active(node: DirectiveNode, prepared: Prepared) -> bool:
    try:
        arguments = get_argument_values(_DIRECTIVES[node.name.value], node, prepared.variables)
    except GraphQLError as error:  # a condition that is null
        raise NotExecutable([error]) from error
    if not arguments["if"]:
        return False
    if node.name.value == GraphQLStreamDirective.name and (
        arguments["initialCount"] is None or arguments["initialCount"] < 0
    ):
        raise NotExecutable([GraphQLError("`initialCount` of `@stream` is 0 or more.", node)])
    return True


class AnswersInParts:
    """Those of one process."""

    def __init__(self, runtime: Runtime, operations: Operations) -> None:
        self.telemetry: Telemetry = runtime.parts[Telemetry]
        self.operations = operations
        self.seconds = runtime.settings.request_seconds

    async def begin(
        self,
        form: type[Form],
        prepared: Prepared,
        context: RequestContext,
        receive: Receive,
        headers: Mapping[str, str],
        asked: Mapping[str, str],
    ) -> "Reply | AnswerInParts":
        """What can be sent now: the first part; the whole answer, where nothing had to be put off after all.

        `headers` are the answer's, `asked` those of the request.
        """
        began = time.perf_counter()
        # After a mutation everything reads what it has left. What a query puts off need not wait for its first part.
        early = prepared.kind is OperationType.QUERY
        executor = self.operations.engine.executor(PartsExecutor, prepared, context, early=early)
        name, kind, digest = prepared.name, prepared.kind.value, prepared.document.digest
        try:
            with self.telemetry.operation(name, kind, digest):
                found: Any = executor.execute_operation()
                found = await found if isawaitable(found) else found
        except BaseException:
            await executor.cancel_incremental_work()  # of what had begun already
            raise
        if isinstance(found, ExecutionResult):
            self.finished(prepared, context, began, has_errors=bool(found.errors))
            return answered(encode(self.operations.answer_of(prepared, found, context)), asked, headers)
        return AnswerInParts(self, form, prepared, context, receive, headers, began, executor, found)

    def finished(self, prepared: Prepared, context: RequestContext, began: float, *, has_errors: bool) -> None:
        """Tell that it has been answered."""
        outcome = Outcome.ERRORS if has_errors else Outcome.OK
        seconds, digest = time.perf_counter() - began, prepared.document.digest
        name, kind = prepared.name, prepared.kind.value
        self.telemetry.finished(
            Finished(name, kind, outcome, Cache.BYPASS, seconds, digest, context.request_id, prepared.cost)
        )


class AnswerInParts:
    """One answer, sent like any reply. It runs no longer than any request may, nor than its client listens."""

    def __init__(
        self,
        of: AnswersInParts,
        form: type[Form],
        prepared: Prepared,
        context: RequestContext,
        receive: Receive,
        headers: Mapping[str, str],
        began: float,
        executor: PartsExecutor,
        results: ExperimentalIncrementalExecutionResults,
    ) -> None:
        """`began` by `time.perf_counter`."""
        self._of = of
        self._form = form(context.request_id, executor.told)
        self._prepared = prepared
        self._context = context
        self._receive = receive
        self._headers = headers
        self._began = began
        self._executor = executor
        self._initial = results.initial_result
        self._following: AsyncGenerator[SubsequentIncrementalExecutionResult, None] = results.subsequent_results

    async def send(self, send: Send) -> None:
        """Each part as soon as it is there."""
        try:
            with self._of.telemetry.connection("multipart"):
                await self._start(send)
                if await self._deliver_while_heard(send):
                    await send({"type": "http.response.body", "body": _END})
        finally:
            await self._following.aclose()
            await self._executor.cancel_incremental_work()  # a generator that has not begun closes nothing
            has_errors = self._form.has_errors
            self._of.finished(self._prepared, self._context, self._began, has_errors=has_errors)

    async def _start(self, send: Send) -> None:
        own = {
            **NOT_STORED,
            "content-type": f'{MULTIPART}; boundary="-"; {self._form.parameter}',
            "x-accel-buffering": "no",  # nginx would keep parts back until it has a page of them
            **self._headers,
        }
        sent = [(name.encode(), value.encode("latin-1")) for name, value in own.items()]
        await send({"type": "http.response.start", "status": 200, "headers": [*SHARED, *sent]})

    async def _deliver_while_heard(self, send: Send) -> bool:
        """Whether all of it was delivered."""
        delivery, leaving = asyncio.create_task(self._deliver(send)), asyncio.create_task(self._left())
        try:
            await asyncio.wait({delivery, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if delivery.done():
                await delivery  # which may have failed
            return delivery.done()
        finally:
            delivery.cancel()
            leaving.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(delivery, leaving, return_exceptions=True)

    async def _deliver(self, send: Send) -> None:
        result = ExecutionResult(self._initial.data, self._initial.errors)
        self._form.has_errors = bool(result.errors)
        answer = self._of.operations.answer_of(self._prepared, result, self._context)
        part = self._form.first(answer, self._initial)
        await _push(send, _DELIMITER + _PART + encode(part) + _DELIMITER)
        while part["hasNext"]:
            part = await self._next()
            await _push(send, _PART + encode(part) + _DELIMITER)

    async def _next(self) -> Part:
        limit = self._of.seconds
        try:
            async with asyncio.timeout(limit - (time.perf_counter() - self._began)):
                return self._form.following(await anext(self._following))
        except TimeoutError:
            text = f"The rest of the answer was cut off after {limit:g} seconds. Ask for it in an operation of its own."
            return self._cut(TransportError(504, "REQUEST_TIMEOUT", text).formatted)
        except Exception as error:
            unexpected = GraphQLError("", original_error=error)
            return self._cut(present(unexpected, self._context.request_id).formatted)

    def _cut(self, error: Any) -> Part:
        self._form.has_errors = True
        return self._form.last(error)

    async def _left(self) -> None:
        """Until the client goes."""
        while (await self._receive())["type"] != "http.disconnect":
            pass


async def _push(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})
