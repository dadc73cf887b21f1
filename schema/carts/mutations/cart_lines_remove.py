"""`cartLinesRemove`."""

from typing import Annotated

import strawberry

from app import carts
from app.carts import CART_LINE_ID
from app.core.context import RequestContext
from app.execution import root
from schema.carts.inputs import CartLinesRemoveInput
from schema.carts.payloads import CartLinesRemovePayload

Input = Annotated[CartLinesRemoveInput, strawberry.argument(description="Which lines of which cart.")]


@strawberry.type
class CartLinesRemoveMutation:
    @root(description="Take lines out of a cart.")
    @staticmethod
    async def cart_lines_remove(ctx: RequestContext, input: Input) -> CartLinesRemovePayload:  # noqa: A002 - the argument's name is the API's
        line_ids = [CART_LINE_ID.decode(each) for each in input.line_ids]
        command = carts.remove(ctx, input.to_ref(), line_ids)
        return await CartLinesRemovePayload.of(ctx, input.token, command)
