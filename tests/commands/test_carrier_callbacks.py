"""Carriers report: once is enough, five times and in disorder is the same, and strangers are turned away."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from asyncpg import Connection

from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.ids import new_id
from app.core.settings import Settings
from app.shipments import NewShipment, create_shipment
from app.shipments.carriers.sandbox import STEP_JOB, advance, deliver_journey
from app.shipments.commands import REGISTER_JOB
from tests.support.carriers import NOON, call_back, report, tell, worker_of
from tests.support.client import Client
from tests.support.orders import PlacedOrder, place_shirts
from tests.support.shop import Shop

pytestmark = pytest.mark.slow


@pytest.fixture
async def staff(client: Client) -> RequestContext:
    return await client.runtime.system_context()


async def send(ctx: RequestContext, order: PlacedOrder, number: str, delivery: int = 0, version: int = 1) -> None:
    await create_shipment(
        ctx,
        NewShipment(order.id, version, str(new_id()), "sandbox", number, delivery_id=order.deliveries[delivery]),
    )


async def state_of(connection: "Connection[Any]", number: str) -> dict[str, Any]:
    row = await connection.fetchrow(
        'SELECT s.*, o.status AS order_status FROM shipment s JOIN "order" o ON o.id = order_id'
        " WHERE tracking_number = $1",
        number,
    )
    assert row is not None
    events = "SELECT external_id, code FROM shipment_event WHERE shipment_id = $1 ORDER BY occurred_at, external_id"
    told = "SELECT count(*) FROM outbox_event WHERE subject_id = $1 AND type = 'shipments.shipment_updated'"
    return {
        "status": row["status"],
        "order": row["order_status"],
        "days": (str(row["earliest_on"]), str(row["latest_on"])),
        "reasons": row["estimate_reasons"],
        "events": [each["code"] for each in await connection.fetch(events, row["id"])],
        "told": await connection.fetchval(told, row["order_id"]),
    }


def journey(number: str) -> list[dict[str, Any]]:
    codes = ("MAN", "PUP", "DEP", "XPC", "ARR", "CIN", "CHD", "CDU", "CRL", "OFD", "NDL")
    return [report(number, code, NOON + timedelta(hours=6 * step)) for step, code in enumerate(codes)]


async def test_five_times_and_out_of_order_is_the_same_as_once(
    client: Client, settings: Settings, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    orders = [await place_shirts(client.runtime, shop) for _ in range(2)]
    for order, number in zip(orders, ("ONCE-1", "OFTEN-1"), strict=True):
        await send(staff, order, number)

    assert (await tell(client, settings, *journey("ONCE-1"))).status_code == 204
    often = journey("OFTEN-1") * 5
    random.Random(7).shuffle(often)
    for each in often:
        assert (await tell(client, settings, each)).status_code == 204

    once, many = await state_of(connection, "ONCE-1"), await state_of(connection, "OFTEN-1")
    assert once["status"] == "DELIVERY_ATTEMPTED"
    assert once["days"] == ("2026-12-01", "2026-12-09")  # a hold of twelve hours costs a day
    assert once["reasons"] == ["TRANSIT", "CUSTOMS", "CUSTOMS_DELAY", "DELIVERY_ATTEMPTED"]
    assert len(once["events"]) == 12
    assert (once.pop("told"), many.pop("told")) == (1, 11)
    assert many == once


async def test_an_order_is_delivered_with_its_last_parcel(
    client: Client, settings: Settings, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    order = await place_shirts(client.runtime, shop, ["shenzhen", "rotterdam"])
    await send(staff, order, "FIRST-1")
    await tell(client, settings, report("FIRST-1", "DLV"))
    assert (await state_of(connection, "FIRST-1"))["order"] == "PARTLY_SHIPPED"

    await send(staff, order, "SECOND-1", delivery=1, version=2)
    assert (await state_of(connection, "SECOND-1"))["order"] == "SHIPPED"
    for _ in range(5):
        await tell(client, settings, report("SECOND-1", "DLV"))

    state = await state_of(connection, "SECOND-1")
    assert (state["status"], state["order"]) == ("DELIVERED", "DELIVERED")
    assert (state["days"], state["reasons"]) == (("2026-11-10", "2026-11-10"), [])
    told = "SELECT count(*) FROM outbox_event WHERE subject_id = $1 AND type = 'orders.order_delivered'"
    assert await connection.fetchval(told, order.id) == 1


async def test_strangers_and_nonsense_change_nothing(
    client: Client, settings: Settings, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    await send(staff, await place_shirts(client.runtime, shop), "STILL-1")
    before = await state_of(connection, "STILL-1")
    body = json.dumps({"reports": [report("STILL-1", "DLV")]})

    answers = [
        await call_back(client, settings, body, signed=False),
        await call_back(client, settings, body, carrier="pigeon"),
        await call_back(client, settings, json.dumps({"reports": [report("NOBODYS-1", "DLV")]})),
        await call_back(client, settings, '{"reports": [{}]}'),
    ]

    assert [(each.status_code, each.json()["errors"][0]["extensions"]["code"]) for each in answers] == [
        (401, "INVALID_SIGNATURE"),
        (404, "UNKNOWN_CARRIER"),
        (404, "UNKNOWN_TRACKING_NUMBER"),
        (400, "MALFORMED_CALLBACK"),
    ]
    assert await state_of(connection, "STILL-1") == before


async def test_words_that_cannot_be_stored_are_cleaned(
    client: Client, settings: Settings, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    await send(staff, await place_shirts(client.runtime, shop), "ODD-1")
    odd = report(
        "ODD-1", "Q\x00Q", description="Held\x00\n at \x1b[31mcustoms", location={"country": "ZZ", "timeZone": "X"}
    )

    assert (await tell(client, settings, odd, odd | {"trackingNumber": "odd-1"})).status_code == 204

    row = await connection.fetchrow("SELECT * FROM shipment_event WHERE code = 'UNKNOWN'")
    assert row is not None
    assert (row["raw_code"], row["raw_text"]) == ("Q Q", "Held at [31mcustoms")
    assert (row["place"], row["country_code"], row["time_zone"]) == (None, "ZZ", None)
    assert (await state_of(connection, "ODD-1"))["status"] == "CREATED"


ABROAD = "CREATED LABEL_CREATED PICKED_UP IN_TRANSIT EXPORT_CLEARED IN_TRANSIT"
TO_THE_DOOR = "IMPORT_CLEARED HANDED_OVER OUT_FOR_DELIVERY"


@pytest.mark.parametrize(
    ("number", "codes", "status"),
    [
        ("PLAIN-1", f"{ABROAD} IN_CUSTOMS {TO_THE_DOOR} DELIVERED", "DELIVERED"),
        ("CUSTOMS-1", f"{ABROAD} IN_CUSTOMS CUSTOMS_DELAY DUTY_DUE {TO_THE_DOOR} DELIVERED", "DELIVERED"),
        (
            "EXCEPTION-1",
            f"{ABROAD} IN_CUSTOMS {TO_THE_DOOR} DELIVERY_ATTEMPTED OUT_FOR_DELIVERY DELIVERED",
            "DELIVERED",
        ),
        ("LOST-1", f"{ABROAD} LOST", "LOST"),
    ],
)
async def test_the_sandbox_carrier_reports_a_whole_journey_by_itself(
    client: Client,
    shop: Shop,
    staff: RequestContext,
    connection: "Connection[Any]",
    number: str,
    codes: str,
    status: str,
) -> None:
    await send(staff, await place_shirts(client.runtime, shop), number)

    await worker_of(client, [REGISTER_JOB, STEP_JOB]).drain(including_delayed=True, raise_errors=True)

    state = await state_of(connection, number)
    assert state["events"] == codes.split()
    assert (state["status"], state["order"]) == (status, "DELIVERED" if status == "DELIVERED" else "SHIPPED")


async def test_a_parcel_can_be_advanced_twice_over_and_in_disorder(
    client: Client, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    await send(staff, await place_shirts(client.runtime, shop), "BY-HAND-1")
    worker = worker_of(client, [REGISTER_JOB])
    await worker.drain()

    assert len((await advance(staff, "by-hand-1")).scans) == 1
    assert (await state_of(connection, "BY-HAND-1"))["status"] == "LABEL_CREATED"
    rest = await advance(staff, "BY-HAND-1", to_the_end=True, duplicate=True, shuffle=True)

    assert (len(rest.scans), rest.callbacks) == (9, 18)
    state = await state_of(connection, "BY-HAND-1")
    assert (state["status"], state["order"], len(state["events"])) == ("DELIVERED", "DELIVERED", 11)
    assert (await advance(staff, "BY-HAND-1")).callbacks == 0
    await worker_of(client, [STEP_JOB]).drain(including_delayed=True, raise_errors=True)
    assert await state_of(connection, "BY-HAND-1") == state


async def test_a_shipment_can_be_given_a_past(
    client: Client, shop: Shop, staff: RequestContext, connection: "Connection[Any]"
) -> None:
    started_at = utc_now() - timedelta(days=4)
    order = await place_shirts(client.runtime, shop)
    made = await create_shipment(
        replace(staff, now=started_at), NewShipment(order.id, 1, "past", "sandbox", "PAST-CUSTOMS-1")
    )

    taken = await deliver_journey(staff, made.shipment_id, started_at=started_at)
    await worker_of(client, [REGISTER_JOB, STEP_JOB]).drain(including_delayed=True, raise_errors=True)

    state = await state_of(connection, "PAST-CUSTOMS-1")
    assert taken == 8  # of 12 steps, those of the first 96 hours
    assert state["events"][-1] == "DUTY_DUE"
    assert (state["status"], state["told"]) == ("DUTY_DUE", 1)
    assert state["reasons"] == ["TRANSIT", "CUSTOMS", "CUSTOMS_DELAY", "DUTY_DUE"]
    assert len((await advance(staff, "PAST-CUSTOMS-1")).scans) == 1
    assert (await state_of(connection, "PAST-CUSTOMS-1"))["status"] == "IMPORT_CLEARED"
