"""`brandUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import BRANDS, update
from app.catalog.ids import BRAND_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import BrandUpdateInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.types import CatalogBrand, catalog_brands
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[BrandUpdateInput, strawberry.argument(description="Which brand, and what to change.")]


@strawberry.type(description="The outcome of `brandUpdate`.")
class BrandUpdatePayload(TaxonomyPayload):
    brand: CatalogBrand | None = strawberry.field(
        description="The brand as it is now; null when the request was refused."
    )


@strawberry.type
class BrandUpdateMutation:
    @root(
        description="Change a brand. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def brand_update(ctx: RequestContext, input: Input) -> BrandUpdatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            update(ctx, BRANDS, BRAND_ID.decode(input.id), input.changed, version=input.version or None)
        )
        found = await catalog_brands(ctx, [outcome.result] if outcome.result else [])
        return BrandUpdatePayload(
            brand=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "descriptions")),
            warnings=[],
        )
