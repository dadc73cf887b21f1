"""`productMove`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import Places, update_product
from app.catalog.rules.changes import ProductChange
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductMoveInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductMoveInput, strawberry.argument(description="Which product, and where to.")]


@strawberry.type(description="The outcome of `productMove`.")
class ProductMovePayload(ProductPayload):
    pass


@strawberry.type
class ProductMoveMutation:
    @root(
        description="Put a product into another category. Needs a token with the scope `catalog:write`; it is noted "
        "in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_move(ctx: RequestContext, input: Input) -> ProductMovePayload:  # noqa: A002 - the argument's name is the API's
        change = ProductChange({"category": input.category_slug or None})
        places: Places = {("category",): ("categorySlug",)}
        command = update_product(ctx, target_of(input.id, input.version), change, places)
        return await ProductMovePayload.of(ctx, command)
