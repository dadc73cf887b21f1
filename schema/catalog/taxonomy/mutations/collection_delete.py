"""`collectionDelete`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import COLLECTIONS, delete
from app.catalog.ids import COLLECTION_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.deletions import CollectionDeleteInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CollectionDeleteInput, strawberry.argument(description="Which collection.")]


@strawberry.type(description="The outcome of `collectionDelete`.")
class CollectionDeletePayload(TaxonomyPayload):
    deleted_collection_id: strawberry.ID | None = strawberry.field(
        description="The id that the collection had; null when the request was refused."
    )


@strawberry.type
class CollectionDeleteMutation:
    @root(
        description="Delete a collection. Its products stay. Needs a token with the scope `catalog:write`; it is "
        "noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def collection_delete(ctx: RequestContext, input: Input) -> CollectionDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete(ctx, COLLECTIONS, COLLECTION_ID.decode(input.id), version=input.version or None))
        return CollectionDeletePayload(
            deleted_collection_id=None if outcome.problems else input.id,
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
