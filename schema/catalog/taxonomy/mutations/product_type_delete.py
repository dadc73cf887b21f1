"""`productTypeDelete`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import PRODUCT_TYPES, delete
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.type_inputs import ProductTypeDeleteInput
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[ProductTypeDeleteInput, strawberry.argument(description="Which product type.")]


@strawberry.type(description="The outcome of `productTypeDelete`.")
class ProductTypeDeletePayload(TaxonomyPayload):
    deleted_product_type_code: str | None = strawberry.field(
        description="The code that the product type had; null when the request was refused."
    )


@strawberry.type
class ProductTypeDeleteMutation:
    @root(
        description="Delete a product type. No product may be of it. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_type_delete(ctx: RequestContext, input: Input) -> ProductTypeDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete(ctx, PRODUCT_TYPES, input.code, version=input.version or None))
        return ProductTypeDeletePayload(
            deleted_product_type_code=None if outcome.problems else input.code,
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
