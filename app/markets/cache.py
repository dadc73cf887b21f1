"""The atlas, kept in the process for a few seconds: every request needs it, and it hardly ever changes."""

import time

from app.core.db import Database
from app.markets.queries import load_atlas
from app.markets.rules import Atlas

_SECONDS = 5.0


class AtlasCache:
    """At most one read of the atlas per process and five seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._atlas: Atlas | None = None
        self._until = 0.0

    async def get(self) -> Atlas:
        """All markets and languages, at most five seconds old."""
        if self._atlas is None or time.monotonic() >= self._until:
            self._atlas = await load_atlas(self._database)
            self._until = time.monotonic() + _SECONDS
        return self._atlas

    def forget(self) -> None:
        """Read it anew the next time."""
        self._atlas = None
