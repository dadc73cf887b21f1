"""The effective rates, kept in the process for a few seconds: prices need them, and they move a few times a day."""

from datetime import timedelta
from typing import Final

from app.core.clock import utc_now
from app.core.db import Database
from app.core.remembered import Remembered
from app.currencies.queries import load_exchange_rates
from app.currencies.rules import ExchangeRates

HISTORY: Final = timedelta(days=400)
"""How long ago prices are still computed from what a process remembers."""

_SECONDS: Final = 5.0


class ExchangeRatesCache(Remembered[ExchangeRates]):
    """All rates, at most five seconds old. A part of the context: `ctx.part(ExchangeRatesCache)`.

    A process that hears of events forgets them at once.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(lambda: load_exchange_rates(database, utc_now() - HISTORY), _SECONDS)
