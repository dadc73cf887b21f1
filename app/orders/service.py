"""Writes of orders. Every change of an order raises its version."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app import inventory
from app.core.ids import new_id
from app.core.locks import lock_row
from app.core.secrets import derived_secret, hash_secret
from app.events import Event, record
from app.orders.draft import DraftTax, OrderDraft
from app.orders.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderPartlyShipped,
    OrderPlaced,
    OrderShipped,
)
from app.orders.models import Order, OrderAllocation, OrderDelivery, OrderFxQuote, OrderLine
from app.orders.rules import may_become, new_order_number
from app.orders.status import OrderStatus

TOKEN_KIND = "order"  # noqa: S105 - the kind of a secret, not one


class OrderStateError(RuntimeError):
    """A change was asked for that the order's status does not allow: a fault of the caller, who did not look."""


def order_token(order_id: UUID, secret_key: SecretStr) -> str:
    """The secret that opens the order. It is derived, so a repeated completion gives the same one."""
    return derived_secret(TOKEN_KIND, order_id, secret_key)


async def lock_order(session: AsyncSession, order_id: UUID) -> Order | None:
    """The order, locked until the transaction ends; None where there is none."""
    return await lock_row(session, Order, col(Order.id) == order_id)


async def lock_order_of_attempt(session: AsyncSession, attempt_id: UUID) -> Order | None:
    """The order that a checkout attempt became, locked; None where it became none."""
    return await lock_row(session, Order, col(Order.attempt_id) == attempt_id)


async def place_order(
    session: AsyncSession,
    draft: OrderDraft,
    *,
    attempt_id: UUID,
    confirmed: bool,
    secret_key: SecretStr,
    now: datetime,
) -> Order:
    """Write the order down as it was drafted, confirmed or awaiting its payment."""
    order_id = new_id()
    order = Order(
        id=order_id,
        number=await _free_number(session),
        token_hash=hash_secret(order_token(order_id, secret_key)),
        attempt_id=attempt_id,
        cart_id=draft.cart_id,
        status=OrderStatus.CONFIRMED if confirmed else OrderStatus.AWAITING_PAYMENT,
        market_id=draft.market_id,
        country_code=draft.country_code,
        currency_code=draft.currency_code,
        language_tag=draft.language_tag,
        email=draft.email,
        shipping_address=draft.shipping_address,
        vat_id=draft.vat_id,
        tax_treatment=draft.tax_treatment,
        tax_note=draft.tax_note,
        tax_included=draft.tax_included,
        subtotal_amount=draft.subtotal_amount,
        discount_amount=draft.discount_amount,
        shipping_amount=draft.shipping_amount,
        tax_amount=draft.tax_amount,
        taxes=_taxes(draft.taxes),
        total_amount=draft.total_amount,
        warning_codes=list(draft.warning_codes),
        placed_at=now,
    )
    session.add(order)
    await session.flush()
    session.add_all(_lines(order_id, draft))
    session.add_all(_deliveries(order_id, draft))
    session.add_all(OrderFxQuote(order_id=order_id, **asdict(quote)) for quote in draft.fx_quotes)
    await session.flush()
    session.add_all(
        OrderAllocation(delivery_id=delivery.id, order_line_id=line_id, quantity=quantity)
        for delivery in draft.deliveries
        for line_id, quantity in delivery.pieces
    )
    await session.flush()
    await record(session, OrderPlaced(order_id, cart_id=draft.cart_id, attempt_id=attempt_id))
    if confirmed:
        await record(session, OrderConfirmed(order_id))
    return order


async def confirm_order(session: AsyncSession, order: Order) -> None:
    """Its payment is guaranteed."""
    await _change(session, order, OrderStatus.CONFIRMED, OrderConfirmed)


async def call_off_order(session: AsyncSession, order: Order, now: datetime) -> None:
    """Call it off and put its stock back on sale. Whoever holds its money hears of it by the event."""
    await _change(session, order, OrderStatus.CANCELLED, OrderCancelled)
    order.cancelled_at = now
    await inventory.release(session, order.attempt_id)


async def mark_partly_shipped(session: AsyncSession, order: Order) -> None:
    """Some of its goods have left. More of them, but not all, change nothing."""
    if order.status is not OrderStatus.PARTLY_SHIPPED:
        await _change(session, order, OrderStatus.PARTLY_SHIPPED, OrderPartlyShipped)


async def mark_shipped(session: AsyncSession, order: Order) -> None:
    """All its goods have left."""
    await _change(session, order, OrderStatus.SHIPPED, OrderShipped)


async def mark_delivered(session: AsyncSession, order: Order) -> None:
    """All its parcels have arrived."""
    await _change(session, order, OrderStatus.DELIVERED, OrderDelivered)


async def _change(session: AsyncSession, order: Order, status: OrderStatus, event: Callable[[UUID], Event]) -> None:
    if not may_become(order.status, status):
        raise OrderStateError(f"an order that is {order.status} cannot become {status}")
    order.status = status
    order.version += 1
    await session.flush()
    await record(session, event(order.id))


async def _free_number(session: AsyncSession) -> str:
    """A number that no order has. Should two transactions draw the same one, the unique key stops the second."""
    while True:
        number = new_order_number()
        taken = select(func.count()).select_from(Order).where(col(Order.number) == number)
        if not (await session.execute(taken)).scalar_one():
            return number


def _lines(order_id: UUID, draft: OrderDraft) -> list[OrderLine]:
    return [
        OrderLine(
            id=line.id,
            order_id=order_id,
            position=position,
            variant_id=line.variant_id,
            sku=line.sku,
            names=line.names,
            quantity=line.quantity,
            unit_amount=line.unit_amount,
            total_amount=line.total_amount,
            tax_rate=line.tax_rate,
            tax_amount=line.tax_amount,
            taxes=_taxes(line.taxes),
            hs_code=line.hs_code,
            origin_country_code=line.origin_country_code,
            weight_grams=line.weight_grams,
        )
        for position, line in enumerate(draft.lines)
    ]


def _deliveries(order_id: UUID, draft: OrderDraft) -> list[OrderDelivery]:
    return [
        OrderDelivery(
            id=delivery.id,
            order_id=order_id,
            warehouse_id=delivery.warehouse_id,
            option_id=delivery.option_id,
            carrier_id=delivery.carrier_id,
            names=delivery.names,
            amount=delivery.amount,
            tax_amount=delivery.tax_amount,
            taxes=_taxes(delivery.taxes),
            earliest_at=delivery.earliest_at,
            latest_at=delivery.latest_at,
            estimate_reasons=list(delivery.estimate_reasons),
        )
        for delivery in draft.deliveries
    ]


def _taxes(taxes: Sequence[DraftTax]) -> list[dict[str, Any]]:
    """As JSON keeps them: rates as text, exact to the last digit."""
    return [{"component": each.component, "rate": str(each.rate), "amount": each.amount} for each in taxes]


async def variants_in_orders(session: AsyncSession, variant_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these variants an order has."""
    statement = select(OrderLine.variant_id).where(col(OrderLine.variant_id).in_(variant_ids)).distinct()
    return set((await session.execute(statement)).scalars())
