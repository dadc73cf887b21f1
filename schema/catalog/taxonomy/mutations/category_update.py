"""`categoryUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import CATEGORIES, update
from app.catalog.ids import CATEGORY_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import CategoryUpdateInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.types import CatalogCategory, catalog_categories
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CategoryUpdateInput, strawberry.argument(description="Which category, and what to change.")]


@strawberry.type(description="The outcome of `categoryUpdate`.")
class CategoryUpdatePayload(TaxonomyPayload):
    category: CatalogCategory | None = strawberry.field(
        description="The category as it is now; null when the request was refused."
    )


@strawberry.type
class CategoryUpdateMutation:
    @root(
        description="Change a category. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def category_update(ctx: RequestContext, input: Input) -> CategoryUpdatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            update(ctx, CATEGORIES, CATEGORY_ID.decode(input.id), input.changed, version=input.version or None)
        )
        found = await catalog_categories(ctx, [outcome.result] if outcome.result else [])
        return CategoryUpdatePayload(
            category=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "translations")),
            warnings=[],
        )
