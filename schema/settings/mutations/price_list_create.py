"""`priceListCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import NewPriceList, create_price_list, load_price_lists
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.settings.inputs import PriceListCreateInput
from schema.settings.payloads import PriceListCreatePayload, SettingsUserError
from schema.settings.types import PriceList

Input = Annotated[PriceListCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class PriceListCreateMutation:
    @root(
        description="Make the price list of a market: without one, nothing is sold there. "
        "Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def price_list_create(ctx: RequestContext, input: Input) -> PriceListCreatePayload:  # noqa: A002 - the argument's name is the API's
        currency = str(input.currency_code) if input.currency_code else None
        wanted = NewPriceList(input.code, input.market_code, input.tax_included, currency)
        outcome = await attempt(create_price_list(ctx, wanted))
        lists = {each.id: each for each in await load_price_lists(ctx.db)}
        return PriceListCreatePayload(
            price_list=PriceList.of(lists[outcome.result]) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
