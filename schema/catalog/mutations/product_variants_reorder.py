"""`productVariantsReorder`."""

from typing import Annotated

import strawberry

from app.catalog import VARIANT_ID
from app.catalog.commands.products import reorder_product_variants
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductVariantsReorderInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductVariantsReorderInput, strawberry.argument(description="Which product, and which variants.")]


@strawberry.type(description="The outcome of `productVariantsReorder`.")
class ProductVariantsReorderPayload(ProductPayload):
    pass


@strawberry.type
class ProductVariantsReorderMutation:
    @root(
        description="Put variants of a product into another order. Needs a token with the scope `catalog:write`; it "
        "is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_variants_reorder(ctx: RequestContext, input: Input) -> ProductVariantsReorderPayload:  # noqa: A002 - the argument's name is the API's
        ids = [VARIANT_ID.decode(each) for each in input.variant_ids]
        target = target_of(input.product_id, input.version)
        return await ProductVariantsReorderPayload.of(ctx, reorder_product_variants(ctx, target, ids))
