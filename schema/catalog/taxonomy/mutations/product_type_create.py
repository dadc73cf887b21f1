"""`productTypeCreate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import PRODUCT_TYPES, create
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.definitions import CatalogProductType, catalog_product_types
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.type_inputs import ProductTypeCreateInput
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[ProductTypeCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type(description="The outcome of `productTypeCreate`.")
class ProductTypeCreatePayload(TaxonomyPayload):
    product_type: CatalogProductType | None = strawberry.field(
        description="The product type as it is now; null when the request was refused."
    )


@strawberry.type
class ProductTypeCreateMutation:
    @root(
        description="Make a product type. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_type_create(ctx: RequestContext, input: Input) -> ProductTypeCreatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(create(ctx, PRODUCT_TYPES, input.to_draft()))
        found = await catalog_product_types(ctx, [input.code] if outcome.result else [])
        return ProductTypeCreatePayload(
            product_type=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "names")),
            warnings=[],
        )
