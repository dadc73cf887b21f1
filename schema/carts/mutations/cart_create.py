"""`cartCreate`."""

from typing import Annotated

import strawberry

from app import carts
from app.core.context import RequestContext
from app.execution import root
from schema.carts.inputs import CartCreateInput, wanted_quote
from schema.carts.payloads import CartCreatePayload

Input = Annotated[CartCreateInput, strawberry.argument(description="What to create.")]


@strawberry.type
class CartCreateMutation:
    @root(description="A new cart, in the country and the currency of the request.")
    @staticmethod
    async def cart_create(ctx: RequestContext, input: Input) -> CartCreatePayload:  # noqa: A002 - the argument's name is the API's
        lines = [line.to_value() for line in input.lines or []]
        return await CartCreatePayload.of(ctx, None, carts.create(ctx, lines, wanted_quote(input.fx_quote_id)))
