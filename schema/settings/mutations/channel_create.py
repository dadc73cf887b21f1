"""`channelCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.markets import create_channel
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.markets.types import Channel
from schema.settings.inputs import ChannelCreateInput, pairs
from schema.settings.payloads import ChannelCreatePayload, SettingsUserError, atlas_after

Input = Annotated[ChannelCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class ChannelCreateMutation:
    @root(
        description="Make a channel, through which products are published and storefronts see the shop. "
        "Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def channel_create(ctx: RequestContext, input: Input) -> ChannelCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_channel(
            ctx,
            code=input.code,
            names=pairs(input.names),
            market_codes=input.market_codes,
            default_market_code=input.default_market_code or None,
            is_default=input.is_default,
        )
        outcome = await attempt(command)
        atlas = await atlas_after(ctx)
        return ChannelCreatePayload(
            channel=Channel.of(ctx, atlas.channel(outcome.result)) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
