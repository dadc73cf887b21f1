"""Staff and carriers at the same time, with real commits."""

import asyncio
from typing import Any

from asyncpg import Connection

from app.core.errors import Refusal
from app.core.settings import Settings
from app.shipments import NewShipment, ShipmentMade, create_shipment
from tests.support.carriers import report, tell
from tests.support.client import Client
from tests.support.orders import place_shirts
from tests.support.shop import Shop


async def attempt(client: Client, asked: NewShipment) -> ShipmentMade | str:
    """The shipment, or the code of the refusal."""
    try:
        return await create_shipment(await client.runtime.system_context(), asked)
    except Refusal as refusal:
        return refusal.problems[0].code.value


async def test_one_request_made_by_ten_clients_sends_once(
    client: Client, shop: Shop, connection: "Connection[Any]"
) -> None:
    order = await place_shirts(client.runtime, shop)
    asked = NewShipment(order.id, 1, "same key", "sandbox", "RACE-1")

    made = await asyncio.gather(*(attempt(client, asked) for _ in range(10)))

    (sent,) = await connection.fetch("SELECT id FROM shipment WHERE order_id = $1", order.id)
    shipment_id = sent["id"]
    assert sorted(made, key=str) == [ShipmentMade(shipment_id, False)] + [ShipmentMade(shipment_id, True)] * 9
    stock = "SELECT on_hand, reserved FROM stock WHERE variant_id = $1 AND warehouse_id = $2"
    assert tuple(await connection.fetchrow(stock, shop.shirt_m, shop.warehouses["shenzhen"]) or ()) == (99, 0)


async def test_ten_requests_for_one_delivery_send_once(client: Client, shop: Shop) -> None:
    order = await place_shirts(client.runtime, shop)

    answers = await asyncio.gather(
        *(attempt(client, NewShipment(order.id, 1, f"key {n}", "sandbox", f"RACE-2-{n}")) for n in range(10))
    )

    assert sum(isinstance(answer, ShipmentMade) for answer in answers) == 1
    assert [answer for answer in answers if isinstance(answer, str)] == ["STALE_VERSION"] * 9


async def test_one_number_for_five_orders_is_taken_once(client: Client, shop: Shop) -> None:
    orders = [await place_shirts(client.runtime, shop) for _ in range(5)]

    answers = await asyncio.gather(
        *(attempt(client, NewShipment(order.id, 1, str(order.id), "sandbox", "RACE-3")) for order in orders)
    )

    assert sum(isinstance(answer, ShipmentMade) for answer in answers) == 1
    assert [answer for answer in answers if isinstance(answer, str)] == ["TRACKING_NUMBER_TAKEN"] * 4


async def test_five_callbacks_at_once_change_the_state_once(
    client: Client, settings: Settings, shop: Shop, connection: "Connection[Any]"
) -> None:
    order = await place_shirts(client.runtime, shop)
    await attempt(client, NewShipment(order.id, 1, "callbacks", "sandbox", "RACE-4"))

    answers = await asyncio.gather(*(tell(client, settings, report("RACE-4", "DLV")) for _ in range(5)))

    assert [answer.status_code for answer in answers] == [204] * 5
    row = await connection.fetchrow(
        'SELECT s.version, s.status, o.version, o.status FROM shipment s JOIN "order" o ON o.id = s.order_id'
        " WHERE o.id = $1",
        order.id,
    )
    assert tuple(row or ()) == (2, "DELIVERED", 3, "DELIVERED")
    told = "SELECT type FROM outbox_event WHERE subject_id = $1 AND type LIKE '%delivered' OR type LIKE '%updated'"
    assert [each["type"] for each in await connection.fetch(told + " ORDER BY id", order.id)] == [
        "shipments.shipment_updated",
        "orders.order_delivered",
    ]


async def test_the_last_two_parcels_arriving_at_once_deliver_the_order(
    client: Client, settings: Settings, shop: Shop, connection: "Connection[Any]"
) -> None:
    """Each report alone leaves a parcel on its way: one of the two must see the other."""
    orders = [await place_shirts(client.runtime, shop, ["shenzhen", "rotterdam"]) for _ in range(5)]
    for order in orders:
        for version, delivery_id in enumerate(order.deliveries, 1):
            number = f"PAIR-{version}-{order.id.hex[-12:]}"
            await attempt(client, NewShipment(order.id, version, number, "sandbox", number, delivery_id))

    for order in orders:
        numbers = [f"PAIR-{version}-{order.id.hex[-12:]}" for version in (1, 2)]
        await asyncio.gather(*(tell(client, settings, report(number, "DLV")) for number in numbers))

    delivered = "SELECT count(*) FROM \"order\" WHERE id = any($1) AND status = 'DELIVERED'"
    assert await connection.fetchval(delivered, [order.id for order in orders]) == 5
