"""Ctrl-C, SIGTERM and a closed terminal, for commands that run until they are stopped."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SAME_REQUEST_SECONDS = 0.2
HARD_EXIT_CODE = 130


class StopRequested(KeyboardInterrupt):
    """Raised in the main thread by the first signal. A KeyboardInterrupt, because event loops let that pass."""


@contextmanager
def stoppable() -> Iterator[None]:
    """The first signal unwinds the block, which stops what it has started; the command then succeeds.

    A second signal ends the process at once, and with it its children, who asked for that (see `app.embedded.bound`).
    Terminals and tools that send the same request twice within a moment are taken to have sent it once.
    """
    first: list[float] = []

    def stop(_: int, __: FrameType | None) -> None:
        if not first:
            first.append(time.monotonic())
            raise StopRequested
        if time.monotonic() - first[0] > SAME_REQUEST_SECONDS:
            os._exit(HARD_EXIT_CODE)

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in signals}
    try:
        yield
    except StopRequested:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
