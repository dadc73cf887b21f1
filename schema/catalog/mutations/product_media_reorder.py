"""`productMediaReorder`."""

from typing import Annotated

import strawberry

from app.catalog import MEDIA_ID
from app.catalog.commands.products import reorder_product_media
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.media import ProductMediaReorderInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductMediaReorderInput, strawberry.argument(description="Which product, and which media.")]


@strawberry.type(description="The outcome of `productMediaReorder`.")
class ProductMediaReorderPayload(ProductPayload):
    pass


@strawberry.type
class ProductMediaReorderMutation:
    @root(
        description="Put media of a product into another order. The first picture stands for the product. Needs a "
        "token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_media_reorder(ctx: RequestContext, input: Input) -> ProductMediaReorderPayload:  # noqa: A002 - the argument's name is the API's
        ids = [MEDIA_ID.decode(each) for each in input.media_ids]
        target = target_of(input.product_id, input.version)
        return await ProductMediaReorderPayload.of(ctx, reorder_product_media(ctx, target, ids))
