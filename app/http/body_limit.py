"""Requests larger than the limit are refused before they are read."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.refusals import refuse


def is_upload(scope: Mapping[str, object]) -> bool:
    """Whether the request brings a file: see `app.http.files`."""
    return scope["type"] == "http" and scope["method"] == "PUT" and str(scope["path"]).startswith("/files/")


class _TooLargeError(Exception):
    pass


class BodyLimit:
    """Answers 413 when a body is, or grows, larger than `limit` bytes.

    A body whose length is declared is not watched: it cannot be longer, the server reads the rest as another request.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        for name, value in scope["headers"]:
            if name == b"content-length":
                if value.isdigit() and len(value) < 19 and int(value) <= self._limit:
                    await self._app(scope, receive, send)
                else:
                    await self._refuse(send)
                return
            if name == b"transfer-encoding":
                await self._watch(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _watch(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0
        started = False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLargeError:
            if started:
                raise
            await self._refuse(send)

    async def _refuse(self, send: Send) -> None:
        await refuse(
            send,
            413,
            "BODY_TOO_LARGE",
            f"The body is larger than the limit of {self._limit} bytes. Send less at once.",
            (b"connection", b"close"),
        )
