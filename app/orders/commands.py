"""Use cases of orders."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import idempotency
from app.audit import record_change
from app.core.context import RequestContext
from app.core.details import StaleVersion
from app.core.errors import Problem, Refusal
from app.orders import service
from app.orders.errors import OrderErrorCode
from app.orders.models import Order
from app.orders.rules import LONGEST_REASON, ORDER_ID, is_reason, may_become
from app.orders.status import OrderStatus


@dataclass(frozen=True)
class Cancellation:
    """What a member of staff asks for."""

    order_id: UUID | None
    """None where the id that was given is none of an order."""
    version: int
    reason: str | None = None
    idempotency_key: str | None = None


async def cancel_order(ctx: RequestContext, cancellation: Cancellation) -> UUID:
    """Call an order off: its stock goes back on sale, its payment is given back. Gives the order's id.

    An order that is cancelled already is left as it is. Refuses with `OrderErrorCode`: no such order, a stale version,
    goods that have left, a reason that is no text, a key that is none or was used for something else.
    """
    if cancellation.order_id is None:
        raise _not_found()
    if cancellation.reason is not None and not is_reason(cancellation.reason):
        raise Refusal(Problem(OrderErrorCode.INVALID_REASON, ("input", "reason"), {"longest": LONGEST_REASON}))
    async with ctx.transaction() as session:
        if not await _is_new(ctx, session, cancellation):
            return cancellation.order_id
        order = await service.lock_order(session, cancellation.order_id)
        if order is None:
            raise _not_found()
        if order.status is not OrderStatus.CANCELLED:
            _check(order, cancellation.version)
            before = order.status
            await service.call_off_order(session, order, ctx.now)
            await record_change(
                session,
                ctx.viewer,
                "orders.cancelled",
                ORDER_ID.prefix,
                order.id,
                before={"status": before},
                after={"status": order.status, "reason": cancellation.reason},
            )
    return cancellation.order_id


async def _is_new(ctx: RequestContext, session: AsyncSession, cancellation: Cancellation) -> bool:
    """Whether this is not a repeat of a cancellation under the same key."""
    if cancellation.idempotency_key is None or cancellation.order_id is None:
        return True
    claim = await idempotency.claim(
        session,
        owner=f"staff:{ctx.viewer.token_id}",
        key=cancellation.idempotency_key,
        operation="orderCancel",
        request={
            "order_id": cancellation.order_id,
            "version": cancellation.version,
            "reason": cancellation.reason,
        },
    )
    path = ("input", "idempotencyKey")
    claim.or_refuse(
        reused=Problem(OrderErrorCode.IDEMPOTENCY_KEY_REUSED, path),
        unusable=Problem(OrderErrorCode.INVALID_IDEMPOTENCY_KEY, path),
    )
    await idempotency.finish(session, claim, cancellation.order_id)
    return not claim.is_repeated


def _check(order: Order, version: int) -> None:
    if order.version != version:
        raise Refusal(
            Problem(
                OrderErrorCode.STALE_VERSION,
                ("input", "version"),
                facts={"current_version": order.version},
                detail=StaleVersion(order.version),
            )
        )
    if not may_become(order.status, OrderStatus.CANCELLED):
        raise Refusal(Problem(OrderErrorCode.ORDER_ALREADY_SHIPPED, ("input", "orderId")))


def _not_found() -> Refusal:
    return Refusal(Problem(OrderErrorCode.ORDER_NOT_FOUND, ("input", "orderId")))
