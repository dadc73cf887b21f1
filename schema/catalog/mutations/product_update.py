"""`productUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import update_product
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.products import ProductUpdateInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductUpdateInput, strawberry.argument(description="Which product, and what to change.")]


@strawberry.type(description="The outcome of `productUpdate`.")
class ProductUpdatePayload(ProductPayload):
    pass


@strawberry.type
class ProductUpdateMutation:
    @root(
        description="Change a product. What is left out stays as it is. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_update(ctx: RequestContext, input: Input) -> ProductUpdatePayload:  # noqa: A002 - the argument's name is the API's
        change, places = input.to_change()
        command = update_product(ctx, target_of(input.id, input.version), change, places)
        return await ProductUpdatePayload.of(ctx, command)
