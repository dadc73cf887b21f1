"""Staff call an order off."""

from collections.abc import Sequence
from typing import Annotated, Self

import strawberry
from strawberry import UNSET

from app.core.context import RequestContext
from app.core.errors import Problem
from app.execution import root
from app.identity import Scope
from app.orders import ORDER_ID, Cancellation, OrderErrorCode, cancel_order, orders_by_id
from schema.core.access import scope
from schema.core.codes import enumeration
from schema.core.details import StaleVersion, stale_version
from schema.core.payloads import MutationPayload, UserError, attempt
from schema.orders.types import Order

enumeration(OrderErrorCode)


@strawberry.type(description="Why an order was not changed.")
class OrderUserError(UserError):
    code: OrderErrorCode = strawberry.field(description="Why.")
    detail: StaleVersion | None = strawberry.field(description="Facts to act upon, where there are any.")

    @classmethod
    def of_problem(cls, ctx: RequestContext, problem: Problem) -> Self:
        return cls.of(
            ctx,
            problem,
            code=OrderErrorCode[problem.code.name],
            detail=stale_version(problem.detail),
        )


@strawberry.input(description="An order to call off.")
class OrderCancelInput:
    order_id: strawberry.ID = strawberry.field(description="The order.")
    version: int = strawberry.field(description="The version of it that you read; another one is refused.")
    reason: str | None = strawberry.field(
        default=UNSET, description="Why, for the audit log: at most 500 characters. Shoppers do not see it."
    )
    idempotency_key: str | None = strawberry.field(
        default=UNSET, description="A key of your choice: repeated under it, the request takes effect once."
    )


Input = Annotated[OrderCancelInput, strawberry.argument(description="What to call off.")]


@strawberry.type(description="The outcome of orderCancel.")
class OrderCancelPayload(MutationPayload):
    order: Order | None = strawberry.field(description="The order as it stands now; null where there is none.")
    user_errors: Sequence[OrderUserError] = strawberry.field(description="Why the order was not cancelled.")


@strawberry.type
class OrderCancelMutation:
    @root(
        description="Call an order off before its goods have left: they go back on sale, the payment is given back. An "
        "order that is cancelled already stays as it is. Needs a token with the scope `orders:write`.",
        access=scope(Scope.ORDERS_WRITE),
    )
    @staticmethod
    async def order_cancel(ctx: RequestContext, input: Input) -> OrderCancelPayload:  # noqa: A002 - as the API names it
        order_id = ORDER_ID.decode(input.order_id)
        outcome = await attempt(
            cancel_order(
                ctx, Cancellation(order_id, input.version, input.reason or None, input.idempotency_key or None)
            )
        )
        row = await orders_by_id.first(ctx.db, ids=[order_id]) if order_id else None
        return OrderCancelPayload(
            order=Order.of(ctx, row) if row else None,
            user_errors=[OrderUserError.of_problem(ctx, problem) for problem in outcome.problems],
            warnings=[],
        )
