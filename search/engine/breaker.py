"""A circuit breaker: after some failures in a row nobody waits for a system that is gone, until a probe finds it back.

One per process and system. It holds no lock: everything happens on one event loop, between two awaits.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

FAILURES_IN_A_ROW: Final = 3
OPEN_SECONDS: Final = 5.0


class BreakerOpenError(Exception):
    """The system was not asked: it has failed several times in a row, a moment ago."""


class Breaker:
    """Closed (calls pass), open (calls are refused at once), or half open (one call passes, as a probe)."""

    def __init__(
        self,
        failures: int = FAILURES_IN_A_ROW,
        open_seconds: float = OPEN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_failures = failures
        self._open_seconds = open_seconds
        self._clock = clock
        self._failures = 0
        self._open_until = float("-inf")
        self._is_probing = False

    @property
    def is_open(self) -> bool:
        """Whether a call would be refused now."""
        return self._failures >= self._most_failures and (self._is_probing or self._clock() < self._open_until)

    @contextmanager
    def guarding(self, *failures: type[BaseException]) -> Iterator[None]:
        """One call. Raises `BreakerOpenError` instead of making it while the breaker is open.

        Errors of the types `failures` count as failures of the system. Any other error proves that the system answers,
        but for a call that was cancelled, which proves nothing.
        """
        if self.is_open:
            raise BreakerOpenError
        probes = self._is_probing = self._failures >= self._most_failures
        try:
            yield
        except failures:
            self._failed()
            raise
        except Exception:
            self._failures = 0
            raise
        else:
            self._failures = 0
        finally:
            if probes:
                self._is_probing = False

    def close(self) -> None:
        """Let the next call through, and count from the beginning: somebody knows that the system is back."""
        self._failures = 0

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= self._most_failures:
            self._open_until = self._clock() + self._open_seconds
