"""`attributeUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import ATTRIBUTES, update
from app.catalog.ids import ATTRIBUTE_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.definitions import CatalogAttributeDefinition, catalog_attributes
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.type_inputs import AttributeUpdateInput
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[AttributeUpdateInput, strawberry.argument(description="Which attribute, and what to change.")]


@strawberry.type(description="The outcome of `attributeUpdate`.")
class AttributeUpdatePayload(TaxonomyPayload):
    attribute: CatalogAttributeDefinition | None = strawberry.field(
        description="The attribute as it is now; null when the request was refused."
    )


@strawberry.type
class AttributeUpdateMutation:
    @root(
        description="Change an attribute. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def attribute_update(ctx: RequestContext, input: Input) -> AttributeUpdatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            update(ctx, ATTRIBUTES, ATTRIBUTE_ID.decode(input.id), input.changed, version=input.version or None)
        )
        found = await catalog_attributes(ctx, [outcome.result] if outcome.result else [])
        return AttributeUpdatePayload(
            attribute=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "names")),
            warnings=[],
        )
