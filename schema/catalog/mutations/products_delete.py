"""`productsDelete`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import delete_products
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.publication import ProductsDeleteInput, read_targets
from schema.catalog.writing.payloads import ProductsPayload
from schema.core.access import scope

Input = Annotated[ProductsDeleteInput, strawberry.argument(description="Which products.")]


@strawberry.type(description="The outcome of `productsDelete`.")
class ProductsDeletePayload(ProductsPayload):
    pass


@strawberry.type
class ProductsDeleteMutation:
    @root(
        description="Delete up to 100 products, and read of each what became of it. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def products_delete(ctx: RequestContext, input: Input) -> ProductsDeletePayload:  # noqa: A002 - the argument's name is the API's
        command = delete_products(ctx, read_targets(input.products), input.mode)
        return await ProductsDeletePayload.of(ctx, command)
