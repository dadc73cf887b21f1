"""Sockets that speak `graphql-transport-ws`, the protocol of the `graphql-ws` package.

A socket is one task, which reads; each operation that runs on it is another. Messages are read one after the other, and
what a client does not read makes its own messages wait. Signs of life are the WebSocket's own pings, which the server
process sends (`app.http.socket_protocol`).
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import Any, Final

from graphql import GraphQLError, OperationType
from starlette.types import Receive, Scope, Send

from app.core.errors import RequestError
from app.execution import NotExecutable
from app.http.graphql.answers import Answers, FollowingEnded
from app.http.graphql.callers import Caller
from app.http.graphql.connections import Connections
from app.http.graphql.operations import Operations
from app.http.graphql.question import TransportError, headers_of, read_one, request_id_of
from app.http.graphql.reply import encode
from app.http.graphql.socket_messages import Closed, errors_of, key_of, read_message
from app.http.refusals import refuse_socket
from app.http.stopping import Stopping
from app.telemetry import Telemetry
from app.wiring import Runtime
from schema.core.errors import present

PROTOCOL: Final = "graphql-transport-ws"
_REASON_BYTES: Final = 123
"""Of a close frame (RFC 6455, section 5.5)."""
_FROM_PAYLOAD: Final = ("authorization", "tradewind-")
"""How the names of headers begin that `connection_init` may give: browsers can send none with a socket."""
_RESTARTING: Final = (1012, "The server restarts. Connect again.")


class GraphQLSockets:
    """The sockets of one process."""

    def __init__(self, runtime: Runtime, operations: Operations, connections: Connections) -> None:
        self.operations = operations
        self.settings = runtime.settings
        self.telemetry: Telemetry = runtime.parts[Telemetry]
        self.stopping: Stopping = runtime.parts[Stopping]
        self.answers = Answers(operations, self.telemetry, runtime.settings.request_seconds)
        self._connections = connections
        self._with_tokens: set[_Socket] = set()
        self._checking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # that somebody wants to connect
        address = scope["client"][0] if scope.get("client") else ""
        try:
            with self._connections.counted(address), self.telemetry.connection("websocket"):
                await _Socket(self, scope, receive, send, address).serve()
        except TransportError as error:
            await refuse_socket(send, error.status, error.formatted, error.headers)

    def watch(self, socket: "_Socket") -> None:
        """Close it when one of its tokens does not hold any more."""
        self._with_tokens.add(socket)
        if self._checking is None:
            self._checking = asyncio.create_task(self._check_tokens())

    def unwatch(self, socket: "_Socket") -> None:
        self._with_tokens.discard(socket)

    async def _check_tokens(self) -> None:
        while self._with_tokens:
            await asyncio.sleep(self.settings.keep_alive_seconds)
            for socket in list(self._with_tokens):
                await socket.check_tokens()
        self._checking = None


class _Running:
    """One operation, from when it is asked until it has ended."""

    __slots__ = ("is_forgotten", "key", "kind", "task")

    task: asyncio.Task[None]

    def __init__(self, key: str, kind: OperationType) -> None:
        self.key = key
        self.kind = kind
        self.is_forgotten = False


class _Socket:
    """One connection."""

    __slots__ = (
        "_address", "_caller", "_closing", "_headers", "_id", "_is_closed", "_leaving", "_of", "_receive", "_running",
        "_scope", "_send",
    )  # fmt: skip

    def __init__(self, of: GraphQLSockets, scope: Scope, receive: Receive, send: Send, address: str) -> None:
        self._of = of
        self._scope = scope
        self._receive = receive
        self._send = send
        self._address = address
        self._headers = headers_of(scope)
        self._id = request_id_of(scope)
        self._caller: Caller | None = None
        self._running: dict[str, _Running] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Task[None] | None = None
        self._is_closed = False

    async def serve(self) -> None:
        """Until either side closes it."""
        if PROTOCOL not in self._scope.get("subprotocols", ()):
            await self._send({"type": "websocket.accept"})
            await self._close(4406, f"Subprotocol not acceptable: offer {PROTOCOL}")
            return
        await self._send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        timer = asyncio.get_running_loop().call_later(self._of.settings.receive_seconds, self._close_unless_known)
        try:
            with self._of.stopping.telling(self._close_when_done):
                await self._read()
        except OSError:
            pass  # the client went, and nobody is left to be told
        finally:
            timer.cancel()
            self._is_closed = True
            self._of.unwatch(self)
            await self._end_all()

    async def _read(self) -> None:
        while (message := await self._receive())["type"] == "websocket.receive":
            try:
                await self._handle(read_message(message.get("text")))
            except Closed as closed:
                await self._close(closed.code, closed.reason)
                return
            await asyncio.sleep(0)  # other clients come in between, however many messages wait

    async def _handle(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._init(message.get("payload"))
            case "ping":
                payload = message.get("payload")
                await self._tell({"type": "pong"} if payload is None else {"type": "pong", "payload": payload})
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(key_of(message), message.get("payload"))
            case "complete":
                if running := self._running.pop(key_of(message), None):
                    self._forget(running)
            case _:
                raise Closed(4400, "Invalid message: its type is unknown")

    async def _init(self, payload: Any) -> None:
        if self._caller is not None:
            raise Closed(4429, "Too many initialisation requests")
        if payload is not None and not isinstance(payload, dict):
            raise Closed(4400, "Invalid message: its payload is no object")
        for name, value in (payload or {}).items():
            if name.lower().startswith(_FROM_PAYLOAD) and isinstance(value, str):
                self._headers[name.lower()] = value
        self._caller = await self._known()
        if {"authorization", "tradewind-storefront"} & self._headers.keys():
            self._of.watch(self)
        await self._tell({"type": "connection_ack"})

    async def _known(self) -> Caller:
        try:
            return await self._of.operations.callers.of(self._headers, self._address, self._id)
        except TransportError as error:
            raise Closed(4403, f"Forbidden: {error.message}") from error

    async def check_tokens(self) -> None:
        """Close it if the caller is no longer who it was."""
        try:
            await self._known()
        except Closed as closed:
            await self._close(closed.code, closed.reason)

    async def _subscribe(self, key: str, payload: Any) -> None:
        if self._caller is None:
            raise Closed(4401, "Unauthorized")
        if key in self._running:
            raise Closed(4409, f"Subscriber for {key} already exists")
        if self._of.stopping.has_begun:
            return  # the socket is about to close, and the client asks again on another
        try:
            question = read_one(payload)
        except TransportError as error:
            raise Closed(4400, f"Invalid message: {error.message}") from error
        self._caller = await self._known()
        operations = self._of.operations
        try:
            self._check_room()
            prepared = await operations.prepare(question, self._caller)
            context = await operations.context(prepared, self._caller)
            await operations.charge(prepared, self._caller)
        except (TransportError, NotExecutable, RequestError) as error:
            await self._fail(key, errors_of(error, self._of.telemetry))
            return
        answers = self._of.answers.to(prepared, context, self._caller)
        running = self._running[key] = _Running(key, prepared.kind)
        running.task = asyncio.create_task(self._deliver(running, answers))

    async def _deliver(self, running: _Running, answers: AsyncGenerator[bytes, None]) -> None:
        """Run it, and say what comes of it, unless the client has had enough."""
        errors: Sequence[Mapping[str, Any]] = ()
        try:
            async with aclosing(answers):
                async for answer in answers:
                    await self._push(running, answer)
        except FollowingEnded as error:
            errors = [each.formatted for each in error.errors]
        except TransportError as error:
            if error.status in (401, 403):
                await self._close(4403, f"Forbidden: {error.message}")
            errors = [error.formatted]
        except OSError:
            return  # nobody is left to be told
        except Exception as error:
            errors = [present(GraphQLError("", original_error=error), self._id).formatted]
        if not running.is_forgotten:
            del self._running[running.key]
            with suppress(OSError):
                if errors:
                    await self._fail(running.key, errors)
                else:
                    await self._tell({"id": running.key, "type": "complete"})
        if self._of.stopping.has_begun:
            self._close_when_done()

    async def _push(self, running: _Running, answer: bytes) -> None:
        if not running.is_forgotten and not self._is_closed:
            text = f'{{"id":{json.dumps(running.key)},"type":"next","payload":{answer.decode()}}}'
            await self._send({"type": "websocket.send", "text": text})

    def _forget(self, running: _Running) -> None:
        """The client wants no answer any more. A change that has begun is finished nevertheless."""
        running.is_forgotten = True
        self._leaving.add(running.task)
        running.task.add_done_callback(self._leaving.discard)
        if running.kind is not OperationType.MUTATION:
            running.task.cancel()

    async def _fail(self, key: str, errors: Sequence[Mapping[str, Any]]) -> None:
        await self._tell({"id": key, "type": "error", "payload": errors})

    async def _tell(self, message: Mapping[str, Any]) -> None:
        if not self._is_closed:
            await self._send({"type": "websocket.send", "text": encode(message).decode()})

    def _check_room(self) -> None:
        limit = self._of.settings.limit_subscriptions_per_socket
        if len(self._running) + len(self._leaving) >= limit:
            raise TransportError(
                429,
                "TOO_MANY_OPERATIONS",
                f"On one socket {limit} operations may run, and so many do. Complete some, or open another socket.",
                limit=limit,
            )

    async def _close(self, code: int, reason: str) -> None:
        if not self._is_closed:
            self._is_closed = True
            short = reason.encode()[:_REASON_BYTES].decode(errors="ignore")
            with suppress(OSError):
                await self._send({"type": "websocket.close", "code": code, "reason": short})

    def _close_unless_known(self) -> None:
        if self._caller is None:
            self._close_soon(4408, "Connection initialisation timeout")

    def _close_when_done(self) -> None:
        """The server stops: when no query and no mutation runs any more. Clients follow anew what they follow here."""
        if all(running.kind is OperationType.SUBSCRIPTION for running in self._running.values()):
            self._close_soon(*_RESTARTING)

    def _close_soon(self, code: int, reason: str) -> None:
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close(code, reason))

    async def _end_all(self) -> None:
        for running in self._running.values():
            self._forget(running)
        self._running.clear()
        tasks = {*self._leaving, *([self._closing] if self._closing else [])}
        if tasks:
            await asyncio.wait(tasks)
