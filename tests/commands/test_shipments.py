"""Staff send parcels: what that changes, and what is refused and changes nothing."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection

from app.core.context import RequestContext, Viewer
from app.core.errors import Problem, Refusal
from app.core.ids import new_id
from app.shipments import NewShipment, ShipmentErrorCode, ShipmentMade, UnsentDeliveries, create_shipment
from app.wiring import Runtime
from tests.support.orders import PlacedOrder, place_shirts
from tests.support.shop import Shop

Code = ShipmentErrorCode
STAFF = Viewer(token_id=UUID(int=7), name="Sam", scopes=frozenset({"shipments:write"}))


@pytest.fixture
async def staff(ctx: RequestContext) -> RequestContext:
    return replace(ctx, viewer=STAFF)


def asked(order: PlacedOrder, **changes: Any) -> NewShipment:
    fields: dict[str, Any] = {
        "order_id": order.id,
        "version": 1,
        "idempotency_key": str(new_id()),
        "carrier_code": "sandbox",
        "tracking_number": f"SBX{new_id().hex[-12:]}",
    }
    return NewShipment(**(fields | changes))


async def state_of(connection: "Connection[Any]", order: PlacedOrder) -> dict[str, Any]:
    """Everything that making a shipment may change."""
    row = await connection.fetchrow('SELECT status, version FROM "order" WHERE id = $1', order.id)
    assert row is not None
    held = "SELECT warehouse_id, status, quantity FROM stock_reservation WHERE reference_id = $1 ORDER BY warehouse_id"
    return {
        "order": tuple(row),
        "shipments": await connection.fetchval("SELECT count(*) FROM shipment"),
        "reservations": [tuple(each) for each in await connection.fetch(held, order.attempt_id)],
        "stock": [tuple(each) for each in await connection.fetch("SELECT * FROM stock ORDER BY 1, 2")],
        "events": await connection.fetchval("SELECT count(*) FROM outbox_event"),
        "audit": await connection.fetchval("SELECT count(*) FROM audit_entry"),
        "jobs": await connection.fetchval("SELECT count(*) FROM pgqueuer"),
        "keys": await connection.fetchval("SELECT count(*) FROM idempotent_request"),
    }


async def refused(ctx: RequestContext, request: NewShipment) -> Problem:
    with pytest.raises(Refusal) as refusal:
        await create_shipment(ctx, request)
    (problem,) = refusal.value.problems
    return problem


async def test_a_shipment_takes_the_stock_and_ships_the_order(
    runtime: Runtime, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    order = await place_shirts(runtime, shop)
    stock = "SELECT on_hand, reserved FROM stock WHERE variant_id = $1 AND warehouse_id = $2"
    pair = (shop.shirt_m, shop.warehouses["shenzhen"])
    assert tuple(await connection.fetchrow(stock, *pair) or ()) == (100, 1)

    made = await create_shipment(staff, asked(order, tracking_number=" sbx 123 "))

    shipment = await connection.fetchrow("SELECT * FROM shipment WHERE id = $1", made.shipment_id)
    assert shipment is not None
    assert (shipment["order_id"], shipment["delivery_id"]) == (order.id, order.deliveries[0])
    assert (shipment["tracking_number"], shipment["status"]) == ("SBX123", "CREATED")
    assert (str(shipment["earliest_on"]), str(shipment["latest_on"])) == ("2026-12-01", "2026-12-08")
    assert shipment["estimate_reasons"] == ["TRANSIT", "CUSTOMS"]
    assert tuple(await connection.fetchrow(stock, *pair) or ()) == (99, 0)
    assert (await state_of(connection, order))["order"] == ("SHIPPED", 2)
    events = await connection.fetch("SELECT type FROM outbox_event WHERE subject_id = $1 ORDER BY id", order.id)
    assert [row["type"] for row in events] == [
        "orders.order_placed",
        "orders.order_confirmed",
        "shipments.shipment_created",
        "orders.order_shipped",
    ]
    entry = await connection.fetchrow("SELECT * FROM audit_entry WHERE subject_id = $1", made.shipment_id)
    assert entry is not None
    assert (entry["actor_token_id"], entry["action"]) == (STAFF.token_id, "shipments.shipment_created")
    job = "SELECT count(*) FROM pgqueuer WHERE entrypoint = 'shipments.register'"
    assert await connection.fetchval(job) == 1


async def test_each_delivery_is_sent_once_and_the_last_one_ships_the_order(
    runtime: Runtime, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    order = await place_shirts(runtime, shop, ["shenzhen", "rotterdam"])
    first, second = order.deliveries

    problem = await refused(staff, asked(order))
    assert (problem.code, problem.path) == (Code.DELIVERY_REQUIRED, ("input", "deliveryId"))
    assert isinstance(problem.detail, UnsentDeliveries)
    assert set(problem.detail.delivery_ids) == {first, second}

    await create_shipment(staff, asked(order, delivery_id=first))
    state = await state_of(connection, order)
    assert state["order"] == ("PARTLY_SHIPPED", 2)
    assert {(place, status) for place, status, _ in state["reservations"]} == {
        (shop.warehouses["shenzhen"], "SHIPPED"),
        (shop.warehouses["rotterdam"], "HELD"),
    }
    assert (await refused(staff, asked(order, version=2, delivery_id=first))).code is Code.DELIVERY_ALREADY_SHIPPED

    await create_shipment(staff, asked(order, version=2))  # the only one left
    assert (await state_of(connection, order))["order"] == ("SHIPPED", 3)
    assert (await refused(staff, asked(order, version=3))).code is Code.ORDER_NOT_SHIPPABLE


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"order_id": UUID(int=0)}, Code.ORDER_NOT_FOUND, "orderId"),
        ({"version": 2}, Code.STALE_VERSION, "version"),
        ({"version": -1}, Code.STALE_VERSION, "version"),
        ({"delivery_id": UUID(int=0)}, Code.DELIVERY_NOT_FOUND, "deliveryId"),
        ({"carrier_code": "pigeon"}, Code.CARRIER_UNKNOWN, "carrierCode"),
        ({"carrier_code": ""}, Code.CARRIER_UNKNOWN, "carrierCode"),
        ({"tracking_number": "1"}, Code.TRACKING_NUMBER_INVALID, "trackingNumber"),
        ({"tracking_number": "<script>alert(1)</script>"}, Code.TRACKING_NUMBER_INVALID, "trackingNumber"),
        ({"tracking_number": "TAKEN-1"}, Code.TRACKING_NUMBER_TAKEN, "trackingNumber"),
        ({"idempotency_key": ""}, Code.INVALID_IDEMPOTENCY_KEY, "idempotencyKey"),
        ({"idempotency_key": "used"}, Code.IDEMPOTENCY_KEY_REUSED, "idempotencyKey"),
    ],
)
async def test_a_refusal_changes_nothing(
    runtime: Runtime,
    shop: Shop,
    staff: RequestContext,
    connection: "Connection[Any]",
    changes: dict[str, Any],
    code: ShipmentErrorCode,
    field: str,
) -> None:
    if not await connection.fetchval("SELECT count(*) FROM shipment WHERE tracking_number = 'TAKEN-1'"):
        other = await place_shirts(runtime, shop)
        await create_shipment(staff, asked(other, tracking_number="taken-1", idempotency_key="used"))
    order = await place_shirts(runtime, shop)
    before = await state_of(connection, order)

    problem = await refused(staff, asked(order, **changes))

    assert (problem.code, problem.path) == (code, ("input", field))
    assert await state_of(connection, order) == before


async def test_an_order_that_is_not_paid_is_not_sent(
    runtime: Runtime, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    order = await place_shirts(runtime, shop, confirmed=False)
    before = await state_of(connection, order)

    assert (await refused(staff, asked(order))).code is Code.ORDER_NOT_SHIPPABLE
    assert await state_of(connection, order) == before


async def test_a_repeat_gives_the_same_shipment(
    runtime: Runtime, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    order = await place_shirts(runtime, shop)
    request = asked(order)
    made = await create_shipment(staff, request)
    before = await state_of(connection, order)

    assert await create_shipment(staff, request) == ShipmentMade(made.shipment_id, replayed=True)
    assert await state_of(connection, order) == before
