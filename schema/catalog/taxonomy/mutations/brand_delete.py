"""`brandDelete`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import BRANDS, delete
from app.catalog.ids import BRAND_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.deletions import BrandDeleteInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[BrandDeleteInput, strawberry.argument(description="Which brand.")]


@strawberry.type(description="The outcome of `brandDelete`.")
class BrandDeletePayload(TaxonomyPayload):
    deleted_brand_id: strawberry.ID | None = strawberry.field(
        description="The id that the brand had; null when the request was refused."
    )


@strawberry.type
class BrandDeleteMutation:
    @root(
        description="Delete a brand. No product may have it. Needs a token with the scope `catalog:write`; it is "
        "noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def brand_delete(ctx: RequestContext, input: Input) -> BrandDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete(ctx, BRANDS, BRAND_ID.decode(input.id), version=input.version or None))
        return BrandDeletePayload(
            deleted_brand_id=None if outcome.problems else input.id,
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
