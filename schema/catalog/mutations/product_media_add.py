"""`productMediaAdd`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import add_product_media
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.media import ProductMediaAddInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductMediaAddInput, strawberry.argument(description="Which product, and the media.")]


@strawberry.type(description="The outcome of `productMediaAdd`.")
class ProductMediaAddPayload(ProductPayload):
    pass


@strawberry.type
class ProductMediaAddMutation:
    @root(
        description="Add pictures, films or models to a product. Files at addresses are fetched in the background, "
        "or stay where they are. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_media_add(ctx: RequestContext, input: Input) -> ProductMediaAddPayload:  # noqa: A002 - the argument's name is the API's
        media = [each.to_new() for each in input.media]
        target = target_of(input.product_id, input.version)
        return await ProductMediaAddPayload.of(ctx, add_product_media(ctx, target, media))
