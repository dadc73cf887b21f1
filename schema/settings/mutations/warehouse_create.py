"""`warehouseCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.inventory import create_warehouse, load_warehouses
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.inventory.types import Warehouse
from schema.settings.inputs import WarehouseCreateInput, pairs
from schema.settings.payloads import SettingsUserError, WarehouseCreatePayload

Input = Annotated[WarehouseCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class WarehouseCreateMutation:
    @root(
        description="Make a warehouse. Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def warehouse_create(ctx: RequestContext, input: Input) -> WarehouseCreatePayload:  # noqa: A002 - the argument's name is the API's
        command = create_warehouse(
            ctx,
            code=input.code,
            names=pairs(input.names),
            country_code=str(input.country_code),
            time_zone=input.time_zone,
            cut_off_hour=input.cut_off_hour,
        )
        outcome = await attempt(command)
        found = {each.id: each for each in await load_warehouses(ctx.db)}
        return WarehouseCreatePayload(
            warehouse=Warehouse.of_facts(ctx, found[outcome.result]) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
