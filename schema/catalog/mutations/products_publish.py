"""`productsPublish`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import publish_products
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.publication import ProductsPublishInput, read_targets
from schema.catalog.writing.payloads import ProductsPayload
from schema.core.access import scope

Input = Annotated[ProductsPublishInput, strawberry.argument(description="Which products, where, and when.")]


@strawberry.type(description="The outcome of `productsPublish`.")
class ProductsPublishPayload(ProductsPayload):
    pass


@strawberry.type
class ProductsPublishMutation:
    @root(
        description="Publish up to 100 products in the same way, and read of each what became of it. Needs a token "
        "with the scope `catalog:publish`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_PUBLISH),
    )
    @staticmethod
    async def products_publish(ctx: RequestContext, input: Input) -> ProductsPublishPayload:  # noqa: A002 - the argument's name is the API's
        wishes = [each.to_wish() for each in input.publications]
        targets = read_targets(input.products)
        command = publish_products(ctx, targets, wishes, input.without_safety_data, input.mode)
        return await ProductsPublishPayload.of(ctx, command)
