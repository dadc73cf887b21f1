"""`collectionUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import COLLECTIONS, update
from app.catalog.ids import COLLECTION_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import CollectionUpdateInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.reading import languages_of
from schema.catalog.taxonomy.types import CatalogCollection, catalog_collections
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CollectionUpdateInput, strawberry.argument(description="Which collection, and what to change.")]


@strawberry.type(description="The outcome of `collectionUpdate`.")
class CollectionUpdatePayload(TaxonomyPayload):
    collection: CatalogCollection | None = strawberry.field(
        description="The collection as it is now; null when the request was refused."
    )


@strawberry.type
class CollectionUpdateMutation:
    @root(
        description="Change a collection. A new rule sorts the products anew, in a large shop within a few "
        "minutes. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def collection_update(ctx: RequestContext, input: Input) -> CollectionUpdatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            update(ctx, COLLECTIONS, COLLECTION_ID.decode(input.id), input.changed, version=input.version or None)
        )
        found = await catalog_collections(ctx, [outcome.result] if outcome.result else [])
        return CollectionUpdatePayload(
            collection=found[0] if found else None,
            user_errors=errors_of(ctx, outcome, languages_of(input, "translations")),
            warnings=[],
        )
