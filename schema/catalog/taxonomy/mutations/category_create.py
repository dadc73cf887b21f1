"""`categoryCreate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import CATEGORIES, create
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import CategoryCreateInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.types import CatalogCategory, catalog_categories
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CategoryCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type(description="The outcome of `categoryCreate`.")
class CategoryCreatePayload(TaxonomyPayload):
    category: CatalogCategory | None = strawberry.field(
        description="The category as it is now; null when the request was refused."
    )


@strawberry.type
class CategoryCreateMutation:
    @root(
        description="Make a category. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def category_create(ctx: RequestContext, input: Input) -> CategoryCreatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(create(ctx, CATEGORIES, input.to_draft()))
        found = await catalog_categories(ctx, [outcome.result] if outcome.result else [])
        return CategoryCreatePayload(
            category=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "translations")),
            warnings=[],
        )
