"""Following an order: its own changes, and those of its payments and its shipments."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

import strawberry

from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.secrets import hash_secret
from app.events.notifications import Notifications
from app.orders import order_by_token_hash
from app.payments import payments_of_orders
from schema.core.scalars import OrderToken
from schema.orders.types import Order

_BURST_SECONDS = 0.05
"""Changes that come this close to each other are pushed as one."""

Token = Annotated[OrderToken, strawberry.argument(description="The order's secret.")]


@strawberry.type
class ShipmentSubscriptions:
    @strawberry.subscription(
        description="The order that the token opens: at once, and again whenever it, its payments or its shipments "
        "change. Changes that come together are one push. A token that opens none is an error, and ends it."
    )
    async def order_updated(
        self, info: strawberry.Info[RequestContext, None], token: Token
    ) -> AsyncGenerator[Order, None]:
        ctx = info.context
        order_id = (await _present(ctx, token)).row.id
        return _follow(ctx, order_id, token)


async def _follow(ctx: RequestContext, order_id: UUID, token: OrderToken) -> AsyncGenerator[Order, None]:
    """Between two pushes it holds nothing but its place among the listeners of the process: no connection."""
    payments = await payments_of_orders.all(ctx.db, order_ids=[order_id])
    subjects = {order_id, *(payment.id for payment in payments)}
    async with ctx.part(Notifications).subscribe(subject_ids=subjects) as changes:
        yield await _present(ctx, token)
        async for _ in changes:
            await asyncio.sleep(_BURST_SECONDS)
            changes.forget_waiting()
            yield await _present(ctx, token)


async def _present(ctx: RequestContext, token: OrderToken) -> Order:
    """The order as it is now, in a context that remembers nothing of the push before."""
    ctx.loaders.clear()
    ctx.now = utc_now()
    row = await order_by_token_hash.first(ctx.db, token_hash=hash_secret(token))
    if row is None:
        raise RequestError("ORDER_NOT_FOUND", "The token opens no order. Check that it is complete.")
    return Order.of(ctx, row, token)
