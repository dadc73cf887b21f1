"""What the commands of `tradewind` do with the indexes, on connections of their own."""

from app.core.settings import Settings
from search.sync.filling import Progress, fill
from search.sync.healing import heal
from search.sync.indexed import opened
from search.sync.lag import Lag, load_lag
from search.sync.states import IndexState, load_states
from search.sync.turns import filling_alone
from search.sync.unoffered import discard_unoffered
from search.sync.verifying import Differences, verify


async def index_all(settings: Settings, progress: Progress | None = None) -> int:
    """Fill every language's index anew, and return how many products they hold. Searches are answered all the while."""
    async with filling_alone(settings.database_url, wait=True), opened(settings) as indexed:
        await discard_unoffered(indexed)
        return await fill(indexed, progress)


async def index_if_needed(settings: Settings) -> bool:
    """`index_all`, unless every index is complete; says whether it was needed."""
    async with filling_alone(settings.database_url, wait=True), opened(settings) as indexed:
        if all(state.is_complete for state in await load_states(indexed)):
            return False
        await fill(indexed)
        return True


async def index_states(settings: Settings) -> list[IndexState]:
    """How each language's index stands."""
    async with opened(settings) as indexed:
        return await load_states(indexed)


async def index_lag(settings: Settings) -> Lag:
    """How far the indexes are behind the database."""
    async with opened(settings) as indexed:
        return await load_lag(indexed.database)


async def verify_index(settings: Settings, progress: Progress | None = None) -> Differences:
    """Make missing indexes, then compare every document with the database, and mend what differs."""
    async with opened(settings) as indexed:
        await heal(indexed, settings.database_url, compares_ids=False)
        return await verify(indexed, progress)
