"""Answers as server-sent events: "GraphQL over Server-Sent Events", distinct connections, as `graphql-sse` speaks it.

Each answer is an event `next`; an operation that has ended is told by an event `complete`. What cannot be executed is
told by a `next` with errors: the client asked for events, and gets nothing else. When the server stops, a stream just
ends, and its client asks again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, aclosing, suppress
from typing import Any, Final

from graphql import GraphQLError, OperationType
from starlette.types import Receive, Send

from app.core.context import RequestContext
from app.execution import Prepared
from app.http.graphql.accept import preferred, weight_of
from app.http.graphql.answers import Answers, FollowingEnded
from app.http.graphql.callers import Caller
from app.http.graphql.connections import Connections
from app.http.graphql.operations import Operations
from app.http.graphql.question import RESPONSE_JSON, TransportError
from app.http.graphql.reply import NOT_STORED, SHARED, Reply, encode
from app.http.stopping import Stopping
from app.telemetry import Telemetry
from app.wiring import Runtime
from schema.core.errors import present

EVENT_STREAM: Final = "text/event-stream"
_HEADERS: Final = {
    **NOT_STORED,
    "content-type": "text/event-stream; charset=utf-8",
    "x-accel-buffering": "no",  # nginx would keep events back until it has a page of them
}
_OFFERED: Final = (RESPONSE_JSON, "application/json", EVENT_STREAM)
_SIGN_OF_LIFE: Final = b":\n"
"""A comment. Without the empty line that would end an event: some clients take that for an event without a name."""
_COMPLETE: Final = b"event: complete\ndata:\n\n"


def is_wanted(accept: str, kind: OperationType | None = None) -> bool:
    """Whether the answer is sent as events: where the client prefers it, and for a subscription where it names it.

    Clients name all that they understand in every request, and want JSON for a query.
    """
    if kind is OperationType.SUBSCRIPTION:
        return weight_of(EVENT_STREAM, accept) > 0
    return EVENT_STREAM in accept and preferred(accept, _OFFERED) == EVENT_STREAM


class EventStreams:
    """The event streams of one process."""

    def __init__(self, runtime: Runtime, operations: Operations, connections: Connections) -> None:
        self.operations = operations
        self.telemetry: Telemetry = runtime.parts[Telemetry]
        self.stopping: Stopping = runtime.parts[Stopping]
        self.answers = Answers(operations, self.telemetry, runtime.settings.request_seconds)
        self.pause = runtime.settings.keep_alive_seconds
        self._connections = connections

    def open(
        self, prepared: Prepared, context: RequestContext, caller: Caller, receive: Receive, headers: Mapping[str, str]
    ) -> "EventStream":
        """A stream that is to be sent now. Raises `TransportError` where there are too many."""
        counted = self._connections.counted(context.viewer.address)
        counted.__enter__()
        return EventStream(self, prepared, context, caller, receive, headers, counted)


class EventStream:
    """The answers to one operation, sent like any reply."""

    def __init__(
        self,
        of: EventStreams,
        prepared: Prepared,
        context: RequestContext,
        caller: Caller,
        receive: Receive,
        headers: Mapping[str, str],
        counted: AbstractContextManager[None],
    ) -> None:
        """`counted` is left when it ends."""
        self._of = of
        self._prepared = prepared
        self._context = context
        self._caller = caller
        self._receive = receive
        self._headers = headers
        self._counted = counted

    async def send(self, send: Send) -> None:
        """Until the operation, the client or the process ends it."""
        try:
            with self._of.telemetry.connection("sse"):
                await _start(send, self._headers)
                await self._deliver_in_company(send)
                await send({"type": "http.response.body", "body": b""})
        finally:
            self._counted.__exit__(None, None, None)

    async def _deliver_in_company(self, send: Send) -> None:
        delivery = asyncio.create_task(self._deliver(send))
        company = asyncio.create_task(self._accompany(send))

        def stop() -> None:
            if self._prepared.kind is OperationType.SUBSCRIPTION:
                delivery.cancel()

        try:
            with self._of.stopping.telling(stop):
                await asyncio.wait({delivery, company}, return_when=asyncio.FIRST_COMPLETED)
                if self._prepared.kind is OperationType.MUTATION:
                    await asyncio.wait({delivery})  # a change that has begun is finished, whoever has gone
        finally:
            delivery.cancel()
            company.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(delivery, company, return_exceptions=True)

    async def _deliver(self, send: Send) -> None:
        errors: Sequence[Mapping[str, Any]] = ()
        answers = self._of.answers.to(self._prepared, self._context, self._caller)
        try:
            async with aclosing(answers):
                async for answer in answers:
                    await _push(send, _next(answer))
        except FollowingEnded as error:
            errors = [each.formatted for each in error.errors]
        except TransportError as error:
            errors = [error.formatted]
        except Exception as error:
            errors = [present(GraphQLError("", original_error=error), self._caller.request_id).formatted]
        await _push(send, (_next(encode({"errors": errors})) if errors else b"") + _COMPLETE)

    async def _accompany(self, send: Send) -> None:
        """Give signs of life, until the client goes, or its tokens do not hold any more."""
        while True:
            try:
                async with asyncio.timeout(self._of.pause):
                    message = await self._receive()
            except TimeoutError:
                try:
                    await self._of.operations.callers.again(self._caller)
                except TransportError as error:
                    await _push(send, _next(encode({"errors": [error.formatted]})) + _COMPLETE)
                    return
                await _push(send, _SIGN_OF_LIFE)
            else:
                if message["type"] == "http.disconnect":
                    return


def refused_in_stream(errors: Sequence[GraphQLError]) -> Reply:
    """Why an operation is not executed, told in events: the client reads nothing else."""
    body = _next(encode({"errors": [error.formatted for error in errors]})) + _COMPLETE
    return Reply.of(200, body, _HEADERS)


async def _start(send: Send, headers: Mapping[str, str]) -> None:
    own = [(name.encode(), value.encode("latin-1")) for name, value in {**_HEADERS, **headers}.items()]
    await send({"type": "http.response.start", "status": 200, "headers": [*SHARED, *own]})


async def _push(send: Send, events: bytes) -> None:
    await send({"type": "http.response.body", "body": events, "more_body": True})


def _next(answer: bytes) -> bytes:
    return b"event: next\ndata: " + answer + b"\n\n"
