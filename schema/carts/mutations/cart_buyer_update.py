"""`cartBuyerUpdate`."""

from typing import Annotated

import strawberry

from app import carts
from app.carts import KEEP
from app.core.context import RequestContext
from app.execution import root
from schema.carts.inputs import CartBuyerUpdateInput
from schema.carts.payloads import CartBuyerUpdatePayload

Input = Annotated[CartBuyerUpdateInput, strawberry.argument(description="Whose cart, and what to set.")]


@strawberry.type
class CartBuyerUpdateMutation:
    @root(description="Set who buys and where the goods go. Another country moves the cart to its market and currency.")
    @staticmethod
    async def cart_buyer_update(ctx: RequestContext, input: Input) -> CartBuyerUpdatePayload:  # noqa: A002 - the argument's name is the API's
        address = input.shipping_address
        command = carts.set_buyer(
            ctx,
            input.to_ref(),
            email=KEEP if input.email is strawberry.UNSET else input.email,
            shipping_address=KEEP if address is strawberry.UNSET else address.to_value() if address else None,
            vat_id=KEEP if input.vat_id is strawberry.UNSET else input.vat_id,
        )
        return await CartBuyerUpdatePayload.of(ctx, input.token, command)
