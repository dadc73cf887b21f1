"""`cartDeliverySelect`."""

from typing import Annotated

import strawberry

from app import carts
from app.core.context import RequestContext
from app.execution import root
from schema.carts.inputs import CartDeliverySelectInput
from schema.carts.payloads import CartDeliverySelectPayload

Input = Annotated[CartDeliverySelectInput, strawberry.argument(description="Which options for which cart.")]


@strawberry.type
class CartDeliverySelectMutation:
    @root(description="Choose how delivery groups are sent.")
    @staticmethod
    async def cart_delivery_select(ctx: RequestContext, input: Input) -> CartDeliverySelectPayload:  # noqa: A002 - the argument's name is the API's
        choices = [each.to_value() for each in input.selections]
        command = carts.choose_delivery(ctx, input.to_ref(), choices)
        return await CartDeliverySelectPayload.of(ctx, input.token, command)
