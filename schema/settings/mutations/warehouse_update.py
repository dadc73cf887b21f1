"""`warehouseUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.inventory import WAREHOUSE_ID, load_warehouses, update_warehouse
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.inventory.types import Warehouse
from schema.settings.inputs import WarehouseUpdateInput, version_of
from schema.settings.payloads import SettingsUserError, WarehouseUpdatePayload

Input = Annotated[WarehouseUpdateInput, strawberry.argument(description="Which warehouse, and what to change.")]


@strawberry.type
class WarehouseUpdateMutation:
    @root(
        description="Change a warehouse. Its code stays. "
        "Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def warehouse_update(ctx: RequestContext, input: Input) -> WarehouseUpdatePayload:  # noqa: A002 - the argument's name is the API's
        warehouse_id, version = WAREHOUSE_ID.decode(input.id), version_of(input.version)
        outcome = await attempt(update_warehouse(ctx, warehouse_id, input.to_change(), version=version))
        found = {each.id: each for each in await load_warehouses(ctx.db)}
        return WarehouseUpdatePayload(
            warehouse=Warehouse.of_facts(ctx, found[outcome.result]) if outcome.result else None,
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
