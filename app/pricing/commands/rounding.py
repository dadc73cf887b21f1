"""Rounding rules, as staff set and delete them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.audit import Noted
from app.core.context import RequestContext
from app.core.errors import Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.core.upsert import Written
from app.markets import load_atlas
from app.pricing.commands.setting import (
    amount_of,
    delete_noted,
    problem,
    write_changed,
    write_new,
)
from app.pricing.errors import PricingErrorCode
from app.pricing.ids import ROUNDING_RULE_ID
from app.pricing.models import RoundingRule
from app.pricing.rules.rounding import MOST_BANDS, rounding_problems
from app.pricing.rules.settings import RoundingBand, RoundingMode


@dataclass(frozen=True)
class WantedBand:
    """From this amount on, prices are k · step + ending. Major units of the rule's currency."""

    start: Decimal
    step: Decimal
    ending: Decimal
    mode: RoundingMode


async def set_rounding_rule(
    ctx: RequestContext,
    *,
    currency_code: str,
    market_code: str | None,
    bands: Sequence[WantedBand],
    version: int | None = None,
) -> UUID:
    """Let prices in the currency be rounded so, in one market or (None) in all that have no rule of their own, where
    the rule still has this version (None: whichever it has, if there is one). Gives its id.

    The same again makes no new version. Refuses with `PricingErrorCode` a market that is not there, amounts that are
    none, and bands that lead to no price or turn the order of prices round.
    """
    async with ctx.transaction() as session:
        rule_id, _ = await put_rounding_rule(
            ctx, session, currency_code=currency_code, market_code=market_code, bands=bands, version=version
        )
        return rule_id


async def put_rounding_rule(
    ctx: RequestContext,
    session: AsyncSession,
    *,
    currency_code: str,
    market_code: str | None,
    bands: Sequence[WantedBand],
    version: int | None = None,
) -> tuple[UUID, Written]:
    """The same for files: it takes the session, and does not commit."""
    await lock_setup(session)
    planned = await planned_rounding(ctx, currency_code=currency_code, market_code=market_code, bands=bands)
    statement = select(RoundingRule).where(
        col(RoundingRule.currency_code) == currency_code,
        col(RoundingRule.market_id).is_not_distinct_from(planned.market_id),
    )
    row = (await session.execute(statement)).scalar_one_or_none()
    refuse_stale(PricingErrorCode.STALE_VERSION, version, row.version if row else 0)
    if row is None:
        await write_new(ctx, session, planned, _noted("created", planned.id))
        return planned.id, Written.CREATED
    is_changed = await write_changed(ctx, session, row, {"bands": planned.bands}, _noted("updated", row.id))
    return row.id, Written.UPDATED if is_changed else Written.UNCHANGED


async def planned_rounding(
    ctx: RequestContext, *, currency_code: str, market_code: str | None, bands: Sequence[WantedBand]
) -> RoundingRule:
    """The rule that `set_rounding_rule` would make, which nobody writes. Refuses as that does."""
    market_id = None
    if market_code is not None:
        market = (await load_atlas(ctx.db)).market_by_code(market_code)
        if market is None:
            raise Refusal(problem(PricingErrorCode.MARKET_NOT_FOUND, "marketCode", code=market_code))
        market_id = market.id
    return RoundingRule(currency_code=currency_code, market_id=market_id, bands=_read(bands, currency_code))


async def delete_rounding_rule(ctx: RequestContext, rule_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete a rule, where it still has this version, and give the id that it had: prices in the currency are rounded
    by the rule for all markets then, or to the minor unit."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await session.get(RoundingRule, rule_id) if rule_id else None
        if row is None:
            raise Refusal(problem(PricingErrorCode.ROUNDING_RULE_NOT_FOUND, "id"))
        refuse_stale(PricingErrorCode.STALE_VERSION, version, row.version)
        deleted_id = row.id
        await delete_noted(ctx, session, row, _noted("deleted", deleted_id))
        return deleted_id


def _read(bands: Sequence[WantedBand], currency_code: str) -> list[dict[str, Any]]:
    """The bands as they are stored. Refuses those that cannot be taken."""
    if not 1 <= len(bands) <= MOST_BANDS:
        facts = {"value": len(bands), "least": 1, "most": MOST_BANDS}
        raise Refusal(problem(PricingErrorCode.NUMBER_OUT_OF_RANGE, "bands", **facts))
    problems, read = [], []
    for position, band in enumerate(bands):
        amounts = []
        for name, field in (("start", "from"), ("step", "step"), ("ending", "ending")):
            amount, wrong = amount_of(getattr(band, name), currency_code, "bands", str(position), field)
            problems += [wrong] if wrong else []
            amounts.append(amount or 0)
        read.append(RoundingBand(amounts[0], amounts[1], amounts[2], band.mode))
    refuse(problems)
    refuse(problem(PricingErrorCode.INVALID_ROUNDING, "bands", str(each.position)) for each in rounding_problems(read))
    return [{"from": band.start, "step": band.step, "ending": band.ending, "mode": band.mode.value} for band in read]


def _noted(verb: str, rule_id: UUID) -> Noted:
    return Noted(f"pricing.rounding_rule_{verb}", ROUNDING_RULE_ID.prefix, rule_id)
