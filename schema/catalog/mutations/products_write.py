"""`productsWrite`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import write_many
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductsWriteInput
from schema.catalog.writing.payloads import ProductsPayload
from schema.core.access import scope

Input = Annotated[ProductsWriteInput, strawberry.argument(description="The products.")]


@strawberry.type(description="The outcome of `productsWrite`.")
class ProductsWritePayload(ProductsPayload):
    pass


@strawberry.type
class ProductsWriteMutation:
    @root(
        description="Make or change up to 100 products, and read of each what became of it. Needs a token with the "
        "scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def products_write(ctx: RequestContext, input: Input) -> ProductsWritePayload:  # noqa: A002 - the argument's name is the API's
        wanted = [each.to_wanted() for each in input.products]
        return await ProductsWritePayload.of(ctx, write_many(ctx, wanted, input.mode))
