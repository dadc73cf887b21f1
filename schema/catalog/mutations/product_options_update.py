"""`productOptionsUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import update_product_options
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductOptionsUpdateInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductOptionsUpdateInput, strawberry.argument(description="Which product, and its options.")]


@strawberry.type(description="The outcome of `productOptionsUpdate`.")
class ProductOptionsUpdatePayload(ProductPayload):
    pass


@strawberry.type
class ProductOptionsUpdateMutation:
    @root(
        description="Say what a product offers to choose: rename, translate, reorder, add and remove options and "
        "their values. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_options_update(ctx: RequestContext, input: Input) -> ProductOptionsUpdatePayload:  # noqa: A002 - the argument's name is the API's
        options = [each.to_change() for each in input.options]
        target = target_of(input.product_id, input.version)
        return await ProductOptionsUpdatePayload.of(ctx, update_product_options(ctx, target, options))
