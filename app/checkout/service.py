"""Writes of checkout: starting an attempt, and bringing attempt, order, payment and stock into line."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app import inventory
from app.carts import CartQuote, lock_cart, mark_being_ordered, mark_completed, mark_open
from app.checkout.models import AttemptStatus, CheckoutAttempt
from app.checkout.rules import FINISHED_BY_WORKER_AFTER, draft_order
from app.core.ids import new_id
from app.core.locks import lock_row
from app.jobs import enqueue
from app.orders import (
    Order,
    OrderDraft,
    OrderStatus,
    call_off_order,
    confirm_order,
    lock_order_of_attempt,
    may_become,
    place_order,
)
from app.payments import (
    DEAD,
    GUARANTEED,
    Payment,
    PaymentMethodRow,
    PaymentStatus,
    ProviderResult,
    add_payment,
    apply_result,
    is_acknowledged,
    lock_payment_of_attempt,
    request_void,
)

FINISH_JOB: Final = "checkout.finish"


async def start_attempt(
    session: AsyncSession, quote: CartQuote, method: PaymentMethodRow, *, return_url: str, language_tag: str
) -> CheckoutAttempt:
    """Write the intent down: hold the stock, draft the order, note the payment, and have a worker see to its end.

    Refuses with `StockErrorCode.INSUFFICIENT_STOCK`. The cart is locked, complete, and has no open attempt.
    """
    attempt = CheckoutAttempt(
        id=new_id(),
        cart_id=quote.cart_id,
        cart_version=quote.version,
        status=AttemptStatus.STARTED,
        order_draft=draft_order(quote, language_tag).to_document(),
        return_url=return_url,
    )
    session.add(attempt)
    add_payment(
        session,
        attempt_id=attempt.id,
        method=method,
        amount=quote.cost.total,
        currency_code=quote.currency_code,
    )
    await session.flush()
    variants = {line.id: line.variant_id for line in quote.lines}
    await inventory.reserve(
        session,
        attempt.id,
        [(variants[line_id], group.warehouse_id, count) for group in quote.groups for line_id, count in group.pieces],
    )
    await mark_being_ordered(session, quote.cart_id, attempt.id)
    await finish_later(session, attempt.id, FINISHED_BY_WORKER_AFTER)
    return attempt


async def finish_later(session: AsyncSession, attempt_id: UUID, delay: timedelta) -> None:
    """Have a worker see to the attempt's end, if nobody has by then."""
    await enqueue(session, FINISH_JOB, {"attempt_id": attempt_id}, delay=delay)


async def lock_open_attempt(session: AsyncSession, cart_id: UUID) -> CheckoutAttempt | None:
    """The attempt of a locked cart that has not failed; there is at most one."""
    return await lock_row(
        session,
        CheckoutAttempt,
        col(CheckoutAttempt.cart_id) == cart_id,
        col(CheckoutAttempt.status) != AttemptStatus.FAILED,
    )


async def settle(
    session: AsyncSession,
    attempt_id: UUID,
    cart_id: UUID,
    result: ProviderResult | None,
    *,
    secret_key: SecretStr,
    now: datetime,
) -> None:
    """Bring the payment up to its provider's `result`, where there is one, and let attempt, order and stock follow it.

    Settled again, nothing changes. Everything is locked here, in the order of `app.core.locks`.
    """
    await lock_cart(session, cart_id)
    attempt = await _lock_attempt(session, attempt_id)
    order = await lock_order_of_attempt(session, attempt_id)
    payment = await lock_payment_of_attempt(session, attempt_id)
    if result:
        await apply_result(session, payment, result, now)
    if order:
        await _settle_order(session, order, payment, now)
    elif attempt.status is AttemptStatus.STARTED:
        await _settle_attempt(session, attempt, payment, secret_key, now)
    elif payment.status is PaymentStatus.AUTHORIZED:
        await request_void(session, payment.id)


async def _settle_attempt(
    session: AsyncSession, attempt: CheckoutAttempt, payment: Payment, secret_key: SecretStr, now: datetime
) -> None:
    if payment.status in DEAD:
        attempt.status = AttemptStatus.FAILED
        attempt.finished_at = now
        await mark_open(session, attempt.cart_id)
        await inventory.release(session, attempt.id)
    elif is_acknowledged(payment.status, payment.provider_reference):
        order = await place_order(
            session,
            OrderDraft.from_document(attempt.order_draft),
            attempt_id=attempt.id,
            confirmed=payment.status in GUARANTEED,
            secret_key=secret_key,
            now=now,
        )
        attempt.status = AttemptStatus.COMPLETED
        attempt.finished_at = now
        payment.order_id = order.id
        await mark_completed(session, attempt.cart_id, order.id)


async def _settle_order(session: AsyncSession, order: Order, payment: Payment, now: datetime) -> None:
    if payment.status in GUARANTEED:
        if order.status is OrderStatus.AWAITING_PAYMENT:
            await confirm_order(session, order)
        elif order.status is OrderStatus.CANCELLED and payment.status is PaymentStatus.AUTHORIZED:
            await request_void(session, payment.id)
    elif payment.status in DEAD and may_become(order.status, OrderStatus.CANCELLED):
        await call_off_order(session, order, now)


async def _lock_attempt(session: AsyncSession, attempt_id: UUID) -> CheckoutAttempt:
    attempt = await lock_row(session, CheckoutAttempt, col(CheckoutAttempt.id) == attempt_id)
    if attempt is None:
        raise LookupError(f"there is no checkout attempt {attempt_id}")
    return attempt
