"""Writes of the rates that the shop comes with. What staff say of a tax is never touched."""

from collections.abc import Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.catalog import define_tax_classes
from app.core.context import Viewer
from app.core.ids import new_id
from app.core.locks import lock_setup
from app.events import WHOLE_SHOP, announce, record
from app.tax.events import RatesChanged
from app.tax.ids import TAX_RATE_ID
from app.tax.models import RateOrigin
from app.tax.queries import rates_to_change
from app.tax.reference import reference_classes, reference_rows
from app.tax.rules import DatedRate, RateRow, Series, by_series
from app.tax.service.rates import dated, facts_of, replace_rates


async def load_reference(session: AsyncSession) -> bool:
    """Bring the classes and rates that the shop comes with to this version's; says whether any differed.

    Classes that are there keep their names. A tax that staff have said anything of stays as they left it.
    """
    await lock_setup(session)
    has_new_classes = await define_tax_classes(session, reference_classes())
    stored = by_series(await rates_to_change(session))
    wanted: dict[Series, list[RateRow]] = {}
    for row in reference_rows():
        wanted.setdefault(row.series, []).append(row)
    gone: list[DatedRate] = []
    there: list[DatedRate] = []
    for series in stored.keys() | wanted.keys():
        before, rows = stored.get(series, []), wanted.get(series, [])
        if any(rate.origin is RateOrigin.STAFF for rate in before) or _agree(before, rows):
            continue
        ids = {rate.valid_from: rate.id for rate in before}
        gone += before
        there += [dated(row, ids.get(row.valid_from) or new_id(), RateOrigin.REFERENCE) for row in rows]
    await replace_rates(session, [rate.id for rate in gone], there)
    differed = has_new_classes or bool(gone or there)
    if differed:
        await announce(session, RatesChanged(WHOLE_SHOP))
    return differed


async def remove_tax_rates(session: AsyncSession, rates: Sequence[DatedRate], *, viewer: Viewer) -> None:
    """Delete rates of the staff's. Where none is left of a tax, what the shop came with holds there again."""
    await replace_rates(session, [rate.id for rate in rates], ())
    for rate in rates:
        await record_change(
            session, viewer, "tax.rate_deleted", TAX_RATE_ID.prefix, rate.id, before=facts_of(rate), after=None
        )
    await _restore(session, {Series.of(rate) for rate in rates})
    await record(session, RatesChanged(WHOLE_SHOP))


async def _restore(session: AsyncSession, wanted: Collection[Series]) -> None:
    left = by_series(await rates_to_change(session)).keys()
    rows = [row for row in reference_rows() if row.series in wanted and row.series not in left]
    await replace_rates(session, (), [dated(row, new_id(), RateOrigin.REFERENCE) for row in rows])


def _agree(before: Sequence[DatedRate], rows: Sequence[RateRow]) -> bool:
    stored = {rate.valid_from: rate for rate in before}
    return len(stored) == len(rows) and all(
        row.valid_from in stored and row.says_the_same_as(stored[row.valid_from]) for row in rows
    )
