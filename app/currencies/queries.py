"""Reads of currencies."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Integer, Text, Uuid, any_, bindparam, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.currencies.models import CurrencyPair, EffectiveRateRow, ExchangeRateObservation, RateSource
from app.currencies.rules import EffectiveRate, ExchangeRates, KeptPair, LiveRate, ManualRate, Observation

_pair = table_of(CurrencyPair).c
_effective = table_of(EffectiveRateRow).c
_observed = table_of(ExchangeRateObservation).c

_LATEST: Final = text("""
    WITH RECURSIVE series AS (
        (SELECT source, base_code, quote_code FROM exchange_rate ORDER BY source, base_code, quote_code LIMIT 1)
        UNION ALL
        SELECT next.* FROM series CROSS JOIN LATERAL (
            SELECT source, base_code, quote_code FROM exchange_rate
            WHERE (source, base_code, quote_code) > (series.source, series.base_code, series.quote_code)
            ORDER BY source, base_code, quote_code LIMIT 1
        ) AS next
    )
    SELECT series.source, series.base_code, series.quote_code, latest.rate, latest.as_of
    FROM series CROSS JOIN LATERAL (
        SELECT rate, as_of FROM exchange_rate AS each
        WHERE each.source = series.source AND each.base_code = series.base_code AND each.quote_code = series.quote_code
        ORDER BY as_of DESC LIMIT 1
    ) AS latest
    WHERE series.source <> 'MANUAL'
""")
"""From one series to the next by two looks into an index, however many observations each of them has."""


class _PairRow(NamedTuple):
    id: UUID
    base_code: str
    quote_code: str
    band: Decimal
    live_rate: Decimal | None
    live_source: RateSource | None
    live_as_of: datetime | None
    held_rate: Decimal | None
    held_source: RateSource | None
    held_as_of: datetime | None
    version: int

    def facts(self) -> KeptPair:
        return KeptPair(
            id=self.id,
            base_code=self.base_code,
            quote_code=self.quote_code,
            band=self.band,
            live=_live(self.live_rate, self.live_source, self.live_as_of),
            held=_live(self.held_rate, self.held_source, self.held_as_of),
            version=self.version,
        )


def _live(rate: Decimal | None, source: RateSource | None, as_of: datetime | None) -> LiveRate | None:
    return LiveRate(rate, source, as_of) if rate is not None and source is not None and as_of is not None else None


_pair_columns: Final = tuple(_pair[name] for name in _PairRow._fields)
_effective_columns: Final = tuple(_effective[name] for name in EffectiveRate._fields)
_all_pairs = Read(select(*_pair_columns), _PairRow)
_effective_rates = Read(
    select(*_effective_columns).where(
        or_(_effective.until.is_(None), _effective.until > bindparam("since", type_=TIMESTAMP(timezone=True)))
    ),
    EffectiveRate,
)


def _given(name: str, column: Any) -> Any:
    asked = bindparam(name, type_=Text())
    return or_(asked.is_(None), column == asked)


_page_of_pairs = Read(
    select(*_pair_columns)
    .where(
        _given("base", _pair.base_code),
        _given("quote", _pair.quote_code),
        or_(
            bindparam("after_base", type_=Text()).is_(None),
            tuple_(_pair.base_code, _pair.quote_code)
            > tuple_(bindparam("after_base", type_=Text()), bindparam("after_quote", type_=Text())),
        ),
    )
    .order_by(_pair.base_code, _pair.quote_code)
    .limit(bindparam("limit", type_=Integer())),
    _PairRow,
)
_pairs_by_ids = Read(select(*_pair_columns).where(_pair.id == any_(array_parameter("ids", Uuid()))), _PairRow)
_present_rates = Read(
    select(*_effective_columns).where(
        _effective.until.is_(None),
        _effective.base_code == any_(array_parameter("bases", Text())),
        _effective.quote_code == any_(array_parameter("quotes", Text())),
    ),
    EffectiveRate,
)
effective_rate_page = Read(
    select(*_effective_columns)
    .where(
        _effective.base_code == bindparam("base", type_=Text()),
        _effective.quote_code == bindparam("quote", type_=Text()),
        or_(
            bindparam("before", type_=TIMESTAMP(timezone=True)).is_(None),
            _effective.since < bindparam("before", type_=TIMESTAMP(timezone=True)),
        ),
    )
    .order_by(_effective.since.desc())
    .limit(bindparam("limit", type_=Integer())),
    EffectiveRate,
)
"""The effective rates of a pair, the latest first: behind one's beginning, or (None) from the present one."""

effective_rates_by_ids = Read(
    select(*_effective_columns).where(_effective.id == any_(array_parameter("ids", Uuid()))), EffectiveRate
)


class NotedRate(NamedTuple):
    """What staff set of a pair, and why."""

    base_code: str
    quote_code: str
    rate: Decimal
    as_of: datetime
    holds_until: datetime | None
    note: str | None


_manual_rates = Read(
    select(*(_observed[name] for name in NotedRate._fields)).where(
        _observed.source == RateSource.MANUAL,
        or_(_observed.holds_until.is_(None), _observed.holds_until > bindparam("now", type_=TIMESTAMP(timezone=True))),
    ),
    NotedRate,
)


async def load_exchange_rates(database: Database, since: datetime) -> ExchangeRates:
    """Every pair and every effective rate that holds, or ended after `since`."""
    rates = await _effective_rates.all(database, since=since)
    return ExchangeRates.of(rates, [row.facts() for row in await _all_pairs.all(database)])


async def pair_page(
    database: Database, *, base: str | None, quote: str | None, after: tuple[str, str] | None, limit: int
) -> list[KeptPair]:
    """Pairs by their codes. Of base and quote, None is any."""
    after_base, after_quote = after or (None, None)
    rows = await _page_of_pairs.all(
        database, base=base, quote=quote, after_base=after_base, after_quote=after_quote, limit=limit
    )
    return [row.facts() for row in rows]


async def pairs_by_ids(database: Database, ids: Sequence[UUID]) -> dict[UUID, KeptPair]:
    """The pairs that there are, by id."""
    return {row.id: row.facts() for row in await _pairs_by_ids.all(database, ids=list(ids))}


async def present_rates(database: Database, pairs: Sequence[KeptPair]) -> dict[tuple[str, str], EffectiveRate]:
    """The effective rates of the pairs, by their codes. A pair of which nothing is known has none."""
    bases = sorted({pair.base_code for pair in pairs})
    quotes = sorted({pair.quote_code for pair in pairs})
    rows = await _present_rates.all(database, bases=bases, quotes=quotes)
    return {(row.base_code, row.quote_code): row for row in rows}


async def manual_rates(database: Database, now: datetime) -> dict[tuple[str, str], NotedRate]:
    """What is set by hand at the moment, by the codes of the pair."""
    rows = sorted(await _manual_rates.all(database, now=now), key=lambda row: row.as_of)
    return {(row.base_code, row.quote_code): row for row in rows}


async def latest_observations(session: AsyncSession) -> list[Observation]:
    """What each feed and table said last of each pair, this transaction's own observations included."""
    rows = (await session.execute(_LATEST)).all()
    return [Observation(RateSource(row.source), row.base_code, row.quote_code, row.rate, row.as_of) for row in rows]


async def holding_by_hand(session: AsyncSession, now: datetime) -> dict[tuple[str, str], ManualRate]:
    """What staff have set and holds at the moment, by the codes of the pair: of several, the latest."""
    observed = ExchangeRateObservation
    statement = (
        select(
            col(observed.base_code),
            col(observed.quote_code),
            col(observed.rate),
            col(observed.as_of),
            col(observed.holds_until),
        )
        .where(
            col(observed.source) == RateSource.MANUAL,
            or_(col(observed.holds_until).is_(None), col(observed.holds_until) > now),
        )
        .order_by(col(observed.as_of))
    )
    return {(row[0], row[1]): ManualRate(*row) for row in (await session.execute(statement)).all()}


async def kept_pairs(session: AsyncSession) -> list[KeptPair]:
    """Every pair, by its codes."""
    rows = await session.execute(select(*_pair_columns).order_by(_pair.base_code, _pair.quote_code))
    return [_PairRow(*row).facts() for row in rows.all()]


async def present_by_pair(session: AsyncSession) -> dict[tuple[str, str], EffectiveRate]:
    """The effective rate of each pair that has one, by the codes of the pair."""
    rows = await session.execute(select(*_effective_columns).where(_effective.until.is_(None)))
    return {(row.base_code, row.quote_code): EffectiveRate(*row) for row in rows.all()}
