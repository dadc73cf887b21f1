"""`productDuplicate`."""

from typing import Annotated, Final

import strawberry

from app.catalog.commands.products import Places, duplicate_product
from app.catalog.rules.changes import CopyNames
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductDuplicateInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductDuplicateInput, strawberry.argument(description="Which product, and what the copy is called.")]

_PLACES: Final[Places] = {
    ("slug",): ("slug",),
    ("translations",): ("name",),
    ("variants",): ("skus",),
}
"""Where in the input the parts of a copy stand. What of its variants is refused is said of their SKUs as a whole."""


@strawberry.type(description="The outcome of `productDuplicate`.")
class ProductDuplicatePayload(ProductPayload):
    pass


@strawberry.type
class ProductDuplicateMutation:
    @root(
        description="Make a copy of a product: its words, options, variants, media and, unless told otherwise, "
        "prices. No shopper sees it before it is published, and it has no stock. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_duplicate(ctx: RequestContext, input: Input) -> ProductDuplicatePayload:  # noqa: A002 - the argument's name is the API's
        skus = {each.sku: each.new_sku for each in input.skus}
        names = CopyNames(input.slug, input.sku_suffix, skus, input.name or None)
        target = target_of(input.id, None)
        command = duplicate_product(ctx, target, names, _PLACES, with_prices=input.copy_prices)
        return await ProductDuplicatePayload.of(ctx, command)
