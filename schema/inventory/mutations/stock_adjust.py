"""`stockAdjust`."""

from typing import Annotated

import strawberry

from app.catalog import VARIANT_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.inventory import WAREHOUSE_ID, adjust_stock, load_warehouses, stock_of_variants
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.inventory.inputs import StockAdjustInput
from schema.inventory.payloads import StockAdjustPayload, StockUserError
from schema.inventory.types import Stock


@strawberry.type
class StockAdjustMutation:
    @root(
        description="Add pieces to a warehouse, or take them away. For staff with `inventory:write`; it is noted in "
        "the audit log.",
        access=scope(Scope.INVENTORY_WRITE),
    )
    @staticmethod
    async def stock_adjust(
        ctx: RequestContext,
        input: Annotated[StockAdjustInput, strawberry.argument(description="What to change.")],  # noqa: A002 - the argument's name is the API's
    ) -> StockAdjustPayload:
        outcome = await attempt(
            adjust_stock(
                ctx,
                variant_id=VARIANT_ID.decode(input.variant_id),
                warehouse_id=WAREHOUSE_ID.decode(input.warehouse_id),
                delta=input.delta,
                reason=input.reason,
                idempotency_key=input.idempotency_key,
            )
        )
        adjusted = outcome.result
        stock = None
        if adjusted:
            warehouses = {warehouse.id: warehouse for warehouse in await load_warehouses(ctx.db)}
            rows = (await stock_of_variants(ctx.db, [adjusted.variant_id]))[adjusted.variant_id]
            row = next(each for each in rows if each.warehouse_id == adjusted.warehouse_id)
            stock = Stock.of(ctx, row, warehouses[row.warehouse_id])
        return StockAdjustPayload(
            stock=stock,
            replayed=bool(adjusted and adjusted.replayed),
            user_errors=StockUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
