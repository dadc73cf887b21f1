"""`productVariantsDelete`."""

from typing import Annotated

import strawberry

from app.catalog import VARIANT_ID
from app.catalog.commands.products import remove_product_variants
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductVariantsDeleteInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductVariantsDeleteInput, strawberry.argument(description="Which product, and which variants.")]


@strawberry.type(description="The outcome of `productVariantsDelete`.")
class ProductVariantsDeletePayload(ProductPayload):
    pass


@strawberry.type
class ProductVariantsDeleteMutation:
    @root(
        description="Take variants off a product. Carts, orders and stock go on knowing them. Needs a token with the "
        "scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_variants_delete(ctx: RequestContext, input: Input) -> ProductVariantsDeletePayload:  # noqa: A002 - the argument's name is the API's
        ids = [VARIANT_ID.decode(each) for each in input.variant_ids]
        target = target_of(input.product_id, input.version)
        return await ProductVariantsDeletePayload.of(ctx, remove_product_variants(ctx, target, ids))
