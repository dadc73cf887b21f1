"""`brandCreate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import BRANDS, create
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import BrandCreateInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.types import CatalogBrand, catalog_brands
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[BrandCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type(description="The outcome of `brandCreate`.")
class BrandCreatePayload(TaxonomyPayload):
    brand: CatalogBrand | None = strawberry.field(
        description="The brand as it is now; null when the request was refused."
    )


@strawberry.type
class BrandCreateMutation:
    @root(
        description="Make a brand. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def brand_create(ctx: RequestContext, input: Input) -> BrandCreatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(create(ctx, BRANDS, input.to_draft()))
        found = await catalog_brands(ctx, [outcome.result] if outcome.result else [])
        return BrandCreatePayload(
            brand=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "descriptions")),
            warnings=[],
        )
