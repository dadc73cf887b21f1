"""Effective rates follow what is observed: in one transaction, one at a time, each where the one before it ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.errors import refuse
from app.core.ids import new_id
from app.core.locks import lock_rates
from app.core.reads import table_of
from app.currencies.events import RatesMoved, RatesObserved
from app.currencies.models import CurrencyPair, EffectiveRateRow
from app.currencies.queries import holding_by_hand, kept_pairs, latest_observations, present_by_pair
from app.currencies.rules import Board, Decision, EffectiveRate, KeptPair, LiveRate, Pair, Target, decide
from app.currencies.rules.checks import pair_problems
from app.currencies.service.scheduling import enqueue_refresh, plan_ends
from app.events import WHOLE_SHOP, announce, record

_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class Moves:
    """What came of it."""

    moved: tuple[str, ...] = ()
    """Pairs that have another effective rate: `EUR/USD`."""
    held: tuple[KeptPair, ...] = ()
    """Pairs of which a rate is held now that was not before."""


async def database_now(session: AsyncSession) -> datetime:
    """The time as the database has it now: the clocks of processes differ, and moves must follow one another."""
    moment: datetime = (await session.execute(select(func.clock_timestamp()))).scalar_one()
    return moment


async def ensure_pairs(session: AsyncSession, pairs: Iterable[Pair]) -> None:
    """See to it that the shop converts these: `(base, quote)`, from the first currency into the second.

    A new pair has its effective rate at once from what is stored, and the sources are asked soon. Pairs that are there
    already, and pairs of one currency, cost nothing. Refuses with `ExchangeRateErrorCode.UNKNOWN_CURRENCY`.
    """
    wanted = sorted({(base, quote) for base, quote in pairs if base != quote})
    for base, quote in wanted:
        refuse(pair_problems(base, quote))
    if not wanted:
        return
    await lock_rates(session)
    rows = [{"id": new_id(), "base_code": base, "quote_code": quote} for base, quote in wanted]
    new = await session.execute(
        postgresql_insert(table_of(CurrencyPair))
        .values(rows)
        .on_conflict_do_nothing(index_elements=["base_code", "quote_code"])
        .returning(table_of(CurrencyPair).c.id)
    )
    if new.all():
        await move_rates(session)
        await enqueue_refresh(session)


async def move_rates(session: AsyncSession) -> Moves:
    """Let every effective rate follow what is stored. Records one `RatesMoved` if any did."""
    await lock_rates(session)
    now = await database_now(session)
    board = Board.of(await latest_observations(session))
    by_hand = await holding_by_hand(session, now)
    present = await present_by_pair(session)
    moved, held, seen_anew = [], [], False
    for pair in await kept_pairs(session):
        found = present.get(pair.codes)
        decision = decide(pair, found, by_hand.get(pair.codes), board.rates_of(*pair.codes), now)
        if (decision.live, decision.held) != (pair.live, pair.held):
            await _note(session, pair, decision)
            seen_anew = True
            if decision.held is not None and (pair.held is None or pair.held.rate != decision.held.rate):
                held.append(pair._replace(live=decision.live, held=decision.held))
        if decision.moves_to is not None:
            present[pair.codes] = await _move(session, pair, found, decision.moves_to, now)
            moved.append(pair.name)
    if moved:
        await record(session, RatesMoved(WHOLE_SHOP, tuple(moved)))
    elif seen_anew:
        await announce(session, RatesObserved(WHOLE_SHOP))
    await plan_ends(session, present.values(), now)
    return Moves(tuple(moved), tuple(held))


async def _note(session: AsyncSession, pair: KeptPair, decision: Decision) -> None:
    await session.execute(
        update(CurrencyPair)
        .where(col(CurrencyPair.id) == pair.id)
        .values(**_columns("live", decision.live), **_columns("held", decision.held))
    )


def _columns(kind: str, found: LiveRate | None) -> dict[str, object]:
    values: Sequence[object] = found or (None, None, None)
    return dict(zip((f"{kind}_rate", f"{kind}_source", f"{kind}_as_of"), values, strict=True))


async def _move(
    session: AsyncSession, pair: KeptPair, present: EffectiveRate | None, to: Target, now: datetime
) -> EffectiveRate:
    since = max(now, present.since + _TICK) if present else now
    if present is not None:
        await session.execute(
            update(EffectiveRateRow).where(col(EffectiveRateRow.id) == present.id).values(until=since)
        )
    rate = EffectiveRate(
        id=new_id(),
        base_code=pair.base_code,
        quote_code=pair.quote_code,
        rate=to.rate,
        source=to.source,
        as_of=to.as_of,
        since=since,
        until=None,
        holds_until=to.holds_until,
    )
    await session.execute(insert(table_of(EffectiveRateRow)).values(rate._asdict()))
    return rate
