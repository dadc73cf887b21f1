"""What stays open, sockets and event streams alike: counted for the process and for each address, and ended with it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.core.settings import Settings
from app.http.graphql.question import TransportError

_RETRY_SECONDS: Final = 30


class Connections:
    """Those of one process."""

    def __init__(self, settings: Settings) -> None:
        self._limit = settings.limit_sockets
        self._limit_per_address = settings.limit_sockets_per_address
        self._open = 0
        self._by_address: Counter[str] = Counter()

    @contextmanager
    def counted(self, address: str) -> Iterator[None]:
        """One more, for as long as the block runs. Raises `TransportError` where that is one too many."""
        self._check(address)
        self._open += 1
        self._by_address[address] += 1
        try:
            yield
        finally:
            self._open -= 1
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]

    def _check(self, address: str) -> None:
        later = {"Retry-After": str(_RETRY_SECONDS)}
        if self._open >= self._limit:
            raise TransportError(
                503,
                "TOO_MANY_CONNECTIONS",
                f"This process holds {self._limit} sockets and event streams open, which is all it takes. Come back "
                "later.",
                later,
            )
        if self._by_address[address] >= self._limit_per_address:
            raise TransportError(
                429,
                "TOO_MANY_CONNECTIONS",
                f"Your address has {self._limit_per_address} sockets and event streams open, which is all it may "
                "have. Close some, or follow several subscriptions over one socket.",
                later,
            )
