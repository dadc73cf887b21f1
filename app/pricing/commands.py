"""Use cases of price lists, as staff set a shop up. Each change is in the audit log."""

from dataclasses import dataclass
from uuid import UUID

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.locks import lock_setup
from app.markets import SettingsErrorCode, code_problems, load_atlas, problem, refuse, refuse_stale
from app.pricing import service
from app.pricing.ids import PRICE_LIST_ID
from app.pricing.queries import load_price_lists


@dataclass(frozen=True)
class NewPriceList:
    """What a price list is to be. `currency_code` None: that of its market."""

    code: str
    market_code: str
    tax_included: bool
    currency_code: str | None = None


async def create_price_list(ctx: RequestContext, wanted: NewPriceList) -> UUID:
    """The price list of a market that has none, in its currency. Gives its id.

    Refuses with `SettingsErrorCode` a code that is none or taken, a market that is not there or has a list, and another
    currency than the market's.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        refuse(code_problems(wanted.code))
        lists = await load_price_lists(ctx.db)
        if any(each.code == wanted.code for each in lists):
            raise Refusal(problem(SettingsErrorCode.CODE_TAKEN, "code", code=wanted.code))
        market = (await load_atlas(ctx.db)).market_by_code(wanted.market_code)
        if market is None:
            raise Refusal(problem(SettingsErrorCode.MARKET_NOT_FOUND, "marketCode", code=wanted.market_code))
        if any(each.market_id == market.id for each in lists):
            raise Refusal(problem(SettingsErrorCode.MARKET_HAS_PRICE_LIST, "marketCode", code=market.code))
        if wanted.currency_code not in (None, market.currency_code):
            facts = {"currency": market.currency_code, "market": market.code}
            raise Refusal(problem(SettingsErrorCode.CURRENCY_DIFFERS, "currencyCode", **facts))
        price_list_id = await service.define_price_list(
            session,
            code=wanted.code,
            market_id=market.id,
            currency_code=market.currency_code,
            tax_included=wanted.tax_included,
        )
        after = {
            "code": wanted.code,
            "market": market.code,
            "currency_code": market.currency_code,
            "tax_included": wanted.tax_included,
        }
        await record_change(
            session,
            ctx.viewer,
            "pricing.price_list_created",
            PRICE_LIST_ID.prefix,
            price_list_id,
            before=None,
            after=after,
        )
    return price_list_id


async def update_price_list(
    ctx: RequestContext, price_list_id: UUID | None, *, tax_included: bool | None, version: int | None = None
) -> UUID:
    """Say whether the amounts of a list contain tax, where it still has this version. Gives its id.

    The amounts stay as they are: what they mean differs. Code, market and currency of a list never change.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        found = next((each for each in await load_price_lists(ctx.db) if each.id == price_list_id), None)
        if found is None:
            raise Refusal(problem(SettingsErrorCode.PRICE_LIST_NOT_FOUND, "id"))
        refuse_stale(version, found.version)
        if tax_included is not None and tax_included != found.tax_included:
            await service.set_tax_included(session, found.id, tax_included)
            await record_change(
                session,
                ctx.viewer,
                "pricing.price_list_updated",
                PRICE_LIST_ID.prefix,
                found.id,
                before={"tax_included": found.tax_included},
                after={"tax_included": tax_included},
            )
    return found.id


async def delete_price_list(ctx: RequestContext, price_list_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete a list that has no prices, where it still has this version. Gives the id that it had."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        found = next((each for each in await load_price_lists(ctx.db) if each.id == price_list_id), None)
        if found is None:
            raise Refusal(problem(SettingsErrorCode.PRICE_LIST_NOT_FOUND, "id"))
        refuse_stale(version, found.version)
        if not await service.delete_price_list(session, found.id):
            raise Refusal(problem(SettingsErrorCode.IN_USE, "id", code=found.code))
        await record_change(
            session,
            ctx.viewer,
            "pricing.price_list_deleted",
            PRICE_LIST_ID.prefix,
            found.id,
            before={"code": found.code, "currency_code": found.currency_code, "tax_included": found.tax_included},
            after=None,
        )
    return found.id
