"""`collectionCreate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import COLLECTIONS, create
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import CollectionCreateInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.types import CatalogCollection, catalog_collections
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CollectionCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type(description="The outcome of `collectionCreate`.")
class CollectionCreatePayload(TaxonomyPayload):
    collection: CatalogCollection | None = strawberry.field(
        description="The collection as it is now; null when the request was refused."
    )


@strawberry.type
class CollectionCreateMutation:
    @root(
        description="Make a collection. Put products into it next, unless it has a rule. Needs a token with the "
        "scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def collection_create(ctx: RequestContext, input: Input) -> CollectionCreatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(create(ctx, COLLECTIONS, input.to_draft()))
        found = await catalog_collections(ctx, [outcome.result] if outcome.result else [])
        return CollectionCreatePayload(
            collection=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "translations")),
            warnings=[],
        )
