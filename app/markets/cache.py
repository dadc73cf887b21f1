"""The atlas, kept in the process for a few seconds: every request needs it, and it hardly ever changes."""

from app.core.db import Database
from app.core.remembered import Remembered
from app.markets.queries import load_atlas
from app.markets.rules import Atlas

_SECONDS = 5.0


class AtlasCache(Remembered[Atlas]):
    """All markets, channels and languages, at most five seconds old, and fresh in a process that hears of events."""

    def __init__(self, database: Database) -> None:
        super().__init__(lambda: load_atlas(database), _SECONDS)
