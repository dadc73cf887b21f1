"""A cart becomes an order."""

from collections.abc import Sequence
from typing import Annotated, Self

import strawberry

from app.checkout import CheckoutErrorCode, Completed, Completion, complete_checkout
from app.core.context import RequestContext
from app.core.errors import Problem
from app.execution import root
from app.orders import order_token, orders_by_id
from app.payments import PAYMENT_METHOD_ID, payments_of_orders
from schema.core.codes import enumeration
from schema.core.details import InsufficientStock, StaleVersion, detail_of
from schema.core.payloads import MutationPayload, UserError, attempt
from schema.core.scalars import URL, CartToken
from schema.orders.types import Order
from schema.payments.actions import NextAction, next_action_of

enumeration(CheckoutErrorCode)

CheckoutErrorDetail = Annotated[
    InsufficientStock | StaleVersion,
    strawberry.union("CheckoutErrorDetail", description="Facts of an error of checkout, to act upon."),
]


@strawberry.type(description="Why a cart did not become an order.")
class CheckoutUserError(UserError):
    code: CheckoutErrorCode = strawberry.field(description="Why.")
    detail: CheckoutErrorDetail | None = strawberry.field(description="Facts to act upon, where there are any.")

    @classmethod
    def of_problem(cls, ctx: RequestContext, problem: Problem) -> Self:
        return cls.of(ctx, problem, code=CheckoutErrorCode[problem.code.name], detail=detail_of(problem.detail))


@strawberry.input(description="How the cart is paid.")
class CheckoutPaymentInput:
    method_id: strawberry.ID = strawberry.field(description="A payment method that the cart's paymentOptions offer.")
    return_url: URL = strawberry.field(description="Where a page of the bank sends the shopper afterwards.")


@strawberry.input(description="A cart to sell.")
class CheckoutCompleteInput:
    token: CartToken = strawberry.field(description="The cart's secret.")
    version: int = strawberry.field(description="The version of the cart that the shopper saw and agrees to.")
    payment: CheckoutPaymentInput = strawberry.field(description="How it is paid.")
    idempotency_key: str = strawberry.field(
        description="A key of your choice, new for each intent to pay and the same for every repeat of it: a UUID, for "
        "example. Repeated under it, the request gives the same order and charges nothing more."
    )


Input = Annotated[CheckoutCompleteInput, strawberry.argument(description="What to sell, and how it is paid.")]


@strawberry.type(description="The outcome of checkoutComplete.")
class CheckoutCompletePayload(MutationPayload):
    order: Order | None = strawberry.field(description="The order; null where there is none yet.")
    next_action: NextAction | None = strawberry.field(
        description="What the shopper has to do for the payment to go on; it stands on the payment as well."
    )
    replayed: bool = strawberry.field(
        description="Whether an earlier request had this outcome: under this key, or any where there is an order."
    )
    user_errors: Sequence[CheckoutUserError] = strawberry.field(description="Why there is no order.")


@strawberry.type
class CheckoutCompleteMutation:
    @root(
        description="Sell the cart as its shopper saw it: one order and one charge, whatever is repeated. Where a "
        "price is no longer the one that was shown, it is refused, and the cart gets a new version that shows it."
    )
    @staticmethod
    async def checkout_complete(ctx: RequestContext, input: Input) -> CheckoutCompletePayload:  # noqa: A002 - as the API names it
        outcome = await attempt(
            complete_checkout(
                ctx,
                Completion(
                    token=input.token,
                    version=input.version,
                    method_id=PAYMENT_METHOD_ID.decode(input.payment.method_id),
                    return_url=input.payment.return_url,
                    idempotency_key=input.idempotency_key,
                ),
            )
        )
        completed = outcome.result or Completed(None, replayed=False, problems=outcome.problems)
        order = await _order(ctx, completed)
        return CheckoutCompletePayload(
            order=order,
            next_action=await _next_action(ctx, order),
            replayed=completed.replayed,
            user_errors=[CheckoutUserError.of_problem(ctx, problem) for problem in completed.problems],
            warnings=order.warnings if order else [],
        )


async def _order(ctx: RequestContext, completed: Completed) -> Order | None:
    if completed.order_id is None:
        return None
    row = await orders_by_id.first(ctx.db, ids=[completed.order_id])
    return Order.of(ctx, row, order_token(row.id, ctx.settings.secret_key)) if row else None


async def _next_action(ctx: RequestContext, order: Order | None) -> NextAction | None:
    if order is None:
        return None
    payments = await payments_of_orders.all(ctx.db, order_ids=[order.row.id])
    return next((action for payment in payments if (action := next_action_of(payment, order.place))), None)
