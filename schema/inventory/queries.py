"""Root fields of inventory, for staff."""

from typing import Annotated

import strawberry

from app.admission import at_most, counted
from app.catalog import VARIANT_ID
from app.core.context import RequestContext
from app.core.paging import few_enough
from app.execution import root
from app.identity import Scope
from app.inventory import load_warehouses, stock_of_variants
from schema.core.access import scope
from schema.inventory.types import Stock, Warehouse

VariantIds = Annotated[
    list[strawberry.ID],
    strawberry.argument(
        description="Ids of variants: at most 100, unless the shop allows another number. Those of none are passed "
        "over."
    ),
]


@strawberry.type
class InventoryQueries:
    @root(
        description="All warehouses. For staff with `inventory:read`.",
        access=scope(Scope.INVENTORY_READ),
        hints=[at_most(20)],
    )
    @staticmethod
    async def warehouses(ctx: RequestContext) -> list[Warehouse]:
        return [Warehouse.of_facts(ctx, warehouse) for warehouse in await load_warehouses(ctx.db)]

    @root(
        description="The stock of these variants, variant by variant and warehouse by warehouse. For staff with "
        "`inventory:read`.",
        access=scope(Scope.INVENTORY_READ),
        hints=[counted("variantIds")],
    )
    @staticmethod
    async def stock(ctx: RequestContext, variant_ids: VariantIds) -> list[Stock]:
        asked = few_enough("variantIds", variant_ids, ctx.settings.limit_node_ids)
        wanted = [each for each in (VARIANT_ID.decode(text) for text in asked) if each]
        found = await stock_of_variants(ctx.db, wanted)
        warehouses = {warehouse.id: warehouse for warehouse in await load_warehouses(ctx.db)}
        return [Stock.of(ctx, row, warehouses[row.warehouse_id]) for rows in found.values() for row in rows]
