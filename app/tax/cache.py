"""The rates, kept in the process for a few seconds: every price needs one, and they hardly ever change."""

from app.core.db import Database
from app.core.remembered import Remembered
from app.tax.queries import load_rates
from app.tax.rules import TaxRates

_SECONDS = 5.0


class TaxRatesCache(Remembered[TaxRates]):
    """All rates, at most five seconds old. A part of the context: `ctx.part(TaxRatesCache)`.

    A process that hears of events forgets them at once.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(lambda: load_rates(database), _SECONDS)
