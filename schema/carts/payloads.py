"""Payloads of carts."""

from collections.abc import Awaitable, Sequence
from typing import Annotated, Self

import strawberry

from app.carts import CartChange, CartErrorCode, load_cart
from app.core.context import RequestContext
from schema.carts.types import Cart, is_given_up
from schema.core.codes import enumeration
from schema.core.details import InsufficientStock, StaleVersion, detail_of
from schema.core.payloads import MutationPayload, MutationWarning, UserError, attempt

enumeration(CartErrorCode)

CartErrorDetail = Annotated[
    InsufficientStock | StaleVersion,
    strawberry.union("CartErrorDetail", description="Facts beside the code of a cart's error."),
]


@strawberry.type(description="Why a cart was not created or changed.")
class CartUserError(UserError):
    code: CartErrorCode = strawberry.field(description="The reason, for programs.")
    detail: CartErrorDetail | None = strawberry.field(
        description="With `OUT_OF_STOCK` and `STALE_VERSION`: what is available, what the version is; else null."
    )


@strawberry.interface(description="The outcome of a mutation of a cart.")
class CartPayload(MutationPayload):
    cart: Cart | None = strawberry.field(
        description="The cart as it is now, unchanged where the request was refused; null where the token opens none."
    )
    user_errors: Sequence[CartUserError] = strawberry.field(
        description="Why the mutation was refused; empty when it succeeded."
    )

    @classmethod
    async def of(cls, ctx: RequestContext, token: str | None, command: Awaitable[CartChange]) -> Self:
        """Run a use case of carts, and show the cart after it. `token`: None where there is no cart before it."""
        outcome = await attempt(command)
        change = outcome.result
        token = change.token if change else token
        quote = await load_cart(ctx, token) if token else None
        return cls(
            cart=Cart.of(ctx, quote, token) if token and quote and not is_given_up(quote, ctx.now) else None,
            user_errors=[
                CartUserError.of(ctx, problem, code=CartErrorCode(problem.code), detail=detail_of(problem.detail))
                for problem in outcome.problems
            ],
            warnings=MutationWarning.all_of(ctx, change.warnings if change else ()),
        )


@strawberry.type(description="The outcome of `cartCreate`.")
class CartCreatePayload(CartPayload):
    pass


@strawberry.type(description="The outcome of `cartLinesAdd`.")
class CartLinesAddPayload(CartPayload):
    pass


@strawberry.type(description="The outcome of `cartLinesUpdate`.")
class CartLinesUpdatePayload(CartPayload):
    pass


@strawberry.type(description="The outcome of `cartLinesRemove`.")
class CartLinesRemovePayload(CartPayload):
    pass


@strawberry.type(description="The outcome of `cartBuyerUpdate`.")
class CartBuyerUpdatePayload(CartPayload):
    pass


@strawberry.type(description="The outcome of `cartDeliverySelect`.")
class CartDeliverySelectPayload(CartPayload):
    pass
