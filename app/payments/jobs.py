"""Background work of payments. A provider that does not answer fails the attempt: the queue tries again later."""

from typing import Any, Final
from uuid import UUID

from app.core.context import RequestContext
from app.payments import commands, service
from app.payments.queries import payments_of_orders

EXPIRE_JOB: Final = service.EXPIRE_JOB
VOID_JOB: Final = service.VOID_JOB
VOID_OF_ORDER_JOB: Final = "payments.void_of_order"
CAPTURE_OF_ORDER_JOB: Final = "payments.capture_of_order"


async def expire(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Let a payment end that was not made in time."""
    await commands.expire_payment(ctx, UUID(payload["payment_id"]))


async def void(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """Give a payment back."""
    await commands.void_payment(ctx, UUID(payload["payment_id"]))


async def capture_of_order(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """An order has been shipped: take its money."""
    for payment in await payments_of_orders.all(ctx.db, order_ids=[UUID(payload["subject_id"])]):
        await commands.capture_payment(ctx, payment.id)


async def void_of_order(ctx: RequestContext, payload: dict[str, Any]) -> None:
    """An order has been cancelled: give its money back."""
    for payment in await payments_of_orders.all(ctx.db, order_ids=[UUID(payload["subject_id"])]):
        await commands.void_payment(ctx, payment.id)
