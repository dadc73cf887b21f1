"""`marketUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.markets import MARKET_ID, update_market
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.markets.types import Market
from schema.settings.inputs import MarketUpdateInput, version_of
from schema.settings.payloads import MarketUpdatePayload, SettingsUserError, atlas_after

Input = Annotated[MarketUpdateInput, strawberry.argument(description="Which market, and what to change.")]


@strawberry.type
class MarketUpdateMutation:
    @root(
        description="Change a market. Its code and currency stay. "
        "Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def market_update(ctx: RequestContext, input: Input) -> MarketUpdatePayload:  # noqa: A002 - the argument's name is the API's
        market_id, version = MARKET_ID.decode(input.id), version_of(input.version)
        outcome = await attempt(update_market(ctx, market_id, input.to_change(), version=version))
        atlas = await atlas_after(ctx)
        return MarketUpdatePayload(
            market=Market.of(ctx, atlas.market_by_id(outcome.result)) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
