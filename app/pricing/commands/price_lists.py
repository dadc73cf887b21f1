"""Price lists, as staff make, change and delete them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.audit import Noted
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.core.upsert import Written
from app.pricing import service
from app.pricing.commands.setting import (
    Surroundings,
    delete_noted,
    problem,
    write_changed,
    write_new,
)
from app.pricing.errors import PricingErrorCode
from app.pricing.ids import PRICE_LIST_ID
from app.pricing.models import MarketPricing, PriceList
from app.pricing.queries.lists import load_price_lists


class PriceListChange(TypedDict, total=False):
    """What of a price list is to become what. What is left out stays."""

    names: Sequence[tuple[str, str]]
    currency_code: str
    tax_included: bool
    tax_country_code: str | None
    """Whose tax the amounts contain. None: that of wherever they are paid."""
    market_codes: Sequence[str]
    channel_codes: Sequence[str]
    country_codes: Sequence[str]
    group_codes: Sequence[str]
    """Of customer groups. An empty one of these four is for everybody."""
    starts_at: datetime | None
    ends_at: datetime | None
    priority: int
    is_active: bool


async def create_price_list(ctx: RequestContext, *, code: str, change: PriceListChange) -> UUID:
    """A new price list, and its id. The change says its currency and whether its amounts contain tax.

    Refuses with `PricingErrorCode` a code that is none or taken, names, a market, channel, country or customer group
    that is not there, an end that is not after the start, and a country whose tax is in amounts without any.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        taken = {each.code for each in await load_price_lists(ctx.db)}
        return await _create(ctx, session, code, change, taken)


async def update_price_list(
    ctx: RequestContext, price_list_id: UUID | None, change: PriceListChange, *, version: int | None = None
) -> UUID:
    """Change a price list, where it still has this version (None: whichever it has), and give its id.

    The amounts in it stay as they are: with another habit of tax they mean something else, and its currency can only
    change while it has none. What is as it should be already makes no new version. Refuses as `create_price_list`
    does.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _found(session, price_list_id, version)
        await _change(ctx, session, row, change)
        return row.id


async def put_price_list(ctx: RequestContext, session: AsyncSession, *, code: str, change: PriceListChange) -> Written:
    """Make the price list of this code what is said here, a new one where there is none. For files: it takes the
    session, and does not commit. A change of a new one says its currency and whether its amounts contain tax. Refuses
    as `create_price_list` does."""
    await lock_setup(session)
    row = (await session.execute(select(PriceList).where(col(PriceList.code) == code))).scalar_one_or_none()
    if row is None:
        await _create(ctx, session, code, change, taken=())
        return Written.CREATED
    return Written.UPDATED if await _change(ctx, session, row, change) else Written.UNCHANGED


async def _create(
    ctx: RequestContext, session: AsyncSession, code: str, change: PriceListChange, taken: Collection[str]
) -> UUID:
    around = await Surroundings.of(ctx)
    refuse([*around.code_problems(code, taken), *_problems(around, change)])
    row = PriceList(code=code, **around.values(change))
    refuse(_contradictions(row))
    await write_new(ctx, session, row, _noted("created", row.id))
    return row.id


async def _change(ctx: RequestContext, session: AsyncSession, row: PriceList, change: PriceListChange) -> bool:
    around = await Surroundings.of(ctx)
    refuse(_problems(around, change))
    if change.get("currency_code", row.currency_code) != row.currency_code and await _has_amounts(session, row.id):
        raise Refusal(problem(PricingErrorCode.CURRENCY_IN_USE, "currencyCode", currency=row.currency_code))
    values = around.values(change)
    refuse(_contradictions(PriceList(**row.model_dump() | values)))
    return await write_changed(ctx, session, row, values, _noted("updated", row.id))


async def delete_price_list(ctx: RequestContext, price_list_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete a list that has no prices and that no market converts, where it still has this version. Gives the id that
    it had. What it said stays in the history of prices."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _found(session, price_list_id, version)
        deleted_id, code = row.id, row.code
        if not await delete_noted(ctx, session, row, _noted("deleted", deleted_id)):
            raise Refusal(problem(PricingErrorCode.IN_USE, "id", code=code))
        return deleted_id


async def _found(session: AsyncSession, price_list_id: UUID | None, version: int | None) -> PriceList:
    row = await session.get(PriceList, price_list_id) if price_list_id else None
    if row is None:
        raise Refusal(problem(PricingErrorCode.PRICE_LIST_NOT_FOUND, "id"))
    refuse_stale(PricingErrorCode.STALE_VERSION, version, row.version)
    return row


async def _has_amounts(session: AsyncSession, price_list_id: UUID) -> bool:
    """Whether anything is said in its currency: prices, or exchange rates that a market asks for."""
    statement = select(1).where(col(MarketPricing.base_price_list_id) == price_list_id)
    is_base = (await session.execute(statement)).first() is not None
    return is_base or await service.is_priced(session, price_list_id)


def _problems(around: Surroundings, change: Mapping[str, Any]) -> Iterator[Problem]:
    yield from around.name_problems(change)
    yield from around.audience_problems(change)


def _contradictions(row: PriceList) -> Iterator[Problem]:
    if row.starts_at is not None and row.ends_at is not None and row.ends_at <= row.starts_at:
        yield problem(PricingErrorCode.ENDS_BEFORE_START, "endsAt")
    if row.tax_country_code is not None and not row.tax_included:
        yield problem(PricingErrorCode.TAX_NOT_INCLUDED, "taxCountryCode", country=row.tax_country_code)


def _noted(verb: str, price_list_id: UUID) -> Noted:
    return Noted(f"pricing.price_list_{verb}", PRICE_LIST_ID.prefix, price_list_id)
