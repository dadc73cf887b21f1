"""What a store of responses behind the memory of each process offers: `redis.RedisStore`, where it is configured."""

from collections.abc import Collection
from typing import Any, NamedTuple, Protocol

from app.responses.entry import Response

Ticket = Any
"""Known to the store that gave it only."""


class Found(NamedTuple):
    """What a look into the shared store brings."""

    response: Response | None
    ticket: Ticket | None
    """For the fill that follows where nothing was found; `None` while the store is away."""


class SharedStore(Protocol):
    """No call raises, and none keeps a request waiting for long: a store that is away finds and keeps nothing."""

    async def look(self, key: bytes, now: float) -> Found: ...

    async def put(self, key: bytes, response: Response, ticket: Ticket, now: float) -> bool: ...

    async def drop(self, tags: Collection[str]) -> None:
        """Once it returns, no look that begins later finds what shows any of these."""

    def distrust(self) -> None:
        """Changes may have been missed: nothing kept until now is found by looks that begin later, on any node."""

    async def close(self) -> None: ...
