"""Labels that clients choose, within bounds."""

from typing import Final

ANONYMOUS: Final = "(anonymous)"
OTHER: Final = "(other)"
"""No name of GraphQL has brackets, so these are nobody's."""
_LONGEST: Final = 80


class BoundedNames:
    """The first `limit` distinct names stand for themselves, and trusted ones always do; all others are `(other)`.

    Names of trusted documents are written by the shop's own developers, and do not use up the places of others.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._seen: set[str] = set()
        self._trusted: set[str] = set()

    def label(self, name: str | None, *, is_trusted: bool = False) -> str:
        if not name:
            return ANONYMOUS
        if name in self._seen or name in self._trusted:
            return name
        if len(name) > _LONGEST:
            return OTHER
        if is_trusted:
            self._trusted.add(name)
            return name
        if len(self._seen) >= self._limit:
            return OTHER
        self._seen.add(name)
        return name
