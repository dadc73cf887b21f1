"""Use cases of staff. Each change is in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Refusal, refuse, refuse_stale
from app.core.locks import lock_rates
from app.core.upsert import Written
from app.currencies import service
from app.currencies.errors import ExchangeRateErrorCode
from app.currencies.ids import CURRENCY_PAIR_ID
from app.currencies.queries import holding_by_hand, kept_pairs
from app.currencies.rules import KeptPair, ManualRate, Pair
from app.currencies.rules.checks import (
    band_problems,
    note_problems,
    pair_problems,
    problem,
    rate_problems,
    time_problems,
)


@dataclass(frozen=True)
class NewManualRate:
    """A rate that staff set."""

    base: str
    quote: str
    rate: Decimal
    holds_until: datetime | None = None
    """None: until it is removed."""
    note: str | None = None
    is_confirmed: bool = False
    """Whether it is meant although it is far from what the sources say."""


@dataclass(frozen=True)
class PairChange:
    """What to change of a pair. None: nothing."""

    band: Decimal | None = None
    confirm_rate: Decimal | None = None
    """The held rate that is to be believed, as it was read."""


async def set_rate_by_hand(ctx: RequestContext, wanted: NewManualRate, *, version: int | None = None) -> UUID:
    """Let the shop go by this rate from now on, whatever the sources say. Gives the id of the pair.

    A pair that the shop did not convert between is one from now on; its version was 0. Refuses with
    `ExchangeRateErrorCode` what cannot be a rate, a rate far from the live one that is not confirmed, and an end that
    has passed.
    """
    async with ctx.transaction() as session:
        pair_id, _ = await put_manual_rate(ctx, session, wanted, version=version)
        return pair_id


async def put_manual_rate(
    ctx: RequestContext,
    session: AsyncSession,
    wanted: NewManualRate,
    *,
    version: int | None = None,
    keeps_same: bool = False,
) -> tuple[UUID, Written]:
    """The same for files: it takes the session, and does not commit. `keeps_same`: what holds already, until the same
    moment and with the same note, stays as it is."""
    codes = (wanted.base, wanted.quote)
    refuse(pair_problems(*codes))
    await lock_rates(session)
    now = await service.database_now(session)
    pair = await _pair(session, codes)
    _refuse_stale(version, pair)
    live = pair.live.rate if pair and pair.live else None
    refuse(
        [
            *rate_problems(wanted.rate, live, is_confirmed=wanted.is_confirmed),
            *time_problems(wanted.holds_until, now),
            *note_problems(wanted.note),
        ]
    )
    before = await _by_hand(session, codes, now)
    note = wanted.note or None
    is_same = before is not None and (before.rate, before.holds_until) == (wanted.rate, wanted.holds_until)
    if keeps_same and pair and before and is_same:
        noted = await service.note_of_manual_rate(session, codes, before.as_of)
        if noted == note:
            return pair.id, Written.UNCHANGED
    await service.set_manual_rate(session, codes, wanted.rate, now, holds_until=wanted.holds_until, note=note)
    await service.ensure_pairs(session, [codes])
    after = {"rate": f"{wanted.rate:f}", "holds_until": _moment(wanted.holds_until), "note": note}
    found = await _found_pair(session, codes)
    await _settle(session, ctx, found, "currencies.exchange_rate_set", before=_told(before), after=after)
    return found.id, Written.UPDATED if before else Written.CREATED


async def remove_manual_rate(ctx: RequestContext, base: str, quote: str, *, version: int | None = None) -> UUID:
    """Let the shop go by what the sources say again. Gives the id of the pair.

    Where no source says anything of the pair, the rate that was set stays the effective one: it is the last one known.
    """
    async with ctx.transaction() as session:
        await lock_rates(session)
        now = await service.database_now(session)
        pair = await _found_pair(session, (base, quote))
        _refuse_stale(version, pair)
        before = await _by_hand(session, pair.codes, now)
        if before is None:
            raise Refusal(problem(ExchangeRateErrorCode.RATE_NOT_SET, base=base, quote=quote))
        await service.end_manual_rates(session, pair.codes, now)
        await _settle(session, ctx, pair, "currencies.exchange_rate_removed", before=_told(before), after=None)
    return pair.id


async def update_pair(
    ctx: RequestContext, base: str, quote: str, change: PairChange, *, version: int | None = None
) -> UUID:
    """Change how far the live rate may go from the effective one, or believe a held one. Gives the id of the pair."""
    refuse(band_problems(change.band))
    async with ctx.transaction() as session:
        await lock_rates(session)
        pair = await _found_pair(session, (base, quote))
        _refuse_stale(version, pair)
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        if change.band is not None and change.band != pair.band:
            await service.set_band(session, pair.id, change.band)
            before["band"], after["band"] = f"{pair.band.normalize():f}", f"{change.band.normalize():f}"
        if change.confirm_rate is not None:
            if pair.held is None or pair.held.rate != change.confirm_rate:
                raise Refusal(problem(ExchangeRateErrorCode.HELD_RATE_DIFFERS, "confirmRate"))
            await service.confirm_held(session, pair)
            before["live_rate"] = f"{pair.live.rate.normalize():f}" if pair.live else None
            after["live_rate"] = f"{change.confirm_rate.normalize():f}"
        if after:
            await _settle(session, ctx, pair, "currencies.currency_pair_updated", before=before, after=after)
    return pair.id


def _refuse_stale(version: int | None, pair: KeptPair | None) -> None:
    refuse_stale(ExchangeRateErrorCode.STALE_VERSION, version, pair.version if pair else 0)


async def _settle(
    session: AsyncSession,
    ctx: RequestContext,
    pair: KeptPair,
    action: str,
    *,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """The effective rates follow, and it is noted who did that."""
    named = {"pair": pair.name}
    await service.count_version(session, pair.id)
    await service.move_rates(session)
    await record_change(
        session,
        ctx.viewer,
        action,
        CURRENCY_PAIR_ID.prefix,
        pair.id,
        before={**named, **before} if before is not None else None,
        after={**named, **after} if after is not None else None,
    )


async def _pair(session: AsyncSession, codes: Pair) -> KeptPair | None:
    return next((pair for pair in await kept_pairs(session) if pair.codes == codes), None)


async def _found_pair(session: AsyncSession, codes: Pair) -> KeptPair:
    pair = await _pair(session, codes)
    if pair is None:
        base, quote = codes
        raise Refusal(problem(ExchangeRateErrorCode.PAIR_NOT_FOUND, base=base, quote=quote))
    return pair


async def _by_hand(session: AsyncSession, codes: Pair, now: datetime) -> ManualRate | None:
    return (await holding_by_hand(session, now)).get(codes)


def _told(rate: ManualRate | None) -> dict[str, Any] | None:
    if rate is None:
        return None
    return {"rate": f"{rate.rate.normalize():f}", "holds_until": _moment(rate.holds_until)}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
