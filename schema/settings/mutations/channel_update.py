"""`channelUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.markets import update_channel
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.markets.types import Channel
from schema.settings.inputs import ChannelUpdateInput, version_of
from schema.settings.payloads import ChannelUpdatePayload, SettingsUserError, atlas_after

Input = Annotated[ChannelUpdateInput, strawberry.argument(description="Which channel, and what to change.")]


@strawberry.type
class ChannelUpdateMutation:
    @root(
        description="Change a channel. Its code stays. "
        "Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def channel_update(ctx: RequestContext, input: Input) -> ChannelUpdatePayload:  # noqa: A002 - the argument's name is the API's
        command = update_channel(ctx, input.code, input.to_change(), version=version_of(input.version))
        outcome = await attempt(command)
        atlas = await atlas_after(ctx)
        return ChannelUpdatePayload(
            channel=Channel.of(ctx, atlas.channel(outcome.result)) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
