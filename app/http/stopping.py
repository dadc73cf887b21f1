"""The process is about to end: who holds something open is told, and lets go of it in its own way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

STOPPING: Final = "stopping"
"""Where the lifespan's state holds the application's `Stopping`, for the server that it runs in."""


class Stopping:
    """Of one process. It begins once, when the server has been asked to stop, and is never taken back."""

    def __init__(self) -> None:
        self.has_begun = False
        self._told: set[Callable[[], None]] = set()

    def begin(self) -> None:
        """From now on nothing new is taken on. What is told must neither wait nor raise."""
        self.has_begun = True
        for tell in list(self._told):
            tell()

    @contextmanager
    def telling(self, tell: Callable[[], None]) -> Iterator[None]:
        """Within the block `tell` is called when it begins; at once, if it has begun already."""
        if self.has_begun:
            tell()
        self._told.add(tell)
        try:
            yield
        finally:
            self._told.discard(tell)
