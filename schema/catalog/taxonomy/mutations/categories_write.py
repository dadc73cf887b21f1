"""`categoriesWrite`."""

from typing import Annotated

import strawberry

from app.admission import at_most
from app.catalog.commands.taxonomy import write_categories
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.codes import WriteOutcome
from schema.catalog.taxonomy.inputs import CategoriesWriteInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, TaxonomyUserError, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.types import CatalogCategory, catalog_categories
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CategoriesWriteInput, strawberry.argument(description="Which categories.")]


@strawberry.type(description="What became of one of many categories.")
class CategoryResult:
    index: int = strawberry.field(description="Its place in the input, from 0.")
    outcome: WriteOutcome | None = strawberry.field(
        description="What writing it came to; null where it was refused, or nothing was written."
    )
    category: CatalogCategory | None = strawberry.field(
        description="The category as it is now; null where it was refused, or nothing was written."
    )
    user_errors: list[TaxonomyUserError] = strawberry.field(
        description="Why it was refused; empty where it was not.", directives=[at_most(1)]
    )


@strawberry.type(description="The outcome of `categoriesWrite`.")
class CategoriesWritePayload(TaxonomyPayload):
    results: list[CategoryResult] = strawberry.field(
        description="What became of each, in the order of the input; empty when the request was refused as a whole. "
        "With `ALL_OR_NOTHING`, one error among them means that nothing was written.",
        directives=[at_most(20)],
    )


@strawberry.type
class CategoriesWriteMutation:
    @root(
        description="Make categories, or make those agree that are there, found by their slugs. Needs a token "
        "with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def categories_write(ctx: RequestContext, input: Input) -> CategoriesWritePayload:  # noqa: A002 - the argument's name is the API's
        wanted = [each.to_wanted() for each in input.categories]
        outcome = await attempt(write_categories(ctx, wanted, input.mode))
        written = outcome.result or []
        ids = [each.category_id for each in written if each.category_id]
        found = dict(zip(ids, await catalog_categories(ctx, ids), strict=True))
        return CategoriesWritePayload(
            results=[
                CategoryResult(
                    index=index,
                    outcome=WriteOutcome[each.outcome.name] if each.outcome else None,
                    category=found.get(each.category_id) if each.category_id else None,
                    user_errors=TaxonomyUserError.all_of(
                        ctx, each.problems, languages_of(input.categories[index]), "categories", str(index)
                    ),
                )
                for index, each in enumerate(written)
            ],
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
