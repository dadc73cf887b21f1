"""What staff decide about rates. Each is followed by `move_rates`, in the same transaction."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.currencies.models import CurrencyPair, ExchangeRateObservation, RateSource
from app.currencies.rules import KeptPair, Pair


async def set_manual_rate(
    session: AsyncSession, codes: Pair, rate: Decimal, now: datetime, *, holds_until: datetime | None, note: str | None
) -> None:
    """The rate holds from now on. What was set before ends."""
    await end_manual_rates(session, codes, now)
    base, quote = codes
    session.add(
        ExchangeRateObservation(
            source=RateSource.MANUAL,
            base_code=base,
            quote_code=quote,
            rate=rate,
            as_of=now,
            received_at=now,
            holds_until=holds_until,
            note=note,
        )
    )
    await session.flush()


async def note_of_manual_rate(session: AsyncSession, codes: Pair, as_of: datetime) -> str | None:
    """Why the rate was set by hand at that moment."""
    observed = ExchangeRateObservation
    statement = select(col(observed.note)).where(
        col(observed.source) == RateSource.MANUAL,
        col(observed.base_code) == codes[0],
        col(observed.quote_code) == codes[1],
        col(observed.as_of) == as_of,
    )
    return (await session.execute(statement)).scalars().first()


async def end_manual_rates(session: AsyncSession, codes: Pair, now: datetime) -> bool:
    """Nothing is set by hand for the pair from now on. False where nothing was."""
    base, quote = codes
    observed = ExchangeRateObservation
    ended = await session.execute(
        update(observed)
        .where(
            col(observed.source) == RateSource.MANUAL,
            col(observed.base_code) == base,
            col(observed.quote_code) == quote,
            or_(col(observed.holds_until).is_(None), col(observed.holds_until) > now),
        )
        .values(holds_until=now)
        .returning(col(observed.id))
    )
    return bool(ended.all())


async def confirm_held(session: AsyncSession, pair: KeptPair) -> None:
    """What was held is believed."""
    held = pair.held
    if held is not None:
        await session.execute(
            update(CurrencyPair)
            .where(col(CurrencyPair.id) == pair.id)
            .values(
                live_rate=held.rate,
                live_source=held.source,
                live_as_of=held.as_of,
                held_rate=None,
                held_source=None,
                held_as_of=None,
            )
        )


async def set_band(session: AsyncSession, pair_id: UUID, band: Decimal) -> None:
    """How far the live rate may go from the effective one."""
    await session.execute(update(CurrencyPair).where(col(CurrencyPair.id) == pair_id).values(band=band))


async def count_version(session: AsyncSession, pair_id: UUID) -> None:
    """Staff changed something about the pair."""
    await session.execute(
        update(CurrencyPair).where(col(CurrencyPair.id) == pair_id).values(version=col(CurrencyPair.version) + 1)
    )
