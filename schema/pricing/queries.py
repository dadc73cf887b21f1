"""Root fields of what decides prices, for staff."""

from typing import Annotated

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.markets import AtlasCache
from app.pricing import (
    PRICE_LIST_ID,
    SALE_ID,
    load_price_lists,
    load_rounding_rules,
    load_sales,
    market_pricings,
    usual_pricing,
)
from schema.core.access import scope
from schema.pricing.staff_rules import MarketPricing, RoundingRule, Sale
from schema.pricing.staff_types import PriceList, price_lists_by_ids

ListId = Annotated[strawberry.ID, strawberry.argument(description="The price list.")]
SaleId = Annotated[strawberry.ID, strawberry.argument(description="The sale.")]
MarketCode = Annotated[str, strawberry.argument(description="The market's code.")]

_NEEDS = "Needs a token with the scope `pricing:read`."


@strawberry.type
class PricingQueries:
    @root(
        description=f"All price lists, by their codes. {_NEEDS}",
        access=scope(Scope.PRICING_READ),
        hints=[at_most(20)],
    )
    @staticmethod
    async def price_lists(ctx: RequestContext) -> list[PriceList]:
        return [PriceList.of(each) for each in await load_price_lists(ctx.db)]

    @root(
        description=f"The price list with this id; null where there is none. {_NEEDS}",
        access=scope(Scope.PRICING_READ),
    )
    @staticmethod
    async def price_list(ctx: RequestContext, id: ListId) -> PriceList | None:  # noqa: A002 - the argument's name is the API's
        return (await price_lists_by_ids(ctx, [PRICE_LIST_ID.decode(id)]))[0]

    @root(
        description=f"All sales, those that have ended too, by their codes. {_NEEDS}",
        access=scope(Scope.PRICING_READ),
        hints=[at_most(20)],
    )
    @staticmethod
    async def sales(ctx: RequestContext) -> list[Sale]:
        return [Sale.of(ctx, row) for row in await load_sales(ctx.db)]

    @root(description=f"The sale with this id; null where there is none. {_NEEDS}", access=scope(Scope.PRICING_READ))
    @staticmethod
    async def sale(ctx: RequestContext, id: SaleId) -> Sale | None:  # noqa: A002 - the argument's name is the API's
        sale_id = SALE_ID.decode(id)
        return next((Sale.of(ctx, row) for row in await load_sales(ctx.db) if row.id == sale_id), None)

    @root(
        description=f"All rounding rules, by currency; the one for all markets first. {_NEEDS}",
        access=scope(Scope.PRICING_READ),
        hints=[at_most(20)],
    )
    @staticmethod
    async def rounding_rules(ctx: RequestContext) -> list[RoundingRule]:
        return [RoundingRule.of(row) for row in await load_rounding_rules(ctx.db)]

    @root(
        description=f"How the market of this code prices; null where there is no such market. {_NEEDS}",
        access=scope(Scope.PRICING_READ),
    )
    @staticmethod
    async def market_pricing(ctx: RequestContext, market_code: MarketCode) -> MarketPricing | None:
        market = (await ctx.part(AtlasCache).get()).market_by_code(market_code)
        if market is None:
            return None
        rows = await market_pricings(ctx.db, [market.id])
        return MarketPricing.of(rows.get(market.id) or usual_pricing(market.id))
