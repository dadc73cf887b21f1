"""Root fields of carts."""

from typing import Annotated

import strawberry

from app.carts import CartErrorCode, load_cart
from app.core.context import RequestContext
from app.core.errors import Problem, RequestError
from app.execution import root
from i18n import translate
from schema.carts.types import Cart, is_given_up
from schema.core.scalars import CartToken

Token = Annotated[CartToken, strawberry.argument(description="The secret that opens the cart.")]


@strawberry.type
class CartQueries:
    @root(description="The cart that the token opens; null where it opens none. An expired one: `CART_EXPIRED`.")
    @staticmethod
    async def cart(ctx: RequestContext, token: Token) -> Cart | None:
        quote = await load_cart(ctx, token)
        if quote is None:
            return None
        if is_given_up(quote, ctx.now):
            message_id = Problem(CartErrorCode.CART_EXPIRED).message_id
            raise RequestError(CartErrorCode.CART_EXPIRED.value, translate(message_id, ctx.place.language_chain))
        return Cart.of(ctx, quote, token)
