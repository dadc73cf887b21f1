"""`productMediaUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import update_product_media
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.media import ProductMediaUpdateInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[
    ProductMediaUpdateInput, strawberry.argument(description="Which product, and what to change of its media.")
]


@strawberry.type(description="The outcome of `productMediaUpdate`.")
class ProductMediaUpdatePayload(ProductPayload):
    pass


@strawberry.type
class ProductMediaUpdateMutation:
    @root(
        description="Change media of a product. What is left out stays as it is. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_media_update(ctx: RequestContext, input: Input) -> ProductMediaUpdatePayload:  # noqa: A002 - the argument's name is the API's
        changes = [each.to_change() for each in input.media]
        target = target_of(input.product_id, input.version)
        return await ProductMediaUpdatePayload.of(ctx, update_product_media(ctx, target, changes))
