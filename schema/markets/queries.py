"""Root fields of markets."""

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.markets import AtlasCache
from schema.markets.types import Context


@strawberry.type
class MarketQueries:
    @root(description="Where this request happens: market, country, language, currency, and what fell back.")
    @staticmethod
    async def context(ctx: RequestContext) -> Context:
        return Context.of(ctx, await ctx.part(AtlasCache).get())
