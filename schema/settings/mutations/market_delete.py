"""`marketDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.markets import MARKET_ID, delete_market
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.settings.inputs import MarketDeleteInput, version_of
from schema.settings.payloads import MarketDeletePayload, SettingsUserError, atlas_after

Input = Annotated[MarketDeleteInput, strawberry.argument(description="Which market.")]


@strawberry.type
class MarketDeleteMutation:
    @root(
        description="Delete a market that nothing refers to. "
        "Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def market_delete(ctx: RequestContext, input: Input) -> MarketDeletePayload:  # noqa: A002 - the argument's name is the API's
        command = delete_market(ctx, MARKET_ID.decode(input.id), version=version_of(input.version))
        outcome = await attempt(command)
        await atlas_after(ctx)
        return MarketDeletePayload(
            deleted_market_id=input.id if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
