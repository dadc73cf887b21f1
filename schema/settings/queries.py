"""Root fields of the setup of a shop, for staff. What it comes to at one place, shoppers ask with `context`."""

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.execution import root
from app.markets import AtlasCache
from schema.core.access import staff
from schema.markets.types import Channel, Market
from schema.settings.types import ShopLanguage


@strawberry.type
class SettingsQueries:
    @root(description="The languages that the shop speaks. For all staff.", access=staff, hints=[at_most(20)])
    @staticmethod
    async def languages(ctx: RequestContext) -> list[ShopLanguage]:
        return ShopLanguage.all_of(await ctx.part(AtlasCache).get())

    @root(description="All markets, by their codes. For all staff.", access=staff, hints=[at_most(20)])
    @staticmethod
    async def markets(ctx: RequestContext) -> list[Market]:
        return [Market.of(ctx, market) for market in (await ctx.part(AtlasCache).get()).markets]

    @root(description="All channels, by their codes. For all staff.", access=staff, hints=[at_most(20)])
    @staticmethod
    async def channels(ctx: RequestContext) -> list[Channel]:
        return [Channel.of(ctx, channel) for channel in (await ctx.part(AtlasCache).get()).channels]
