"""One value that every request needs and that hardly ever changes, read at most once in a few seconds."""

import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

ValueT = TypeVar("ValueT")


class Remembered(Generic[ValueT]):
    """What `read` gave, for so many seconds, or until it is to be forgotten."""

    def __init__(self, read: Callable[[], Awaitable[ValueT]], seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._value: ValueT | None = None
        self._until = 0.0
        self._forgotten = 0

    async def get(self) -> ValueT:
        """The value, at most so many seconds old."""
        if self._value is not None and time.monotonic() < self._until:
            return self._value
        forgotten = self._forgotten
        value = await self._read()
        if forgotten == self._forgotten:  # else it may have been read before the change that made us forget
            self._value = value
            self._until = time.monotonic() + self._seconds
        return value

    def forget(self) -> None:
        """Read it anew the next time, and do not keep what is being read now."""
        self._value = None
        self._forgotten += 1
