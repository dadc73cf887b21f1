"""`productDelete`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import delete_product
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductDeleteInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductDeletePayload, ProductUserError
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[ProductDeleteInput, strawberry.argument(description="Which product.")]


@strawberry.type
class ProductDeleteMutation:
    @root(
        description="Delete a product. Its slugs and SKUs can be taken again; orders and carts go on knowing what "
        "was in them. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_delete(ctx: RequestContext, input: Input) -> ProductDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete_product(ctx, target_of(input.id, input.version)))
        return ProductDeletePayload(
            deleted_product_id=None if outcome.problems else input.id,
            user_errors=ProductUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
