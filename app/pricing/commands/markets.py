"""How markets price what no list of theirs names, as staff say it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, TypedDict
from uuid import UUID

from app.audit import Noted
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.markets import MARKET_ID, load_atlas
from app.pricing.commands.setting import is_multiple, problem, write_changed, write_new
from app.pricing.errors import PricingErrorCode
from app.pricing.models import MarketPricing, OldRates
from app.pricing.queries.lists import load_price_lists
from app.pricing.queries.staff import market_pricings, usual_pricing
from app.pricing.service.pairs import ensure_pairs_of_market

_SPANS: Final[Mapping[str, tuple[str, int, int]]] = {
    "max_rate_age_hours": ("maxRateAgeHours", 1, 24 * 365),
    "quote_minutes": ("quoteMinutes", 1, 24 * 60),
}
"""By column: the field of the input, and the ends of what it can be."""
_FEE_STEP: Final = Decimal("0.00001")


class MarketPricingChange(TypedDict, total=False):
    """What of a market's pricing is to become what. What is left out stays."""

    base_price_list_id: UUID | None
    """The list that is converted. None: none is."""
    conversion_fee: Decimal
    """A fraction on top of the rate: 0.02 is 2 %."""
    max_rate_age_hours: int
    old_rates: OldRates
    quote_minutes: int


async def update_market_pricing(
    ctx: RequestContext, market_code: str, change: MarketPricingChange, *, version: int | None = None
) -> UUID:
    """Say how a market converts prices, where that still has this version (None: whichever it has; 0: it was never
    said). Gives the market's id.

    The shop begins to follow the exchange rates of the base list's currency into those of the market. What is as it
    should be already makes no new version. Refuses with `PricingErrorCode` a market or list that is not there, a fee
    that is none, and numbers out of their range.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        market = (await load_atlas(ctx.db)).market_by_code(market_code)
        if market is None:
            raise Refusal(problem(PricingErrorCode.MARKET_NOT_FOUND, "marketCode", code=market_code))
        lists = {each.id: each.currency_code for each in await load_price_lists(ctx.db)}
        refuse(_problems(change, lists))
        noted = Noted("pricing.market_pricing_updated", MARKET_ID.prefix, market.id)
        row = await session.get(MarketPricing, market.id)
        refuse_stale(PricingErrorCode.STALE_VERSION, version, row.version if row else 0)
        if row is None:
            await write_new(ctx, session, MarketPricing(market_id=market.id, **change), noted)
        else:
            await write_changed(ctx, session, row, change, noted)
        await ensure_pairs_of_market(session, market.id, market.currency_codes)
        return market.id


async def planned_market_pricing(ctx: RequestContext, market_code: str, change: MarketPricingChange) -> MarketPricing:
    """The row that `update_market_pricing` would write, which nobody writes. Refuses as that does."""
    market = (await load_atlas(ctx.db)).market_by_code(market_code)
    if market is None:
        raise Refusal(problem(PricingErrorCode.MARKET_NOT_FOUND, "marketCode", code=market_code))
    refuse(_problems(change, {each.id: each.currency_code for each in await load_price_lists(ctx.db)}))
    stored = (await market_pricings(ctx.db, [market.id])).get(market.id) or usual_pricing(market.id)
    values = {name: value for name, value in stored._asdict().items() if name != "version"}
    return MarketPricing(**values | dict(change))


def _problems(change: Mapping[str, Any], lists: Mapping[UUID, str]) -> Iterator[Problem]:
    base = change.get("base_price_list_id")
    if base is not None and base not in lists:
        yield problem(PricingErrorCode.PRICE_LIST_NOT_FOUND, "basePriceListId")
    fee = change.get("conversion_fee", Decimal(0))
    if not (fee.is_finite() and 0 <= fee < 1 and (not fee or is_multiple(fee, _FEE_STEP))):
        yield problem(PricingErrorCode.FEE_OUT_OF_RANGE, "conversionFee", fee=str(fee))
    for name, (field, least, most) in _SPANS.items():
        value = change.get(name, least)
        if not least <= value <= most:
            yield problem(PricingErrorCode.NUMBER_OUT_OF_RANGE, field, value=value, least=least, most=most)
