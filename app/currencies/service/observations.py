"""Writing down what sources say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.reads import table_of
from app.currencies.models import ExchangeRateObservation
from app.currencies.rules import Observation, kept_rate
from app.currencies.rules.checks import is_credible

_TABLE: Final = table_of(ExchangeRateObservation)
_KEY: Final = ["source", "base_code", "quote_code", "as_of"]


async def store_observations(session: AsyncSession, observations: Iterable[Observation], now: datetime) -> int:
    """Keep what is not kept already, and give how many observations that was.

    What a source says twice of one moment is kept once, as it was said first. What cannot be a rate, or is of a
    currency that is not in use, or of the future, is left out.
    """
    rows = {
        (each.source, each.base_code, each.quote_code, each.as_of): {
            "id": new_id(),
            "source": each.source,
            "base_code": each.base_code,
            "quote_code": each.quote_code,
            "rate": kept_rate(each.rate),
            "as_of": each.as_of,
            "received_at": now,
        }
        for each in observations
        if is_credible(each, now)
    }
    if not rows:
        return 0
    # In one order, so that two who store the same wait for each other and not in a ring.
    statement = insert(_TABLE).values([rows[key] for key in sorted(rows)])
    written = await session.execute(statement.on_conflict_do_nothing(index_elements=_KEY).returning(_TABLE.c.id))
    return len(written.all())
