"""Jobs that run again and again, and plan their next time themselves."""

from app.core.db import Database
from search.jobs import begin_checking


async def start_series(database: Database) -> None:
    """Begin those that nothing else begins. One that waits for its next time already is left to it."""
    await begin_checking(database)
