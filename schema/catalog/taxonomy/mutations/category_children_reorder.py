"""`categoryChildrenReorder`."""

from typing import Annotated

import strawberry

from app.admission import at_most
from app.catalog.commands.taxonomy import reorder_children
from app.catalog.ids import CATEGORY_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import CategoryChildrenReorderInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import read_id
from schema.catalog.taxonomy.types import CatalogCategory, catalog_categories
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CategoryChildrenReorderInput, strawberry.argument(description="Below which category, and the order.")]


@strawberry.type(description="The outcome of `categoryChildrenReorder`.")
class CategoryChildrenReorderPayload(TaxonomyPayload):
    categories: list[CatalogCategory] = strawberry.field(
        description="The categories in their new order; empty when the request was refused.", directives=[at_most(20)]
    )


@strawberry.type
class CategoryChildrenReorderMutation:
    @root(
        description="Put what stands directly below a category, or the tops of the tree, into another order. "
        "Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def category_children_reorder(ctx: RequestContext, input: Input) -> CategoryChildrenReorderPayload:  # noqa: A002 - the argument's name is the API's
        ids = [CATEGORY_ID.decode(each) for each in input.ids]
        outcome = await attempt(reorder_children(ctx, read_id(CATEGORY_ID, input.parent_id), ids))
        known = [] if outcome.problems else [each for each in ids if each]
        return CategoryChildrenReorderPayload(
            categories=await catalog_categories(ctx, known), user_errors=errors_of(ctx, outcome), warnings=[]
        )
