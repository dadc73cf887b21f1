"""`marketCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.markets import create_market
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.markets.types import Market
from schema.settings.inputs import MarketCreateInput, pairs
from schema.settings.payloads import MarketCreatePayload, SettingsUserError, atlas_after

Input = Annotated[MarketCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class MarketCreateMutation:
    @root(
        description="Make a market. A price list for it comes next. "
        "Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def market_create(ctx: RequestContext, input: Input) -> MarketCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_market(
            ctx,
            code=input.code,
            names=pairs(input.names),
            currency_code=str(input.currency_code),
            displays_tax=input.displays_tax,
            country_codes=[str(code) for code in input.country_codes],
            default_country_code=str(input.default_country_code) if input.default_country_code else None,
            language_tags=[str(tag) for tag in input.language_codes],
            default_language_tag=str(input.default_language_code) if input.default_language_code else None,
            time_zone=input.time_zone,
            more_currency_codes=[str(code) for code in input.more_currency_codes],
            is_default=input.is_default,
        )
        outcome = await attempt(command)
        atlas = await atlas_after(ctx)
        return MarketCreatePayload(
            market=Market.of(ctx, atlas.market_by_id(outcome.result)) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
