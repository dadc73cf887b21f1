"""Writes of rates. Each changes the whole series of a tax or nothing of it: no two of its rates hold on one day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, delete, insert, literal
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.catalog import load_tax_class_codes
from app.core.context import Viewer
from app.core.described import DescribedEnum
from app.core.errors import Problem
from app.core.ids import new_id
from app.core.locks import lock_setup
from app.core.reads import table_of
from app.events import WHOLE_SHOP, record
from app.tax.errors import TaxErrorCode
from app.tax.events import RatesChanged
from app.tax.ids import TAX_RATE_ID
from app.tax.models import RateOrigin, TaxRate
from app.tax.queries import rates_to_change
from app.tax.rules import DatedRate, RateRow, Series, by_series, row_problems, rows_that_overlap


class RateOutcome(DescribedEnum):
    """What became of a rate that was given."""

    CREATED = "CREATED", "It is new."
    UPDATED = "UPDATED", "There was one from the same day on, which now says this."
    UNCHANGED = "UNCHANGED", "It was there already, as it is."
    REFUSED = "REFUSED", "It was not written."


@dataclass(frozen=True)
class RateResult:
    """What became of one row."""

    outcome: RateOutcome
    rate: DatedRate | None = None
    """As it stands now; None: refused."""
    problems: tuple[Problem, ...] = ()
    """Their paths begin at the row's own fields."""


async def set_tax_rates(
    session: AsyncSession, rows: Sequence[RateRow], *, viewer: Viewer | None = None
) -> list[RateResult]:
    """Write these rates, each by its place, class, tax and first day, and tell in their order what became of each.

    A row that is wrong, or would hold beside another rate of the same tax, is refused by itself and changes nothing.
    The other rates of a series that is written become the staff's as well: the shop's own data no longer touches it.
    Each change is in the audit log, by the `viewer`.
    """
    await lock_setup(session)
    stored = await rates_to_change(session)
    by_key = {(Series.of(rate), rate.valid_from): rate for rate in stored}
    class_codes = await load_tax_class_codes(session)
    results: dict[int, RateResult] = {}
    given: dict[int, DatedRate] = {}
    seen: set[tuple[Series, date]] = set()
    for place, row in enumerate(rows):
        problems = tuple(row_problems(row, class_codes))
        if not problems and row.key in seen:
            problems = (Problem(TaxErrorCode.RATE_REPEATED),)
        if problems:
            results[place] = RateResult(RateOutcome.REFUSED, problems=problems)
        else:
            seen.add(row.key)
            before = by_key.get(row.key)
            given[place] = dated(row, before.id if before else new_id(), RateOrigin.STAFF)
    for place in rows_that_overlap(given, stored):
        facts = {"start": rows[place].valid_from, "country": rows[place].country_code}
        problem = Problem(TaxErrorCode.RATES_OVERLAP, ("validFrom",), facts)
        results[place] = RateResult(RateOutcome.REFUSED, problems=(problem,))
        del given[place]
    for place, rate in given.items():
        before = by_key.get(rows[place].key)
        same = before is not None and rows[place].says_the_same_as(before)
        outcome = RateOutcome.UNCHANGED if same else RateOutcome.UPDATED if before else RateOutcome.CREATED
        results[place] = RateResult(outcome, before if same else rate)
    changed = {
        result.rate.id: result.rate
        for result in results.values()
        if result.rate and result.outcome is not RateOutcome.UNCHANGED
    }
    await _write(session, stored, changed)
    if viewer is not None:
        await _note(session, viewer, {rate.id: rate for rate in stored}, changed)
    return [results[place] for place in range(len(rows))]


def dated(row: RateRow, rate_id: UUID, origin: RateOrigin) -> DatedRate:
    """The row as it is stored."""
    return DatedRate(
        id=rate_id,
        country_code=row.country_code,
        region_code=row.region_code,
        tax_class_code=row.tax_class_code,
        component=row.component,
        rate=row.rate,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        confidence=row.confidence,
        origin=origin,
    )


def facts_of(rate: DatedRate) -> dict[str, Any]:
    """What the audit log says of a rate."""
    return {
        "country_code": rate.country_code,
        "region_code": rate.region_code,
        "tax_class_code": rate.tax_class_code,
        "component": rate.component,
        "rate": str(rate.rate),
        "valid_from": rate.valid_from.isoformat(),
        "valid_to": rate.valid_to.isoformat() if rate.valid_to else None,
        "source": rate.source,
        "confidence": rate.confidence.value,
        "origin": rate.origin.value,
    }


async def replace_rates(session: AsyncSession, gone: Collection[UUID], there: Iterable[DatedRate]) -> None:
    """Take these rates away and put those in their place. In between, nothing of it can overlap."""
    if gone:
        await session.execute(_deletion(gone))
    rows = [rate._asdict() for rate in there]
    if rows:
        await session.execute(insert(table_of(TaxRate)), rows)


def _deletion(rate_ids: Collection[UUID]) -> Any:
    return delete(table_of(TaxRate)).where(table_of(TaxRate).c.id == any_(literal(list(rate_ids), ARRAY(Uuid))))


async def _write(session: AsyncSession, stored: Sequence[DatedRate], changed: Mapping[UUID, DatedRate]) -> None:
    if not changed:
        return
    touched = {Series.of(rate) for rate in changed.values()}
    replaced = [rate for series, dated_rates in by_series(stored).items() if series in touched for rate in dated_rates]
    kept = [rate._replace(origin=RateOrigin.STAFF) for rate in replaced if rate.id not in changed]
    await replace_rates(session, [rate.id for rate in replaced], [*kept, *changed.values()])
    await record(session, RatesChanged(WHOLE_SHOP))


async def _note(
    session: AsyncSession, viewer: Viewer, before: Mapping[UUID, DatedRate], changed: Mapping[UUID, DatedRate]
) -> None:
    for rate_id, rate in changed.items():
        was = before.get(rate_id)
        await record_change(
            session,
            viewer,
            "tax.rate_set",
            TAX_RATE_ID.prefix,
            rate_id,
            before=facts_of(was) if was else None,
            after=facts_of(rate),
        )
