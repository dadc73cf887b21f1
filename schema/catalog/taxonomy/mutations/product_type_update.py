"""`productTypeUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import PRODUCT_TYPES, update
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.definitions import CatalogProductType, catalog_product_types
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.type_inputs import ProductTypeUpdateInput
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[ProductTypeUpdateInput, strawberry.argument(description="Which product type, and what to change.")]


@strawberry.type(description="The outcome of `productTypeUpdate`.")
class ProductTypeUpdatePayload(TaxonomyPayload):
    product_type: CatalogProductType | None = strawberry.field(
        description="The product type as it is now; null when the request was refused."
    )


@strawberry.type
class ProductTypeUpdateMutation:
    @root(
        description="Change a product type. Needs a token with the scope `catalog:write`; it is noted in the "
        "audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_type_update(ctx: RequestContext, input: Input) -> ProductTypeUpdatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(update(ctx, PRODUCT_TYPES, input.code, input.changed, version=input.version or None))
        found = await catalog_product_types(ctx, [outcome.result] if outcome.result else [])
        return ProductTypeUpdatePayload(
            product_type=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "names")),
            warnings=[],
        )
