"""Asking the sources, and letting the effective rates follow."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.context import RequestContext
from app.core.locks import lock_rates
from app.core.logging import log
from app.currencies import service
from app.currencies.models import RateSource
from app.currencies.providers import RateProvider, RateProviderError, RateProviders
from app.currencies.rules import Observation


@dataclass(frozen=True)
class SourceOutcome:
    """What came of asking one source."""

    source: RateSource
    count: int = 0
    """Rates that it told."""
    as_of: datetime | None = None
    """Of the newest of them."""
    failure: str | None = None
    """Why it told none."""


@dataclass(frozen=True)
class RatesReport:
    """What came of asking all of them."""

    outcomes: Sequence[SourceOutcome]
    stored: int
    """Observations that were not there before."""
    moved: Sequence[str]
    """Pairs that have another effective rate: `EUR/USD`."""
    held: Sequence[str]
    """Pairs of which a rate waits to be confirmed since now."""


async def update_rates(ctx: RequestContext) -> RatesReport:
    """Ask every source at once, store what is new, and move the effective rates in one transaction.

    A source that fails is told of and changes nothing. The same answers again add nothing and move nothing.
    """
    providers = ctx.part(RateProviders).providers
    answers = await asyncio.gather(*(_ask(provider) for provider in providers))
    async with ctx.transaction() as session:
        await lock_rates(session)
        now = await service.database_now(session)
        stored = await service.store_observations(session, [each for _, found in answers for each in found], now)
        moves = await service.move_rates(session)
    for pair in moves.held:
        if pair.held is not None:
            log.warning(
                "exchange rate held",
                pair=pair.name,
                rate=f"{pair.held.rate:f}",
                source=pair.held.source.value,
                believed=f"{pair.live.rate:f}" if pair.live else None,
            )
    return RatesReport([outcome for outcome, _ in answers], stored, moves.moved, [pair.name for pair in moves.held])


async def _ask(provider: RateProvider) -> tuple[SourceOutcome, Sequence[Observation]]:
    try:
        found = await provider.fetch()
    except RateProviderError as error:
        log.warning("no exchange rates", source=provider.source.value, reason=error.reason)
        return SourceOutcome(provider.source, failure=error.reason), ()
    newest = max((each.as_of for each in found), default=None)
    return SourceOutcome(provider.source, len(found), newest), found
