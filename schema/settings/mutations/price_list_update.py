"""`priceListUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.pricing import PRICE_LIST_ID, load_price_lists, update_price_list
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.settings.inputs import PriceListUpdateInput, version_of
from schema.settings.payloads import PriceListUpdatePayload, SettingsUserError
from schema.settings.types import PriceList

Input = Annotated[PriceListUpdateInput, strawberry.argument(description="Which price list, and what to change.")]


@strawberry.type
class PriceListUpdateMutation:
    @root(
        description="Change a price list. Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def price_list_update(ctx: RequestContext, input: Input) -> PriceListUpdatePayload:  # noqa: A002 - the argument's name is the API's
        tax_included = input.tax_included if isinstance(input.tax_included, bool) else None
        price_list_id, version = PRICE_LIST_ID.decode(input.id), version_of(input.version)
        outcome = await attempt(update_price_list(ctx, price_list_id, tax_included=tax_included, version=version))
        lists = {each.id: each for each in await load_price_lists(ctx.db)}
        return PriceListUpdatePayload(
            price_list=PriceList.of(lists[outcome.result]) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
