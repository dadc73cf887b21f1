"""`productVariantsUpdate`."""

from typing import Annotated

import strawberry

from app.catalog import VARIANT_ID
from app.catalog.commands.products import update_product_variants
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductVariantsUpdateInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.inputs.variants import read_variants
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[
    ProductVariantsUpdateInput, strawberry.argument(description="Which product, and what to change of its variants.")
]


@strawberry.type(description="The outcome of `productVariantsUpdate`.")
class ProductVariantsUpdatePayload(ProductPayload):
    pass


@strawberry.type
class ProductVariantsUpdateMutation:
    @root(
        description="Change variants of a product. What is left out stays as it is. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_variants_update(ctx: RequestContext, input: Input) -> ProductVariantsUpdatePayload:  # noqa: A002 - the argument's name is the API's
        read, places = read_variants(input.variants)
        ids = [VARIANT_ID.decode(each.id) for each in input.variants]
        target = target_of(input.product_id, input.version)
        changes = list(zip(ids, read, strict=True))
        return await ProductVariantsUpdatePayload.of(ctx, update_product_variants(ctx, target, changes, places))
