"""Values that every request needs and that hardly ever change, each read at most once in a few seconds."""

import time
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
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


class RememberedByKey(Generic[KeyT, ValueT]):
    """What `read` gave for each of the `most` keys that were asked for last."""

    def __init__(self, read: Callable[[KeyT], Awaitable[ValueT]], seconds: float, most: int) -> None:
        self._read = read
        self._seconds = seconds
        self._most = most
        self._kept: dict[KeyT, Remembered[ValueT]] = {}

    async def get(self, key: KeyT) -> ValueT:
        """The value of this key, at most so many seconds old."""
        known = self._kept.pop(key, None) or Remembered(partial(self._read, key), self._seconds)
        if len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = known
        return await known.get()

    def forget(self) -> None:
        """Read all of them anew the next time. What is being read now is kept by nobody."""
        self._kept.clear()
