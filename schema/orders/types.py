"""Orders and what they are made of."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.admission import at_most
from app.core.context import Place, RequestContext
from app.core.errors import Problem, WarningCode
from app.core.money import Money as MoneyValue
from app.core.paging import DEFAULT_PAGE, Page, page_size
from app.execution import batched
from app.identity import Scope
from app.inventory import load_warehouses
from app.orders import (
    ORDER_DELIVERY_ID,
    ORDER_ID,
    ORDER_LINE_ID,
    AllocationRow,
    OrderDeliveryRow,
    OrderLineRow,
    OrderRow,
    OrderStatus,
    allocations_of_deliveries,
    order_deliveries,
    order_fx_quotes,
    order_lines,
    orders_by_id,
    read_taxes,
)
from app.payments import payments_of_orders
from app.tax import TaxTreatment
from schema.carts.addresses import Address
from schema.carts.fx_quotes import PinnedFxQuote
from schema.core.codes import CountryCode, CurrencyCode, enumeration
from schema.core.connections import After, Connection, First
from schema.core.cost import Cost, LineCost
from schema.core.money import Money
from schema.core.nodes import Node, register_node
from schema.core.payloads import MutationWarning
from schema.core.scalars import OrderToken
from schema.core.texts import in_language
from schema.inventory.types import Warehouse
from schema.orders.paging import read_position, write_position
from schema.payments.types import Payment, methods_of
from schema.shipments.types import Shipment, ShipmentSummary, load_shipment_summaries, load_shipments_of_orders
from schema.shipping.types import Carrier, DeliveryEstimate, load_carriers

enumeration(OrderStatus)
enumeration(TaxTreatment)


@strawberry.type(description="A line of an order, as it was named and priced when it was sold.")
class OrderLine:
    id: strawberry.ID = strawberry.field(description="The line's id.")
    name: str = strawberry.field(description="Product and variant, in the request's language.")
    sku: str = strawberry.field(description="The article number.")
    quantity: int = strawberry.field(description="How many pieces.")
    cost: LineCost = strawberry.field(description="What the line costs.")

    @classmethod
    def of(cls, row: OrderLineRow, currency_code: str, place: Place) -> Self:
        return cls(
            id=strawberry.ID(ORDER_LINE_ID.encode(row.id)),
            name=in_language(row.names, place.language_chain),
            sku=row.sku,
            quantity=row.quantity,
            cost=LineCost.of(row.total_amount, row.tax_amount, read_taxes(row.taxes), currency_code, place.locale),
        )


@strawberry.type(description="Pieces of a line that leave in a delivery.")
class OrderDeliveryLine:
    line_id: strawberry.ID = strawberry.field(description="The line.")
    quantity: int = strawberry.field(description="How many of its pieces.")


@strawberry.type(description="The goods of an order that leave from one warehouse.")
class OrderDelivery:
    id: strawberry.ID = strawberry.field(description="The delivery's id.")
    name: str = strawberry.field(description="The delivery option, in the request's language.")
    warehouse: Warehouse | None = strawberry.field(description="Where it leaves from; null where it is gone.")
    carrier: Carrier | None = strawberry.field(description="Who carries it; null where it is gone.")
    price: Money = strawberry.field(description="What the delivery costs.")
    estimate: DeliveryEstimate = strawberry.field(description="When it should arrive, as it was said at the sale.")
    lines: list[OrderDeliveryLine] = strawberry.field(description="What leaves in it.", directives=[at_most(10)])

    @classmethod
    def of(
        cls,
        row: OrderDeliveryRow,
        warehouse: Warehouse | None,
        carrier: Carrier | None,
        pieces: Sequence[AllocationRow],
        currency_code: str,
        place: Place,
    ) -> Self:
        return cls(
            id=strawberry.ID(ORDER_DELIVERY_ID.encode(row.id)),
            name=in_language(row.names, place.language_chain),
            warehouse=warehouse,
            carrier=carrier,
            price=Money.of(MoneyValue(row.amount, currency_code), place.locale),
            estimate=DeliveryEstimate.of(row.earliest_at, row.latest_at, row.estimate_reasons),
            lines=[
                OrderDeliveryLine(
                    line_id=strawberry.ID(ORDER_LINE_ID.encode(piece.order_line_id)), quantity=piece.quantity
                )
                for piece in pieces
            ],
        )


@strawberry.type(description="A sale. It keeps what was agreed, whatever changes in the shop afterwards.")
class Order(Node):
    row: strawberry.Private[OrderRow]
    place: strawberry.Private[Place]
    token: OrderToken | None = strawberry.field(
        description="The secret that opens the order; null for staff, who open it by its id."
    )
    number: str = strawberry.field(description="The number that people say, such as `TW-7K3M-9QX2`.")
    status: OrderStatus = strawberry.field(description="Where the order stands.")
    version: int = strawberry.field(description="Raised by every change; changes by staff name the one they read.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    cancelled_at: datetime | None = strawberry.field(description="When it was cancelled; null where it is not.")
    email: str = strawberry.field(description="The buyer's e-mail address.")
    country_code: CountryCode = strawberry.field(description="The country of delivery.")
    currency_code: CurrencyCode = strawberry.field(description="The currency of its amounts.")
    shipping_address: Address = strawberry.field(description="Where the goods go.")
    vat_id: str | None = strawberry.field(description="The VAT id of the business that bought; null: none was given.")
    tax_treatment: TaxTreatment = strawberry.field(description="Who charges the tax.")
    tax_note: str | None = strawberry.field(
        description="The provision that an invoice without tax has to name; null where tax is charged as usual."
    )

    warnings: list[MutationWarning] = strawberry.field(
        description="What the buyer was told about the total when completing.", directives=[at_most(5)]
    )

    @strawberry.field(description="What the order costs.")
    def cost(self) -> Cost:
        return Cost.of(self.row.cost, self.row.currency_code, self.place.locale)

    @batched(description="The lines, in the order of the cart.")
    @staticmethod
    async def lines(
        ctx: RequestContext, parents: Sequence["Order"], first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Sequence[Connection[OrderLine]]:
        size = page_size(first, ctx.settings.limit_page_size)
        start = read_position(after) + 1 if after else 0
        rows = await order_lines.all(ctx.db, order_ids=_ids(parents), start=start, stop=start + size + 1)
        by_order: dict[UUID, list[OrderLineRow]] = defaultdict(list)
        for row in rows:
            by_order[row.order_id].append(row)
        return [parent._line_page(by_order[parent.row.id], size, after or None) for parent in parents]

    @batched(description="What leaves from where, and how.", hints=[at_most(3)])
    @staticmethod
    async def deliveries(ctx: RequestContext, parents: Sequence["Order"]) -> Sequence[list[OrderDelivery]]:
        rows = await order_deliveries.all(ctx.db, order_ids=_ids(parents))
        carrier_ids = list({row.carrier_id for row in rows})
        carriers = dict(zip(carrier_ids, await load_carriers(ctx, carrier_ids), strict=True))
        warehouses = {each.id: each for each in await load_warehouses(ctx.db)}
        pieces: dict[UUID, list[AllocationRow]] = defaultdict(list)
        for piece in await allocations_of_deliveries.all(ctx.db, delivery_ids=[row.id for row in rows]):
            pieces[piece.delivery_id].append(piece)
        by_order: dict[UUID, list[OrderDelivery]] = {parent.row.id: [] for parent in parents}
        orders = {parent.row.id: parent for parent in parents}
        for row in rows:
            facts = warehouses.get(row.warehouse_id)
            warehouse = Warehouse.of_facts(ctx, facts) if facts else None
            order = orders[row.order_id]
            by_order[row.order_id].append(
                OrderDelivery.of(
                    row, warehouse, carriers[row.carrier_id], pieces[row.id], order.row.currency_code, order.place
                )
            )
        return [by_order[parent.row.id] for parent in parents]

    @batched(description="The exchange rates that its prices were converted by.", hints=[at_most(2)])
    @staticmethod
    async def fx_quotes(ctx: RequestContext, parents: Sequence["Order"]) -> Sequence[list[PinnedFxQuote]]:
        by_order: dict[UUID, list[PinnedFxQuote]] = defaultdict(list)
        for row in await order_fx_quotes.all(ctx.db, order_ids=_ids(parents)):
            by_order[row.order_id].append(PinnedFxQuote.of(row))
        return [by_order[parent.row.id] for parent in parents]

    @batched(description="The payments, the first one first.", hints=[at_most(3)])
    @staticmethod
    async def payments(ctx: RequestContext, parents: Sequence["Order"]) -> Sequence[list[Payment]]:
        rows = await payments_of_orders.all(ctx.db, order_ids=_ids(parents))
        methods = await methods_of(ctx, rows)
        return [
            [Payment.of(row, methods[row.method_id], parent.place) for row in rows if row.order_id == parent.row.id]
            for parent in parents
        ]

    @batched(description="The parcels, the first one first.", hints=[at_most(5)])
    @staticmethod
    async def shipments(ctx: RequestContext, parents: Sequence["Order"]) -> Sequence[list[Shipment]]:
        return await load_shipments_of_orders(ctx, _ids(parents))

    def _line_page(self, rows: list[OrderLineRow], size: int, after: str | None) -> Connection[OrderLine]:
        return Connection.of(
            Page(rows[:size], has_next=len(rows) > size),
            lambda row: OrderLine.of(row, self.row.currency_code, self.place),
            lambda row: write_position(row.position),
            after=after,
        )

    @classmethod
    def of(cls, ctx: RequestContext, row: OrderRow, token: str | None = None) -> Self:
        """The order, with its secret where it was opened by that."""
        return cls(
            id=strawberry.ID(ORDER_ID.encode(row.id)),
            row=row,
            place=replace(ctx.place, country_code=row.country_code),
            token=None if token is None else OrderToken(token),
            number=row.number,
            status=row.status,
            version=row.version,
            placed_at=row.placed_at,
            cancelled_at=row.cancelled_at,
            email=row.email,
            country_code=row.country_code,
            currency_code=row.currency_code,
            shipping_address=Address.of(row.shipping_address),
            vat_id=row.vat_id,
            tax_treatment=row.tax_treatment,
            tax_note=row.tax_note,
            warnings=MutationWarning.all_of(ctx, [Problem(WarningCode[code]) for code in row.warning_codes]),
        )


@strawberry.type(description="What those may know who have an order's number and e-mail address: nothing personal.")
class OrderSummary:
    row: strawberry.Private[OrderRow]
    number: str = strawberry.field(description="The number.")
    status: OrderStatus = strawberry.field(description="Where the order stands.")
    placed_at: datetime = strawberry.field(description="When it was placed.")

    @batched(description="Where its parcels stand, the first one first.", hints=[at_most(5)])
    @staticmethod
    async def shipments(ctx: RequestContext, parents: Sequence["OrderSummary"]) -> Sequence[list[ShipmentSummary]]:
        return await load_shipment_summaries(ctx, [parent.row.id for parent in parents])

    @classmethod
    def of(cls, row: OrderRow) -> Self:
        return cls(row=row, number=row.number, status=row.status, placed_at=row.placed_at)


async def load_orders(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[Order | None]:
    """Orders for staff by their ids; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.ORDERS_READ):
        return [None] * len(ids)
    rows = {row.id: row for row in await orders_by_id.all(ctx.db, ids=list(ids))}
    return [Order.of(ctx, rows[each]) if each in rows else None for each in ids]


def _ids(orders: Sequence[Order]) -> list[UUID]:
    return [order.row.id for order in orders]


register_node(ORDER_ID, load_orders)
