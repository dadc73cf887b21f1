"""WebSocket on a connection: uvicorn's protocol, without the ways in which a client could fill the memory."""

from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

_WAITING_MESSAGES = 1000
_FRAGMENTS = 1000
_UNREAD_BYTES = 1024 * 1024
"""That wait for the client. Messages wait for it to read; answers to pings would not."""
_PINGS = 100
"""In a second. A keep-alive takes one in several."""
_SLICE = 4096
"""Bytes that are looked at before the next look at whether the connection is still wanted: a quarter of a megabyte that
comes at once may be 40,000 frames."""
_POLICY_VIOLATION = 1008


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """One connection. A ping in each `keep_alive_seconds` finds those that are dead; such are cut off."""

    _second = 0
    _pings = 0
    """In that second."""

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), _SLICE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + _SLICE])

    def shutdown(self) -> None:
        """The server stops. The application knows, finishes what runs on this socket, and closes it."""
        if not self.handshake_complete:
            super().shutdown()

    async def send(self, message: Any) -> None:
        if self.handshake_complete and self.close_sent:
            raise ClientDisconnected  # closed from below, which the application is about to hear
        await super().send(message)

    def send_receive_event_to_app(self) -> None:
        super().send_receive_event_to_app()
        if self.queue.qsize() > _WAITING_MESSAGES:
            self._fail("Too many messages at once.")

    def handle_cont(self, event: Frame) -> None:
        super().handle_cont(event)
        if len(self.frames) > _FRAGMENTS:
            self._fail("Too many fragments of one message.")

    def handle_ping(self) -> None:
        super().handle_ping()
        second = int(self.loop.time())
        self._pings = self._pings + 1 if second == self._second else 1
        self._second = second
        if self._pings > _PINGS:
            self._fail("Too many pings.")
        if self.transport.get_write_buffer_size() > _UNREAD_BYTES:
            self.transport.abort()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()  # closing would wait until all is sent, to somebody who takes nothing

    def handle_parser_exception(self) -> None:
        """A frame that is none, or a handshake that is none."""
        if self.conn.close_sent is None:
            self.transport.close()
        else:
            super().handle_parser_exception()

    def _fail(self, reason: str) -> None:
        if self.close_sent:
            return
        disconnect: Any = {"type": "websocket.disconnect", "code": _POLICY_VIOLATION, "reason": reason}
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(disconnect)
        self.conn.fail(_POLICY_VIOLATION, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
