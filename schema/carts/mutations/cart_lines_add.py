"""`cartLinesAdd`."""

from typing import Annotated

import strawberry

from app import carts
from app.core.context import RequestContext
from app.execution import root
from schema.carts.inputs import CartLinesAddInput, wanted_quote
from schema.carts.payloads import CartLinesAddPayload

Input = Annotated[CartLinesAddInput, strawberry.argument(description="What to put into which cart.")]


@strawberry.type
class CartLinesAddMutation:
    @root(description="Put pieces into a cart.")
    @staticmethod
    async def cart_lines_add(ctx: RequestContext, input: Input) -> CartLinesAddPayload:  # noqa: A002 - the argument's name is the API's
        lines = [line.to_value() for line in input.lines]
        command = carts.add(ctx, input.to_ref(), lines, wanted_quote(input.fx_quote_id))
        return await CartLinesAddPayload.of(ctx, input.token, command)
