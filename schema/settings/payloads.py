"""Payloads of the setup of a shop."""

from collections.abc import Sequence
from typing import Self

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.core.errors import Problem
from app.markets import Atlas, AtlasCache, SettingsErrorCode
from schema.core.codes import enumeration
from schema.core.details import StaleVersion, stale_version
from schema.core.payloads import MutationPayload, UserError
from schema.inventory.types import Warehouse
from schema.markets.types import Channel, Market
from schema.settings.types import ShopLanguage

enumeration(SettingsErrorCode)

_USER_ERRORS = "Why the mutation was refused; empty when it succeeded."
_REFUSED = "null when the request was refused."


@strawberry.type(description="Why the setup of the shop was not changed.")
class SettingsUserError(UserError):
    code: SettingsErrorCode = strawberry.field(description="The reason, for programs.")
    detail: StaleVersion | None = strawberry.field(description="Which version it has, with `STALE_VERSION`; else null.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [
            cls.of(ctx, problem, code=SettingsErrorCode(problem.code), detail=stale_version(problem.detail))
            for problem in problems
        ]


async def atlas_after(ctx: RequestContext) -> Atlas:
    """Markets, channels and languages as they are after a change of this request."""
    ctx.part(AtlasCache).forget()
    return await ctx.part(AtlasCache).get()


@strawberry.type(description="The outcome of `languagesUpdate`.")
class LanguagesUpdatePayload(MutationPayload):
    languages: list[ShopLanguage] = strawberry.field(
        description="The languages that the shop speaks now.", directives=[at_most(20)]
    )
    user_errors: Sequence[SettingsUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.interface(description="The outcome of a mutation of a market.")
class MarketPayload(MutationPayload):
    market: Market | None = strawberry.field(description=f"The market as it is now; {_REFUSED}")
    user_errors: Sequence[SettingsUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `marketCreate`.")
class MarketCreatePayload(MarketPayload):
    pass


@strawberry.type(description="The outcome of `marketUpdate`.")
class MarketUpdatePayload(MarketPayload):
    pass


@strawberry.type(description="The outcome of `marketDelete`.")
class MarketDeletePayload(MutationPayload):
    deleted_market_id: strawberry.ID | None = strawberry.field(description=f"The id that the market had; {_REFUSED}")
    user_errors: Sequence[SettingsUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.interface(description="The outcome of a mutation of a channel.")
class ChannelPayload(MutationPayload):
    channel: Channel | None = strawberry.field(description=f"The channel as it is now; {_REFUSED}")
    user_errors: Sequence[SettingsUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `channelCreate`.")
class ChannelCreatePayload(ChannelPayload):
    pass


@strawberry.type(description="The outcome of `channelUpdate`.")
class ChannelUpdatePayload(ChannelPayload):
    pass


@strawberry.interface(description="The outcome of a mutation of a warehouse.")
class WarehousePayload(MutationPayload):
    warehouse: Warehouse | None = strawberry.field(description=f"The warehouse as it is now; {_REFUSED}")
    user_errors: Sequence[SettingsUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `warehouseCreate`.")
class WarehouseCreatePayload(WarehousePayload):
    pass


@strawberry.type(description="The outcome of `warehouseUpdate`.")
class WarehouseUpdatePayload(WarehousePayload):
    pass
