"""Root fields of orders."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from app.core.context import RequestContext
from app.core.paging import DEFAULT_PAGE, Page, page_size
from app.core.secrets import hash_secret
from app.execution import root
from app.identity import Scope
from app.orders import (
    OrderRow,
    OrderStatus,
    newest_orders,
    order_by_number_and_email,
    order_by_token_hash,
    read_order_number,
)
from schema.core.access import scope
from schema.core.connections import After, Connection, First
from schema.core.scalars import OrderToken
from schema.orders.paging import read_placing, write_placing
from schema.orders.types import Order, OrderSummary

Token = Annotated[OrderToken, strawberry.argument(description="The order's secret.")]
Number = Annotated[str, strawberry.argument(description="The order's number, however it is written: `tw 7k3m 9qx2`.")]
Email = Annotated[str, strawberry.argument(description="The e-mail address that the order was placed with.")]
Status = Annotated[OrderStatus | None, strawberry.argument(description="Only orders that stand there.")]


@strawberry.type
class OrderQueries:
    @root(description="The order that the token opens; null where it opens none.")
    @staticmethod
    async def order(ctx: RequestContext, token: Token) -> Order | None:
        row = await order_by_token_hash.first(ctx.db, token_hash=hash_secret(token))
        return Order.of(ctx, row, token) if row else None

    @root(description="A little of the order with this number and e-mail address; null where they do not match.")
    @staticmethod
    async def order_lookup(ctx: RequestContext, number: Number, email: Email) -> OrderSummary | None:
        read = read_order_number(number)
        if read is None:
            return None
        row = await order_by_number_and_email.first(ctx.db, number=read, email=email.strip())
        return OrderSummary.of(row) if row else None

    @root(
        description="Orders, the newest first. Needs a token with the scope `orders:read`.",
        access=scope(Scope.ORDERS_READ),
    )
    @staticmethod
    async def orders(
        ctx: RequestContext, first: First = DEFAULT_PAGE, after: After = UNSET, status: Status = UNSET
    ) -> Connection[Order]:
        size = page_size(first, ctx.settings.limit_page_size)
        context = f"orders:{status or ''}"
        placed_at, order_id = read_placing(after, context) if after else (None, None)
        rows = await newest_orders.all(
            ctx.db, status=status or None, before_placed_at=placed_at, before_id=order_id, limit=size + 1
        )

        def cursor(row: OrderRow) -> str:
            return write_placing(context, row.placed_at, row.id)

        page = Page(rows[:size], has_next=len(rows) > size)
        return Connection.of(page, lambda row: Order.of(ctx, row), cursor, after=after or None)
