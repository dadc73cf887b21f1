"""`productCreate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import create_product
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.products import ProductCreateInput
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type(description="The outcome of `productCreate`.")
class ProductCreatePayload(ProductPayload):
    pass


@strawberry.type
class ProductCreateMutation:
    @root(
        description="Make a product. No shopper sees it before it is published. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_create(ctx: RequestContext, input: Input) -> ProductCreatePayload:  # noqa: A002 - the argument's name is the API's
        draft, places = input.to_draft()
        return await ProductCreatePayload.of(ctx, create_product(ctx, draft, places))
