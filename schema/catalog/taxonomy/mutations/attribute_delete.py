"""`attributeDelete`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import ATTRIBUTES, delete
from app.catalog.ids import ATTRIBUTE_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.deletions import AttributeDeleteInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[AttributeDeleteInput, strawberry.argument(description="Which attribute.")]


@strawberry.type(description="The outcome of `attributeDelete`.")
class AttributeDeletePayload(TaxonomyPayload):
    deleted_attribute_id: strawberry.ID | None = strawberry.field(
        description="The id that the attribute had; null when the request was refused."
    )


@strawberry.type
class AttributeDeleteMutation:
    @root(
        description="Delete an attribute. No product type may have it. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def attribute_delete(ctx: RequestContext, input: Input) -> AttributeDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete(ctx, ATTRIBUTES, ATTRIBUTE_ID.decode(input.id), version=input.version or None))
        return AttributeDeletePayload(
            deleted_attribute_id=None if outcome.problems else input.id,
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
