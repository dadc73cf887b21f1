"""Use cases of rates."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.locks import lock_setup
from app.tax.errors import TaxErrorCode
from app.tax.models import RateOrigin
from app.tax.queries import rates_to_change
from app.tax.rules import RateRow
from app.tax.service import RateResult, remove_tax_rates, set_tax_rates

MOST_ROWS: Final = 100
"""Of one request. Files carry more."""


async def set_rates(ctx: RequestContext, rows: Sequence[RateRow]) -> list[RateResult]:
    """Write up to a hundred rates, and tell in their order what became of each. See `set_tax_rates`."""
    _refuse_too_many(len(rows), "rates")
    async with ctx.transaction() as session:
        return await set_tax_rates(session, rows, viewer=ctx.viewer)


async def delete_rates(ctx: RequestContext, rate_ids: Sequence[UUID | None]) -> list[UUID]:
    """Delete rates of the staff's, all of them or none. Gives their ids.

    Where no rate of a tax is left, what the shop came with holds there again. A rate that the shop came with is not
    deleted, because the next version would bring it back: set one of your own, which may end it.
    """
    _refuse_too_many(len(rate_ids), "ids")
    async with ctx.transaction() as session:
        await lock_setup(session)
        stored = {rate.id: rate for rate in await rates_to_change(session)}
        problems = []
        for position, rate_id in enumerate(rate_ids):
            path = ("input", "ids", str(position))
            if rate_id is None or rate_id not in stored:
                problems.append(Problem(TaxErrorCode.RATE_NOT_FOUND, path))
            elif stored[rate_id].origin is RateOrigin.REFERENCE:
                problems.append(Problem(TaxErrorCode.REFERENCE_RATE, path))
        if problems:
            raise Refusal(*problems)
        deleted = [stored[rate_id] for rate_id in dict.fromkeys(rate_ids) if rate_id is not None]
        await remove_tax_rates(session, deleted, viewer=ctx.viewer)
    return [rate.id for rate in deleted]


def _refuse_too_many(count: int, field: str) -> None:
    if count > MOST_ROWS:
        raise Refusal(Problem(TaxErrorCode.TOO_MANY_ROWS, ("input", field), {"most": MOST_ROWS}))
