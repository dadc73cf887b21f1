"""`orderUpdated` over a real socket: pushed at once, pushed on change by whatever process, and gone without a trace."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette

from app.core.ids import new_id
from app.core.settings import Settings
from app.events import record
from app.events.notifications import Notifications
from app.payments import Payment, PaymentStatus, apply_result
from app.payments.providers import ProviderResult
from app.shipments import NewShipment, ShipmentUpdated, create_shipment, receive_reports
from app.shipments.carriers import CarrierReport, Stop
from app.shipments.codes import TrackingActor, TrackingCode
from app.shipments.models import Shipment
from app.wiring import Runtime
from tests.support.background import eventually
from tests.support.carriers import NOON
from tests.support.orders import PlacedOrder, place_shirts
from tests.support.shop import Shop
from tests.support.sockets import Socket, serving

pytestmark = pytest.mark.slow

FOLLOW = """
subscription Follow($token: OrderToken!, $language: LanguageCode) @inContext(language: $language) {
  orderUpdated(token: $token) {
    status version
    payments { status }
    shipments { status statusText events { code localTime } }
  }
}
"""


@pytest.fixture(scope="module")
async def served(settings: Settings, shop: Shop) -> AsyncIterator[tuple[Starlette, str]]:
    del shop
    async with serving(settings) as running:
        yield running


async def follow(socket: Socket, token: str, language: str = "DE") -> None:
    await socket.send("subscribe", query=FOLLOW, variables={"token": token, "language": language})


def said(number: str, code: TrackingCode, raw_code: str) -> CarrierReport:
    leipzig = Stop("DE", "Leipzig", "Europe/Berlin")
    return CarrierReport(number, raw_code, code, TrackingActor.CARRIER, raw_code, raw_code, NOON, leipzig)


def listeners_of(app: Starlette) -> int:
    runtime: Runtime = app.state.runtime
    return len(runtime.parts[Notifications]._everyone())


async def add_payment(runtime: Runtime, shop: Shop, order: PlacedOrder) -> Payment:
    payment = Payment(
        attempt_id=order.attempt_id,
        order_id=order.id,
        method_id=next(iter(shop.payment_methods.values())),
        provider_code="sandbox",
        status=PaymentStatus.AUTHORIZED,
        amount=6500,
        currency_code="EUR",
    )
    async with runtime.database.transaction() as session:
        session.add(payment)
    return payment


async def test_an_order_is_pushed_at_once_and_on_every_change(
    served: tuple[Starlette, str], runtime: Runtime, shop: Shop
) -> None:
    """The changes are made by another process's pools: `runtime` is not the server's."""
    app, address = served
    order = await place_shirts(runtime, shop)
    payment = await add_payment(runtime, shop, order)
    ctx = await runtime.system_context()
    async with Socket.open(address) as socket:
        await follow(socket, order.token)
        paid = [{"status": "AUTHORIZED"}]
        assert await socket.next() == {
            "orderUpdated": {"status": "CONFIRMED", "version": 1, "payments": paid, "shipments": []}
        }

        await create_shipment(ctx, NewShipment(order.id, 1, "follow", "sandbox", "FOLLOW-1"))
        created: dict[str, Any] = {
            "status": "CREATED",
            "statusText": "Ihr Paket wird vorbereitet.",
            "events": [{"code": "CREATED", "localTime": None}],
        }
        assert await socket.next() == {
            "orderUpdated": {"status": "SHIPPED", "version": 2, "payments": paid, "shipments": [created]}
        }

        async with runtime.database.transaction() as session:
            row = await session.get_one(Payment, payment.id)
            await apply_result(session, row, ProviderResult(PaymentStatus.CAPTURED, "SBX"), ctx.now)
        assert (await socket.next())["orderUpdated"]["payments"] == [{"status": "CAPTURED"}]

        await receive_reports(ctx, "sandbox", [said("FOLLOW-1", TrackingCode.DELIVERED, "DLV")])
        update = (await socket.next())["orderUpdated"]
        assert update["status"] == "DELIVERED"
        assert update["shipments"][0]["statusText"] == "Ihr Paket wurde zugestellt."
        assert update["shipments"][0]["events"][1] == {"code": "DELIVERED", "localTime": "2026-11-10T13:00:00+01:00"}

        await receive_reports(ctx, "sandbox", [said("FOLLOW-1", TrackingCode.DELIVERED, "DLV")])
        assert await socket.is_silent(0.3)
    await eventually(lambda: _is(listeners_of(app), 0))


async def test_a_burst_of_changes_is_one_push_of_the_last_state(
    served: tuple[Starlette, str], runtime: Runtime, shop: Shop
) -> None:
    order = await place_shirts(runtime, shop)
    ctx = await runtime.system_context()
    made = await create_shipment(ctx, NewShipment(order.id, 1, str(new_id()), "sandbox", "BURST-1"))
    async with Socket.open(served[1]) as socket:
        await follow(socket, order.token)
        await socket.next()

        async with runtime.database.transaction() as session:
            for _ in range(150):
                await record(session, ShipmentUpdated(order.id, made.shipment_id, TrackingCode.IN_TRANSIT))
            row = await session.get_one(Shipment, made.shipment_id)
            row.status = TrackingCode.IN_TRANSIT

        assert (await socket.next())["orderUpdated"]["shipments"][0]["status"] == "IN_TRANSIT"
        assert await socket.is_silent(0.3)


async def test_changes_of_other_orders_are_not_pushed(
    served: tuple[Starlette, str], runtime: Runtime, shop: Shop
) -> None:
    order, other = await place_shirts(runtime, shop), await place_shirts(runtime, shop)
    async with Socket.open(served[1]) as socket:
        await follow(socket, order.token)
        await socket.next()
        await create_shipment(
            await runtime.system_context(), NewShipment(other.id, 1, str(new_id()), "sandbox", "OTHER-1")
        )
        assert await socket.is_silent(0.3)


async def test_an_unknown_token_is_an_error_and_the_end(served: tuple[Starlette, str]) -> None:
    app, address = served
    async with Socket.open(address) as socket:
        await follow(socket, "order_secret_forged")
        message = await socket.receive()
        assert message["type"] == "error"
        (error,) = message["payload"]
        assert error["extensions"] == {"code": "ORDER_NOT_FOUND"}
        assert "forged" not in str(message)
        await follow(socket, "order_secret_forged")  # the id is free again: the first operation has ended
        assert (await socket.receive())["type"] == "error"
    assert listeners_of(app) == 0


async def test_a_client_that_leaves_leaves_nothing_behind(
    served: tuple[Starlette, str], runtime: Runtime, shop: Shop
) -> None:
    app, address = served
    order = await place_shirts(runtime, shop)
    async with Socket.open(address) as socket:
        await follow(socket, order.token)
        await socket.next()
        assert listeners_of(app) == 1
        await socket.send("complete")
        await eventually(lambda: _is(listeners_of(app), 0))

        await follow(socket, order.token)
        await socket.next()
        socket.connection.transport.abort()
    await eventually(lambda: _is(listeners_of(app), 0))


async def test_waiting_subscriptions_hold_no_database_connection(
    served: tuple[Starlette, str], runtime: Runtime, shop: Shop
) -> None:
    app, address = served
    order = await place_shirts(runtime, shop)
    database = app.state.runtime.database
    async with Socket.open(address) as socket:
        for number in range(2 * database.reads.get_max_size()):
            await socket.send(
                "subscribe", str(number), query=FOLLOW, variables={"token": order.token, "language": "EN"}
            )
            await socket.next()
        assert listeners_of(app) == 2 * database.reads.get_max_size()
        assert database.reads.get_idle_size() == database.reads.get_size()
        assert database.engine.pool.checkedout() == 0


async def _is(value: int, wanted: int) -> bool:
    return value == wanted
