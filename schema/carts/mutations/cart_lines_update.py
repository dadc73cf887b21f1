"""`cartLinesUpdate`."""

from typing import Annotated

import strawberry

from app import carts
from app.core.context import RequestContext
from app.execution import root
from schema.carts.inputs import CartLinesUpdateInput
from schema.carts.payloads import CartLinesUpdatePayload

Input = Annotated[CartLinesUpdateInput, strawberry.argument(description="Which lines of which cart.")]


@strawberry.type
class CartLinesUpdateMutation:
    @root(description="Set how many pieces lines have.")
    @staticmethod
    async def cart_lines_update(ctx: RequestContext, input: Input) -> CartLinesUpdatePayload:  # noqa: A002 - the argument's name is the API's
        command = carts.update(ctx, input.to_ref(), [line.to_value() for line in input.lines])
        return await CartLinesUpdatePayload.of(ctx, input.token, command)
