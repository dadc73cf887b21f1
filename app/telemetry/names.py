"""Labels that clients choose, within bounds."""

from typing import Final

ANONYMOUS: Final = "(anonymous)"
OTHER: Final = "(other)"
"""No name of GraphQL has brackets, so these are nobody's."""
_LONGEST: Final = 80
_MOST_TRUSTED: Final = 2000


class BoundedNames:
    """The first `limit` distinct names stand for themselves, and trusted ones always do; all others are `(other)`.

    Names of trusted documents are written by the shop's own developers, and do not use up the places of others.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._seen: set[str] = set()
        self._trusted: set[str] = set()

    def trust(self, name: str | None) -> None:
        """Let this name stand for itself from now on."""
        if name and len(name) <= _LONGEST and len(self._trusted) < _MOST_TRUSTED:
            self._trusted.add(name)

    def label(self, name: str | None) -> str:
        if not name:
            return ANONYMOUS
        if name in self._seen or name in self._trusted:
            return name
        if len(name) > _LONGEST or len(self._seen) >= self._limit:
            return OTHER
        self._seen.add(name)
        return name
