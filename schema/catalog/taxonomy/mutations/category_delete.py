"""`categoryDelete`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import delete_category
from app.catalog.ids import CATEGORY_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import CategoryDeleteInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import read_id
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CategoryDeleteInput, strawberry.argument(description="Which category.")]


@strawberry.type(description="The outcome of `categoryDelete`.")
class CategoryDeletePayload(TaxonomyPayload):
    deleted_category_id: strawberry.ID | None = strawberry.field(
        description="The id that the category had; null when the request was refused."
    )


@strawberry.type
class CategoryDeleteMutation:
    @root(
        description="Delete a category with nothing below it. Its products move to another one, where one is "
        "named; else it may have none. Needs a token with the scope `catalog:write`; it is noted in "
        "the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def category_delete(ctx: RequestContext, input: Input) -> CategoryDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            delete_category(
                ctx,
                CATEGORY_ID.decode(input.id),
                version=input.version or None,
                move_products_to=read_id(CATEGORY_ID, input.move_products_to),
            )
        )
        return CategoryDeletePayload(
            deleted_category_id=None if outcome.problems else input.id,
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
