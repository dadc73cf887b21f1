"""Orders for tests of what comes after the sale: placed by the domain itself, with their stock reserved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from app import inventory
from app.carts import Address
from app.core.ids import new_id
from app.orders import DraftDelivery, DraftLine, OrderDraft, order_token, place_order
from app.shipping import load_carriers
from app.wiring import Runtime
from tests.support.shop import TEXTS, Shop

EARLIEST = datetime(2026, 12, 1, 12, tzinfo=UTC)
LATEST = datetime(2026, 12, 8, 12, tzinfo=UTC)

BERLIN = Address("DE", "Ana", "Keller", line1="Torstr. 1", city="Berlin", postal_code="10119")


@dataclass(frozen=True)
class PlacedOrder:
    """What a test may need of an order."""

    id: UUID
    token: str
    attempt_id: UUID
    deliveries: tuple[UUID, ...]


async def place_shirts(
    runtime: Runtime,
    shop: Shop,
    warehouses: Sequence[str] = ("shenzhen",),
    *,
    confirmed: bool = True,
    address: Address = BERLIN,
    email: str = "ana@example.com",
) -> PlacedOrder:
    """An order of one shirt from each of these warehouses, 60.00 EUR each, delivered for 5.00 EUR."""
    attempt_id = new_id()
    (carrier,) = await load_carriers(runtime.database)
    drafts = [_delivery(shop, code, carrier.id) for code in warehouses]
    lines = tuple(line for line, _ in drafts)
    deliveries = tuple(delivery for _, delivery in drafts)
    draft = OrderDraft(
        cart_id=new_id(),
        market_id=shop.markets["eu"],
        country_code=address.country_code,
        currency_code="EUR",
        language_tag="de",
        email=email,
        shipping_address=address.to_document(),
        tax_included=True,
        subtotal_amount=6000 * len(lines),
        discount_amount=0,
        shipping_amount=500 * len(lines),
        tax_amount=None,
        total_amount=6500 * len(lines),
        warning_codes=(),
        lines=lines,
        deliveries=deliveries,
    )
    async with runtime.database.transaction() as session:
        pieces = [(shop.shirt_m, shop.warehouses[code], 1) for code in warehouses]
        await inventory.reserve(session, attempt_id, pieces)
        key = runtime.settings.secret_key
        order = await place_order(
            session, draft, attempt_id=attempt_id, confirmed=confirmed, secret_key=key, now=datetime.now(UTC)
        )
    return PlacedOrder(order.id, order_token(order.id, key), attempt_id, tuple(each.id for each in deliveries))


def _delivery(shop: Shop, warehouse: str, carrier_id: UUID) -> tuple[DraftLine, DraftDelivery]:
    line = DraftLine(
        id=new_id(),
        variant_id=shop.shirt_m,
        sku="SHIRT-M",
        names=TEXTS["shirt"],
        quantity=1,
        unit_amount=6000,
        total_amount=6000,
        tax_rate=None,
        tax_amount=None,
        hs_code="620520",
        origin_country_code="PT",
        weight_grams=240,
    )
    delivery = DraftDelivery(
        id=new_id(),
        warehouse_id=shop.warehouses[warehouse],
        option_id=shop.options[warehouse, "eu", "standard"],
        carrier_id=carrier_id,
        names={"en": "Standard"},
        amount=500,
        tax_amount=None,
        earliest_at=EARLIEST,
        latest_at=LATEST,
        estimate_reasons=("TRANSIT", "CUSTOMS"),
        pieces=((line.id, 1),),
    )
    return line, delivery
