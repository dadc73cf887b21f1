"""The demo shop's order: sold, paid and sent by the use cases that shoppers and staff have, a few days ago.

Its goods leave from Shenzhen for Berlin, so that its parcel has a customs story to tell.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from app.carts import (
    Address,
    CartQuote,
    CartRef,
    Choice,
    NewLine,
    QuotedGroup,
    choose_delivery,
    create,
    delivery_offer_id,
    load_cart,
    set_buyer,
)
from app.checkout import Completion, complete_checkout
from app.core.clock import utc_now
from app.core.context import RequestContext, Viewer
from app.demo.errors import DemoError
from app.markets import resolve_place
from app.orders import OrderStatus, orders_by_id
from app.payments import methods_of_providers
from app.payments.providers.sandbox import PROVIDER_CODE
from app.shipments import NewShipment, create_shipment, shipments_of_orders
from app.shipments.carriers.sandbox import CARRIER_CODE, deliver_journey
from app.wiring import Runtime

BUYER_EMAIL: Final = "ana@example.com"
TRACKING_NUMBER: Final = "SBX-CUSTOMS-0001"
"""The word in it makes the sandbox carrier's customs hold the parcel."""

_SKUS: Final = ("QW-OEH-SND", "BH-HRJ-NVY-M")
"""Headphones and a jacket, which stand in Shenzhen and not in Rotterdam."""
_ADDRESS: Final = Address(
    country_code="DE",
    first_name="Ana",
    last_name="Keller",
    line1="Torstr. 1",
    city="Berlin",
    postal_code="10119",
    phone="+49 30 1234567",
)
_DELIVERY: Final = "express"
_PAYMENT: Final = "sandbox-approve"
_KEY: Final = "demo-order"

_ORDERED_AGO: Final = timedelta(days=6)
_SENT_AGO: Final = timedelta(days=5)


async def sell(runtime: Runtime, variants: Mapping[str, UUID]) -> UUID:
    """Buy two things as a shopper in Berlin does, and give the order's id. `variants` are ids by SKU."""
    ctx = await _shopper(runtime)
    lines = [NewLine(variants[sku], 1) for sku in _SKUS]
    cart = CartRef((await create(ctx, lines)).token)
    await set_buyer(ctx, cart, email=BUYER_EMAIL, shipping_address=_ADDRESS)
    quote = await _quote(ctx, cart)
    await choose_delivery(ctx, cart, [_express(group) for group in quote.groups])
    methods = await methods_of_providers.all(ctx.db, provider_codes=[PROVIDER_CODE])
    completion = Completion(
        token=cart.token,
        version=(await _quote(ctx, cart)).version,
        method_id=next(method.id for method in methods if method.code == _PAYMENT),
        return_url=f"{ctx.settings.public_url.rstrip('/')}/graphql",
        idempotency_key=_KEY,
    )
    completed = await complete_checkout(ctx, completion)
    if completed.order_id is None:
        reasons = ", ".join(problem.code for problem in completed.problems)
        raise DemoError(f"The demo shop's order was refused ({reasons}): load the demo into an empty database.")
    return completed.order_id


async def send(runtime: Runtime, order_id: UUID) -> None:
    """Send the order, and give its parcel the past of a journey, unless it is on its way or was called off."""
    now = utc_now()
    ctx = replace(await runtime.system_context(), viewer=Viewer(name="demo"))
    order = await orders_by_id.first(ctx.db, ids=[order_id])
    if order is None:
        raise LookupError(f"the demo shop's order {order_id} is not there")
    sent = [shipment.id for shipment in (await shipments_of_orders(ctx.db, [order_id]))[order_id]]
    if not sent and order.status is OrderStatus.CONFIRMED:
        asked = NewShipment(
            order_id=order_id,
            version=order.version,
            idempotency_key=_KEY,
            carrier_code=CARRIER_CODE,
            tracking_number=TRACKING_NUMBER,
        )
        sent = [(await create_shipment(replace(ctx, now=now - _SENT_AGO), asked)).shipment_id]
    for shipment_id in sent:
        await deliver_journey(ctx, shipment_id, started_at=now - _SENT_AGO)


async def _shopper(runtime: Runtime) -> RequestContext:
    place = resolve_place(await runtime.atlas.get(), _ADDRESS.country_code, "de", None)
    ctx = runtime.context(place, Viewer(), f"demo-{uuid4().hex}")
    return replace(ctx, now=ctx.now - _ORDERED_AGO)


async def _quote(ctx: RequestContext, cart: CartRef) -> CartQuote:
    quote = await load_cart(ctx, cart.token)
    if quote is None:
        raise LookupError("the demo shop's cart is not there")
    return quote


def _express(group: QuotedGroup) -> Choice:
    option = next(option for option in group.options if option.code == _DELIVERY)
    return Choice(group.id, delivery_offer_id(group.id, option.id))
