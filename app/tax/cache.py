"""The rates, kept in the process for a few seconds: every price needs one, and they hardly ever change."""

import time

from app.core.db import Database
from app.tax.queries import load_rates
from app.tax.rules import TaxRates

_SECONDS = 5.0


class TaxRatesCache:
    """At most one read of the rates per process and five seconds. A part of the context: `ctx.part(TaxRatesCache)`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rates: TaxRates | None = None
        self._until = 0.0

    async def get(self) -> TaxRates:
        """All rates, at most five seconds old."""
        if self._rates is None or time.monotonic() >= self._until:
            self._rates = await load_rates(self._database)
            self._until = time.monotonic() + _SECONDS
        return self._rates

    def forget(self) -> None:
        """Read them anew the next time."""
        self._rates = None
