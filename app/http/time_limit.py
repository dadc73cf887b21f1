"""Requests that take too long are cut off, so that none holds a connection to the database for ever."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.logging import log
from app.http.refusals import refuse

_LOOKS: Final = 20
"""How often a request is looked at in the time that it has."""


@dataclass(slots=True, eq=False)
class _Running:
    task: "asyncio.Task[Any]"
    until: float
    is_cut_off: bool = False


class TimeLimit:
    """Answers 504 when no answer has begun after `seconds`, or a twentieth more.

    What the request did is cancelled where it stands: a transaction is rolled back, what was committed stays. Whether a
    change was made before that is found out by asking, or by sending it again with the same idempotency key. An answer
    that has begun, such as an event stream, may take any time.

    Most requests are answered in less time than it takes to set a timer: so there is one for all of them.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        self._running: dict[_Running, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        if scope["type"] != "http" or task is None:
            await self._app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        request = _Running(task, loop.time() + self._seconds)
        running = self._running
        running[request] = None
        if self._timer is None:
            self._timer = loop.call_later(self._seconds / _LOOKS, self._look, loop)

        async def unlimited(message: Message) -> None:
            running.pop(request, None)
            await send(message)

        try:
            await self._app(scope, receive, unlimited)
        except asyncio.CancelledError:
            if not request.is_cut_off or task.uncancel() > 0:
                raise
            log.warning("a request took too long", path=scope["path"], seconds=self._seconds)
            await refuse(
                send,
                504,
                "REQUEST_TIMEOUT",
                f"The request was cut off after {self._seconds:g} seconds. A change may have been made or not: look "
                "before you send it again, or send it with the same idempotency key.",
            )
        finally:
            running.pop(request, None)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Cut off those whose time is over. They stand in the order in which they began."""
        now = loop.time()
        while self._running:
            request = next(iter(self._running))
            if request.until > now:
                break
            del self._running[request]
            request.is_cut_off = True
            request.task.cancel()
        self._timer = loop.call_later(self._seconds / _LOOKS, self._look, loop) if self._running else None
