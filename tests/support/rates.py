"""Exchange rates in tests: sources that say what the test wants."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from app.core.context import RequestContext
from app.currencies import Observation, RateProviders, RateSource, RatesReport, update_rates
from app.currencies.providers import RateProviderError


class Saying:
    """A source that says these rates, or fails."""

    def __init__(self, source: RateSource, *observations: Observation, failure: str | None = None) -> None:
        self.source = source
        self.observations = observations
        self.failure = failure

    async def fetch(self) -> Sequence[Observation]:
        if self.failure:
            raise RateProviderError(self.source, self.failure)
        return self.observations


def said(
    source: RateSource, base: str, rates: dict[str, str], now: datetime, *, age: timedelta = timedelta(minutes=1)
) -> Saying:
    """A source that says these rates of one base, so long ago."""
    return Saying(source, *(Observation(source, base, code, Decimal(rate), now - age) for code, rate in rates.items()))


async def update_from(ctx: RequestContext, *sources: Saying) -> RatesReport:
    """What comes of asking just these."""
    ctx.parts = {**ctx.parts, RateProviders: RateProviders(sources)}
    return await update_rates(ctx)
