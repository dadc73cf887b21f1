"""`productPublish`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import publish_product
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.publication import ProductPublishInput, target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductPublishInput, strawberry.argument(description="Which product, where, and when.")]


@strawberry.type(description="The outcome of `productPublish`.")
class ProductPublishPayload(ProductPayload):
    pass


@strawberry.type
class ProductPublishMutation:
    @root(
        description="Let shoppers see a product, through channels, from one moment until another. In the European "
        "Economic Area it needs safety data. Needs a token with the scope `catalog:publish`; it is noted in the "
        "audit log.",
        access=scope(Scope.CATALOG_PUBLISH),
    )
    @staticmethod
    async def product_publish(ctx: RequestContext, input: Input) -> ProductPublishPayload:  # noqa: A002 - the argument's name is the API's
        wishes = [each.to_wish() for each in input.publications]
        target = target_of(input.id, input.version)
        return await ProductPublishPayload.of(ctx, publish_product(ctx, target, wishes, input.without_safety_data))
