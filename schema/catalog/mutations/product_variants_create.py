"""`productVariantsCreate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import add_product_variants
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductVariantsCreateInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.inputs.variants import read_variants
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductVariantsCreateInput, strawberry.argument(description="Which product, and the variants.")]


@strawberry.type(description="The outcome of `productVariantsCreate`.")
class ProductVariantsCreatePayload(ProductPayload):
    pass


@strawberry.type
class ProductVariantsCreateMutation:
    @root(
        description="Add variants to a product. Option values that are new are added to the options. Needs a token "
        "with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_variants_create(ctx: RequestContext, input: Input) -> ProductVariantsCreatePayload:  # noqa: A002 - the argument's name is the API's
        changes, places = read_variants(input.variants)
        target = target_of(input.product_id, input.version)
        return await ProductVariantsCreatePayload.of(ctx, add_product_variants(ctx, target, changes, places))
