"""HTTP/1.1 on a connection, held to limits: uvicorn's protocol waits for ever for a client that takes its time.

Nothing here counts time by itself. The server calls `sweep` of every connection about once a second: so a limit costs a
request no timer.
"""

import json
import sys
from array import array
from enum import Enum, auto
from fcntl import ioctl
from termios import TIOCOUTQ
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.http.body_limit import is_upload

if TYPE_CHECKING:
    import asyncio

    from app.http.server import ServerConfig

_HEAD_BYTES = 64 * 1024
"""Of the request line and the headers: an address may hold a whole query."""
_HEADERS = 200
_PIPELINED = 16
"""Requests that wait while another one of the same connection is answered."""
_LINGER_SECONDS = 2.0
"""For a client that is still sending to read that it was refused. Closing at once would make its system throw the
answer away (RFC 9112, section 9.6)."""
_DRAIN_SECONDS = 1.0
"""That an idle connection stays open when the server stops: its client may be sending a request just now, and is told
with the answer that it was the last."""


class _Phase(Enum):
    """What the connection waits for from its client."""

    FRESH = auto()
    HEADERS = auto()
    BODY = auto()
    WHOLE = auto()
    """Nothing: the newest request has come."""
    LINGERING = auto()
    """That it reads its refusal, and goes."""


class _RefusedError(Exception):
    """Ends parsing from within. What is refused stands in the protocol."""


class _GentleTransport:
    """What an answer is written to. It closes in such a way that the answer can be read."""

    __slots__ = ("close", "is_closing", "write")

    def __init__(self, protocol: "HttpProtocol") -> None:
        self.write = protocol.transport.write
        self.is_closing = protocol.transport.is_closing
        self.close = protocol.close_gently


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    config: "ServerConfig"

    def connection_made(self, transport: "asyncio.Transport") -> None:  # type: ignore[override] # as uvicorn's own
        super().connection_made(transport)
        self._phase = _Phase.FRESH
        self._since = self.loop.time()
        self._head_bytes = 0
        self._chunk_bytes = 0
        self._upload_bytes: int | None = None
        self._refusal = (400, "BAD_REQUEST", "This is no HTTP request.")
        self._is_deaf = False
        self._is_draining = False
        self._unsent = 0
        self._unsent_since = self._since
        self._gentle: Any = _GentleTransport(self)

    def data_received(self, data: bytes) -> None:
        """Parse it. What comes after a refusal is thrown away."""
        if self._phase is _Phase.LINGERING or self._is_deaf:
            return
        self._unset_keepalive_if_required()
        self._chunk_bytes = len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            if self._should_upgrade():
                self._upgrade()
        except httptools.HttpParserError:
            self._refuse(*self._refusal)
        if self._phase is _Phase.HEADERS:
            self._head_bytes += len(data)
            if self._head_bytes > _HEAD_BYTES:
                self._refuse(*_head_too_large())

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._phase = _Phase.HEADERS
        self._since = self.loop.time()
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        head_bytes = 0
        if self._chunk_bytes > _HEAD_BYTES or self._head_bytes:
            head_bytes = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if len(self.headers) > _HEADERS or head_bytes > _HEAD_BYTES:
            self._refusal = _head_too_large()
            raise _RefusedError
        if len(self.pipeline) >= _PIPELINED:
            raise _RefusedError
        cycle = self.cycle
        super().on_headers_complete()
        self._phase = _Phase.BODY
        self._upload_bytes = 0 if is_upload(self.scope) else None
        if self.cycle is not cycle:
            self.cycle.transport = self._gentle
            if self._is_draining:
                self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        if self._upload_bytes is not None:
            self._upload_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._phase = _Phase.WHOLE

    def on_response_complete(self) -> None:
        self._since = self.loop.time()
        if self._phase is _Phase.LINGERING:
            return
        super().on_response_complete()
        if self._is_deaf:
            self.flow.pause_reading()

    def shutdown(self) -> None:
        """The server stops: what has been asked is answered, and so is a request that is on its way."""
        self._is_draining = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
        self.loop.call_later(_DRAIN_SECONDS, self._end_draining)

    def sweep(self, now: float) -> None:
        """Give up on a client that has been waited for too long."""
        waited = now - self._since
        if self._phase in (_Phase.HEADERS, _Phase.BODY):
            if waited > self._patience() and not self.flow.read_paused:
                self._give_up_receiving()
        elif self._phase is _Phase.LINGERING:
            if waited > _LINGER_SECONDS:
                self.transport.abort()
        elif self._phase is _Phase.FRESH and waited > self.config.receive_seconds:
            self.transport.close()
        self._watch_reader(now)

    def _patience(self) -> float:
        """Seconds for what is coming. A file has more, as long as it comes fast enough."""
        if self._phase is _Phase.BODY and self._upload_bytes is not None:
            return self.config.receive_seconds + self._upload_bytes / self.config.upload_bytes_per_second
        return self.config.receive_seconds

    def close_gently(self) -> None:
        """Close when all is sent; where the request is still coming, when its client has had time to read."""
        is_sending = self._is_deaf or self._phase is _Phase.BODY
        if is_sending and self.transport.can_write_eof() and not self.transport.is_closing():
            self._phase = _Phase.LINGERING
            self._since = self.loop.time()
            self.transport.write_eof()
            self.flow.resume_reading()
        else:
            self.transport.close()

    def _should_upgrade(self) -> bool:
        return self.scope["method"] == "GET" and super()._should_upgrade()

    def _upgrade(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_reading()  # an answer is under way on this connection: it cannot become a socket
        else:
            self.handle_websocket_upgrade()

    def _end_draining(self) -> None:
        is_idle = self.cycle is None or self.cycle.response_complete
        if is_idle and self._phase in (_Phase.FRESH, _Phase.WHOLE):
            self.transport.close()

    def _give_up_receiving(self) -> None:
        seconds = self._patience()
        part = "headers" if self._phase is _Phase.HEADERS else "body"
        self._refuse(
            408,
            "REQUEST_TIMEOUT",
            f"The {part} of the request did not arrive within {seconds:g} seconds. Send it again, all at once.",
        )

    def _refuse(self, status: int, code: str, message: str) -> None:
        """Answer in place of the application, if nothing is being answered, and read no further."""
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if self._phase is not _Phase.BODY or self.pipeline:
                self._stop_reading()  # the answers to earlier requests come first
                return
            if cycle.response_started:
                self.transport.close()
                return
            cycle.disconnected = True
            cycle.message_event.set()
        if not self.transport.is_closing():
            self.transport.write(self._refusal_bytes(status, code, message))
            self._phase = _Phase.BODY
            self.close_gently()

    def _refusal_bytes(self, status: int, code: str, message: str) -> bytes:
        body = json.dumps({"errors": [{"message": message, "extensions": {"code": code}}]}).encode()
        headers = [
            *self.server_state.default_headers,
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        lines = [b"%s: %s\r\n" % header for header in headers]
        return b"".join([STATUS_LINE[status], *lines, b"\r\n", body])

    def _stop_reading(self) -> None:
        """Answer what was asked before, then close."""
        self._is_deaf = True
        self.cycle.keep_alive = False
        self._phase = _Phase.WHOLE
        self.flow.pause_reading()

    def _watch_reader(self, now: float) -> None:
        """Whoever reads nothing of an answer for so long does not get the rest."""
        unsent = self.transport.get_write_buffer_size()
        if unsent:
            unsent += _unacknowledged(self.transport)
        if unsent == 0 or unsent < self._unsent:
            self._unsent_since = now
        elif now - self._unsent_since > self.config.receive_seconds:
            self.transport.abort()
        self._unsent = unsent


def _unacknowledged(transport: "asyncio.Transport") -> int:
    """Bytes that the system has taken, and the client's has not: it may take none from us for long while those go."""
    if sys.platform != "linux":
        return 0
    waiting = array("i", [0])
    ioctl(transport.get_extra_info("socket").fileno(), TIOCOUTQ, waiting)
    return waiting[0]


def _head_too_large() -> tuple[int, str, str]:
    message = (
        f"The address and the headers of a request may have {_HEAD_BYTES} bytes, in at most {_HEADERS} headers. Send "
        "a long query by POST."
    )
    return 431, "HEADERS_TOO_LARGE", message
