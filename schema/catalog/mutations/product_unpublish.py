"""`productUnpublish`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import unpublish_product
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.publication import ProductUnpublishInput, target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductUnpublishInput, strawberry.argument(description="Which product, and where.")]


@strawberry.type(description="The outcome of `productUnpublish`.")
class ProductUnpublishPayload(ProductPayload):
    pass


@strawberry.type
class ProductUnpublishMutation:
    @root(
        description="Let shoppers see a product no more, through some channels or at all. Needs a token with the "
        "scope `catalog:publish`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_PUBLISH),
    )
    @staticmethod
    async def product_unpublish(ctx: RequestContext, input: Input) -> ProductUnpublishPayload:  # noqa: A002 - the argument's name is the API's
        channels = input.channel_codes if isinstance(input.channel_codes, list) else None
        target = target_of(input.id, input.version)
        return await ProductUnpublishPayload.of(ctx, unpublish_product(ctx, target, channels))
