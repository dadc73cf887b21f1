"""`productMediaRemove`."""

from typing import Annotated

import strawberry

from app.catalog import MEDIA_ID
from app.catalog.commands.products import remove_product_media
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.media import ProductMediaRemoveInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductMediaRemoveInput, strawberry.argument(description="Which product, and which media.")]


@strawberry.type(description="The outcome of `productMediaRemove`.")
class ProductMediaRemovePayload(ProductPayload):
    pass


@strawberry.type
class ProductMediaRemoveMutation:
    @root(
        description="Take media off a product. Files stay in the media folder. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_media_remove(ctx: RequestContext, input: Input) -> ProductMediaRemovePayload:  # noqa: A002 - the argument's name is the API's
        ids = [MEDIA_ID.decode(each) for each in input.media_ids]
        target = target_of(input.product_id, input.version)
        return await ProductMediaRemovePayload.of(ctx, remove_product_media(ctx, target, ids))
