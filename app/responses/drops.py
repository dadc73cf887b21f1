"""What was dropped lately, so that no fill keeps what it read before a change."""

from collections import OrderedDict
from collections.abc import Iterable


class Drops:
    """Numbers every drop. A ticket is the number at which a fill began: all that was dropped later, it may have missed.

    Only so many tags are remembered. Tickets from before the first that is forgotten count as having missed it.
    """

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._sequence = 0
        self._horizon = 0
        self._last: OrderedDict[str, int] = OrderedDict()
        """The number of each tag's last drop, the oldest first."""

    def ticket(self) -> int:
        return self._sequence

    def record(self, tag: str) -> None:
        self._sequence += 1
        self._last[tag] = self._sequence
        self._last.move_to_end(tag)
        if len(self._last) > self._most:
            _, self._horizon = self._last.popitem(last=False)

    def record_everything(self) -> None:
        self._sequence += 1
        self._horizon = self._sequence
        self._last.clear()

    def missed(self, ticket: int, tags: Iterable[str]) -> bool:
        """Whether any of these was dropped after the ticket was taken."""
        return ticket < self._horizon or any(self._last.get(tag, 0) > ticket for tag in tags)
