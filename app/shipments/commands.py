"""Use cases of shipments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import idempotency, inventory
from app.audit import record_change
from app.core.context import RequestContext
from app.core.details import StaleVersion
from app.core.errors import Problem, Refusal
from app.jobs import enqueue
from app.orders import (
    Order,
    OrderDeliveryRow,
    OrderStatus,
    lock_order,
    mark_delivered,
    mark_partly_shipped,
    mark_shipped,
    order_deliveries,
    orders_by_id,
)
from app.shipments import service
from app.shipments.carriers.protocol import CarrierReport, Parcel, Stop
from app.shipments.carriers.registry import Carriers
from app.shipments.errors import (
    ShipmentErrorCode,
    UnknownCarrierError,
    UnknownParcelError,
    UnsentDeliveries,
    problem,
)
from app.shipments.queries import TrackedShipment, shipments_by_id, tracked_shipments
from app.shipments.rules import SHIPMENT_ID
from app.shipments.texts import read_tracking_number
from app.shipping import CarrierFacts, carriers_by_id, load_carriers

REGISTER_JOB = "shipments.register"

_SHIPPABLE = frozenset({OrderStatus.CONFIRMED, OrderStatus.PARTLY_SHIPPED})


@dataclass(frozen=True)
class NewShipment:
    """What a member of staff asks for."""

    order_id: UUID
    version: int
    """The order's, as it was read."""
    idempotency_key: str
    carrier_code: str
    tracking_number: str
    delivery_id: UUID | None = None
    """None: the only one that has not been sent."""


@dataclass(frozen=True)
class ShipmentMade:
    """The shipment that came of a request, and whether an earlier request under the same key had made it."""

    shipment_id: UUID
    replayed: bool


@dataclass(frozen=True)
class Receipt:
    """What became of the reports of a callback."""

    received: int
    new: int


async def create_shipment(ctx: RequestContext, asked: NewShipment) -> ShipmentMade:
    """Send a delivery of an order as a parcel: its stock leaves, and with the last delivery the order is shipped.

    The carrier is told by a job, after the commit. Refuses with `ShipmentErrorCode`.
    """
    deliveries = await order_deliveries.all(ctx.db, order_ids=[asked.order_id])
    carriers = {carrier.code: carrier for carrier in await load_carriers(ctx.db)}
    async with ctx.transaction() as session:
        claim = await _claim(ctx, session, asked)
        if claim.result_id is not None:
            return ShipmentMade(claim.result_id, replayed=True)
        order = await _lock_shippable(session, asked)
        unsent = await _unsent(session, order, deliveries)
        delivery = _choose(asked, deliveries, unsent)
        carrier = _known_carrier(ctx, carriers.get(asked.carrier_code))
        shipment_id = await _send(ctx, session, order, delivery, carrier, asked.tracking_number)
        await (mark_shipped if len(unsent) == 1 else mark_partly_shipped)(session, order)
        await enqueue(session, REGISTER_JOB, {"shipment_id": shipment_id})
        await idempotency.finish(session, claim, shipment_id)
    return ShipmentMade(shipment_id, replayed=False)


async def receive_callback(ctx: RequestContext, carrier_code: str, headers: Mapping[str, str], body: bytes) -> Receipt:
    """Take in a carrier's callback.

    Raises `UnknownCarrierError`, `UnknownParcelError`, and what `Carrier.read_callback` raises.
    """
    carrier = ctx.part(Carriers).find(carrier_code)
    if carrier is None:
        raise UnknownCarrierError(carrier_code)
    return await receive_reports(ctx, carrier_code, carrier.read_callback(headers, body))


async def receive_reports(ctx: RequestContext, carrier_code: str, reports: Sequence[CarrierReport]) -> Receipt:
    """Take in what a carrier reports, in whatever order and however often.

    Reports on known parcels are kept even where others are not: then it raises `UnknownParcelError`, so that the
    carrier sends them again.
    """
    numbered = [(read_tracking_number(report.tracking_number), report) for report in reports]
    numbers = [number for number, _ in numbered if number]
    carrier = next((each for each in await load_carriers(ctx.db) if each.code == carrier_code), None)
    shipments = await tracked_shipments(ctx.db, carrier.id, numbers) if carrier else []
    new = 0
    for order_id, of_order in groupby(shipments, key=lambda shipment: shipment.order_id):
        async with ctx.transaction() as session:
            new += await _receive(ctx, session, order_id, list(of_order), numbered)
    known = {shipment.tracking_number for shipment in shipments}
    unknown = [report.tracking_number for number, report in numbered if number not in known]
    if unknown:
        raise UnknownParcelError(tuple(dict.fromkeys(unknown)))
    return Receipt(len(reports), new)


async def load_parcel(ctx: RequestContext, shipment_id: UUID) -> Parcel:
    """What a carrier is told of a shipment: countries and cities, and no person."""
    shipment = await shipments_by_id.first(ctx.db, ids=[shipment_id])
    if shipment is None:
        raise LookupError(f"there is no shipment {shipment_id}")
    order = await orders_by_id.first(ctx.db, ids=[shipment.order_id])
    deliveries = await order_deliveries.all(ctx.db, order_ids=[shipment.order_id])
    warehouses = {warehouse.id: warehouse for warehouse in await inventory.load_warehouses(ctx.db)}
    if order is None:
        raise LookupError(f"shipment {shipment_id} has no order")
    warehouse = next(warehouses[each.warehouse_id] for each in deliveries if each.id == shipment.delivery_id)
    return Parcel(
        shipment.tracking_number,
        sent_from=Stop(warehouse.country_code, warehouse.names["en"], warehouse.time_zone),
        sent_to=Stop(order.country_code, order.shipping_address.get("city")),
    )


async def register_parcel(ctx: RequestContext, shipment_id: UUID) -> None:
    """Have the carrier report on a shipment. Raises `CarrierUnavailableError` where it cannot be asked now."""
    shipment = await shipments_by_id.first(ctx.db, ids=[shipment_id])
    carriers = await carriers_by_id(ctx.db, [shipment.carrier_id] if shipment else [])
    for facts in carriers.values():
        carrier = ctx.part(Carriers).find(facts.code)
        if carrier is None:
            raise UnknownCarrierError(facts.code)
        await carrier.register(await load_parcel(ctx, shipment_id))


async def _claim(ctx: RequestContext, session: AsyncSession, asked: NewShipment) -> idempotency.Claim:
    claim = await idempotency.claim(
        session,
        owner=f"staff:{ctx.viewer.token_id or ctx.viewer.name}",
        key=asked.idempotency_key,
        operation="shipmentCreate",
        request={
            "order_id": asked.order_id,
            "version": asked.version,
            "carrier_code": asked.carrier_code,
            "tracking_number": asked.tracking_number,
            "delivery_id": asked.delivery_id,
        },
    )
    return claim.or_refuse(
        reused=problem(ShipmentErrorCode.IDEMPOTENCY_KEY_REUSED, "idempotencyKey"),
        unusable=problem(ShipmentErrorCode.INVALID_IDEMPOTENCY_KEY, "idempotencyKey"),
    )


async def _lock_shippable(session: AsyncSession, asked: NewShipment) -> Order:
    order = await lock_order(session, asked.order_id)
    if order is None:
        raise Refusal(problem(ShipmentErrorCode.ORDER_NOT_FOUND, "orderId"))
    if order.version != asked.version:
        raise Refusal(
            Problem(
                ShipmentErrorCode.STALE_VERSION,
                ("input", "version"),
                facts={"current_version": order.version},
                detail=StaleVersion(order.version),
            )
        )
    if order.status not in _SHIPPABLE:
        raise Refusal(problem(ShipmentErrorCode.ORDER_NOT_SHIPPABLE, "orderId"))
    return order


async def _unsent(
    session: AsyncSession, order: Order, deliveries: Sequence[OrderDeliveryRow]
) -> dict[UUID, OrderDeliveryRow]:
    sent = await service.sent_deliveries(session, order.id)
    return {delivery.id: delivery for delivery in deliveries if delivery.id not in sent}


def _choose(
    asked: NewShipment, deliveries: Sequence[OrderDeliveryRow], unsent: dict[UUID, OrderDeliveryRow]
) -> OrderDeliveryRow:
    if asked.delivery_id is None:
        if len(unsent) == 1:
            return next(iter(unsent.values()))
        raise Refusal(
            Problem(
                ShipmentErrorCode.DELIVERY_REQUIRED,
                ("input", "deliveryId"),
                detail=UnsentDeliveries(tuple(unsent)),
            )
        )
    if asked.delivery_id in unsent:
        return unsent[asked.delivery_id]
    is_sent = asked.delivery_id in {delivery.id for delivery in deliveries}
    code = ShipmentErrorCode.DELIVERY_ALREADY_SHIPPED if is_sent else ShipmentErrorCode.DELIVERY_NOT_FOUND
    raise Refusal(problem(code, "deliveryId"))


def _known_carrier(ctx: RequestContext, carrier: CarrierFacts | None) -> CarrierFacts:
    if carrier is None or ctx.part(Carriers).find(carrier.code) is None:
        raise Refusal(problem(ShipmentErrorCode.CARRIER_UNKNOWN, "carrierCode"))
    return carrier


async def _send(
    ctx: RequestContext,
    session: AsyncSession,
    order: Order,
    delivery: OrderDeliveryRow,
    carrier: CarrierFacts,
    tracking_number: str,
) -> UUID:
    number = read_tracking_number(tracking_number)
    if number is None:
        raise Refusal(problem(ShipmentErrorCode.TRACKING_NUMBER_INVALID, "trackingNumber"))
    shipment_id = await service.add_shipment(
        session, delivery, carrier_id=carrier.id, tracking_number=number, now=ctx.now
    )
    if shipment_id is None:
        raise Refusal(problem(ShipmentErrorCode.TRACKING_NUMBER_TAKEN, "trackingNumber"))
    await inventory.ship(session, order.attempt_id, delivery.warehouse_id)
    await record_change(
        session,
        ctx.viewer,
        "shipments.shipment_created",
        SHIPMENT_ID.prefix,
        shipment_id,
        before=None,
        after={
            "order_id": str(order.id),
            "delivery_id": str(delivery.id),
            "carrier_code": carrier.code,
            "tracking_number": number,
        },
    )
    return shipment_id


async def _receive(
    ctx: RequestContext,
    session: AsyncSession,
    order_id: UUID,
    shipments: Sequence[TrackedShipment],
    numbered: Sequence[tuple[str | None, CarrierReport]],
) -> int:
    """Keep the reports on the parcels of one order; with the last parcel delivered, the order is."""
    order = await lock_order(session, order_id)
    new = 0
    for shipment in shipments:
        reports = [report for number, report in numbered if number == shipment.tracking_number]
        new += await service.add_reports(session, shipment.id, reports, ctx.now)
    if order and order.status is OrderStatus.SHIPPED and new and await service.all_delivered(session, order_id):
        await mark_delivered(session, order)
    return new
