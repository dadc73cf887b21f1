"""`collectionProductsMove`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import move_product
from app.catalog.ids import COLLECTION_ID, PRODUCT_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.collection_inputs import CollectionProductsMoveInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.types import CatalogCollection, catalog_collections
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CollectionProductsMoveInput, strawberry.argument(description="Which product, and where to.")]


@strawberry.type(description="The outcome of `collectionProductsMove`.")
class CollectionProductsMovePayload(TaxonomyPayload):
    collection: CatalogCollection | None = strawberry.field(
        description="The collection as it is now; null when the request was refused."
    )


@strawberry.type
class CollectionProductsMoveMutation:
    @root(
        description="Give a product another place in a collection. Needs a token with the scope `catalog:write`; "
        "it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def collection_products_move(ctx: RequestContext, input: Input) -> CollectionProductsMovePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            move_product(
                ctx,
                COLLECTION_ID.decode(input.id),
                PRODUCT_ID.decode(input.product_id),
                input.position,
                version=input.version or None,
            )
        )
        found = await catalog_collections(ctx, [outcome.result] if outcome.result else [])
        return CollectionProductsMovePayload(
            collection=found[0] if found else None, user_errors=errors_of(ctx, outcome), warnings=[]
        )
