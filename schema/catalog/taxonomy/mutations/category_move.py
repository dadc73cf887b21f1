"""`categoryMove`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import move_category
from app.catalog.ids import CATEGORY_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import CategoryMoveInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import read_id
from schema.catalog.taxonomy.types import CatalogCategory, catalog_categories
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CategoryMoveInput, strawberry.argument(description="Which category, and where to.")]


@strawberry.type(description="The outcome of `categoryMove`.")
class CategoryMovePayload(TaxonomyPayload):
    category: CatalogCategory | None = strawberry.field(
        description="The category as it is now; null when the request was refused."
    )


@strawberry.type
class CategoryMoveMutation:
    @root(
        description="Move a category with all that stands below it: below another one, or to another place among "
        "its siblings. A category cannot come below itself. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def category_move(ctx: RequestContext, input: Input) -> CategoryMovePayload:  # noqa: A002 - the argument's name is the API's
        position = input.position
        outcome = await attempt(
            move_category(
                ctx,
                CATEGORY_ID.decode(input.id),
                read_id(CATEGORY_ID, input.parent_id),
                position if isinstance(position, int) else None,
                version=input.version or None,
            )
        )
        found = await catalog_categories(ctx, [outcome.result] if outcome.result else [])
        return CategoryMovePayload(
            category=found[0] if found else None, user_errors=errors_of(ctx, outcome), warnings=[]
        )
