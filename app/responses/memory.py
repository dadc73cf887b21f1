"""Responses in this process: the least recently used go first, bounded by bytes."""

from collections import OrderedDict
from collections.abc import Iterable

from app.responses.drops import Drops
from app.responses.entry import Response

LARGEST_SHARE = 8
"""An entry may take one part in so many of the budget: one long list must not push out everything else."""


class MemoryStore:
    """Synchronous throughout: what one call finds, no other changes meanwhile. For one event loop."""

    def __init__(self, budget: int, drops: Drops | None = None) -> None:
        """`budget` in bytes; 0 keeps nothing."""
        self._budget = budget
        self._used = 0
        self._entries: OrderedDict[bytes, Response] = OrderedDict()
        """The least recently used first."""
        self._tagged: dict[str, set[bytes]] = {}
        self._drops = drops or Drops()

    @property
    def used(self) -> int:
        """Bytes reckoned for what is kept; never above the budget."""
        return self._used

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: bytes, now: float) -> Response | None:
        response = self._entries.get(key)
        if response is None:
            return None
        if response.expires_at <= now:
            self._remove(key)
            return None
        self._entries.move_to_end(key)
        return response

    def begin(self) -> int:
        """A ticket, to be taken before the first read of what shall be put."""
        return self._drops.ticket()

    def missed(self, ticket: int, tags: Iterable[str]) -> bool:
        """Whether any of these was dropped since the ticket was taken."""
        return self._drops.missed(ticket, tags)

    def put(self, key: bytes, response: Response, ticket: int) -> bool:
        """Keep it, unless any of its tags was dropped since the ticket was taken, or it is too large."""
        size = len(key) + response.size
        if size * LARGEST_SHARE > self._budget or self._drops.missed(ticket, response.tags):
            return False
        self._remove(key)
        while self._used + size > self._budget:
            self._remove(next(iter(self._entries)))
        self._entries[key] = response
        self._used += size
        for tag in response.tags:
            self._tagged.setdefault(tag, set()).add(key)
        return True

    def drop(self, tags: Iterable[str]) -> None:
        """Forget all that shows any of these, now and where a fill is still under way."""
        for tag in tags:
            self._drops.record(tag)
            for key in tuple(self._tagged.get(tag, ())):
                self._remove(key)

    def clear(self) -> None:
        """Forget everything, now and where a fill is still under way."""
        self._drops.record_everything()
        self._entries.clear()
        self._tagged.clear()
        self._used = 0

    def _remove(self, key: bytes) -> None:
        response = self._entries.pop(key, None)
        if response is None:
            return
        self._used -= len(key) + response.size
        for tag in response.tags:
            keys = self._tagged[tag]
            keys.discard(key)
            if not keys:
                del self._tagged[tag]
