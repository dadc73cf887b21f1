"""The rules of search, kept in the process: every search needs them, and they hardly ever change."""

from app.core.db import Database
from app.core.remembered import Remembered
from app.merchandising.queries import load_search_rules
from app.merchandising.rules.facts import RuleFacts

_SECONDS = 5.0


class SearchRulesCache(Remembered[tuple[RuleFacts, ...]]):
    """All rules, at most five seconds old. A part of the context: `ctx.part(SearchRulesCache)`.

    A process that hears of events forgets them at once when one changes.
    """

    def __init__(self, database: Database) -> None:
        async def read() -> tuple[RuleFacts, ...]:
            return tuple(row.facts for row in await load_search_rules(database))

        super().__init__(read, _SECONDS)
