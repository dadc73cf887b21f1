"""Types of inventory."""

from collections.abc import Mapping, Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.execution import batched
from app.inventory import WAREHOUSE_ID, StockFacts, WarehouseFacts, load_warehouses
from schema.catalog.loading import load_variants_as_shown
from schema.catalog.types.variants import ProductVariant
from schema.core.access import staff
from schema.core.codes import CountryCode
from schema.core.nodes import Node, register_node
from schema.core.texts import in_language


@strawberry.type(description="A place that goods leave from.")
class Warehouse(Node):
    name: str = strawberry.field(description="Its name, in the request's language where it has one.")
    country_code: CountryCode = strawberry.field(description="The country that it stands in.")

    @batched(description="A short name that does not change. For staff.", access=staff)
    @staticmethod
    async def code(ctx: RequestContext, parents: Sequence["Warehouse"]) -> Sequence[str]:
        return [facts.code for facts in await _facts_of(ctx, parents)]

    @batched(description="Its time zone, as the IANA database names it. For staff.", access=staff)
    @staticmethod
    async def time_zone(ctx: RequestContext, parents: Sequence["Warehouse"]) -> Sequence[str]:
        return [facts.time_zone for facts in await _facts_of(ctx, parents)]

    @batched(
        description="Orders that are placed before this local hour leave on the same working day. For staff.",
        access=staff,
    )
    @staticmethod
    async def cut_off_hour(ctx: RequestContext, parents: Sequence["Warehouse"]) -> Sequence[int]:
        return [facts.cut_off_hour for facts in await _facts_of(ctx, parents)]

    @batched(
        description="How often it was written: send it with `warehouseUpdate`. For staff.",
        access=staff,
    )
    @staticmethod
    async def version(ctx: RequestContext, parents: Sequence["Warehouse"]) -> Sequence[int]:
        return [facts.version for facts in await _facts_of(ctx, parents)]

    @classmethod
    def of(cls, ctx: RequestContext, warehouse_id: UUID, names: Mapping[str, str], country_code: str) -> Self:
        return cls(
            id=strawberry.ID(WAREHOUSE_ID.encode(warehouse_id)),
            name=in_language(names, ctx.place.language_chain),
            country_code=country_code,
        )

    @classmethod
    def of_facts(cls, ctx: RequestContext, facts: WarehouseFacts) -> Self:
        return cls.of(ctx, facts.id, facts.names, facts.country_code)


async def _facts_of(ctx: RequestContext, warehouses: Sequence[Warehouse]) -> list[WarehouseFacts]:
    found = {WAREHOUSE_ID.encode(facts.id): facts for facts in await load_warehouses(ctx.db)}
    return [found[str(warehouse.id)] for warehouse in warehouses]


@strawberry.type(description="The pieces of a variant in a warehouse.")
class Stock:
    warehouse: Warehouse = strawberry.field(description="Where they stand.")
    on_hand: int = strawberry.field(description="How many stand there.")
    reserved: int = strawberry.field(description="How many of them are held for orders.")
    available: int = strawberry.field(description="How many can be sold: those on hand that are not reserved.")
    variant_id: strawberry.Private[UUID]

    @batched(description="What they are.")
    @staticmethod
    async def variant(ctx: RequestContext, parents: Sequence["Stock"]) -> Sequence[ProductVariant]:
        return [each for each in await load_variants_as_shown(ctx, [row.variant_id for row in parents]) if each]

    @classmethod
    def of(cls, ctx: RequestContext, facts: StockFacts, warehouse: WarehouseFacts) -> Self:
        return cls(
            warehouse=Warehouse.of_facts(ctx, warehouse),
            on_hand=facts.on_hand,
            reserved=facts.reserved,
            available=facts.available,
            variant_id=facts.variant_id,
        )


async def _load_warehouses(ctx: RequestContext, ids: Sequence[UUID]) -> list[Warehouse | None]:
    found = {warehouse.id: warehouse for warehouse in await load_warehouses(ctx.db)}
    return [Warehouse.of_facts(ctx, found[each]) if each in found else None for each in ids]


register_node(WAREHOUSE_ID, _load_warehouses)
