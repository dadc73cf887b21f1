"""`collectionProductsSet`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import set_products
from app.catalog.ids import COLLECTION_ID, PRODUCT_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.collection_inputs import CollectionProductsSetInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.types import CatalogCollection, catalog_collections
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[CollectionProductsSetInput, strawberry.argument(description="Which collection, and which products.")]


@strawberry.type(description="The outcome of `collectionProductsSet`.")
class CollectionProductsSetPayload(TaxonomyPayload):
    collection: CatalogCollection | None = strawberry.field(
        description="The collection as it is now; null when the request was refused."
    )


@strawberry.type
class CollectionProductsSetMutation:
    @root(
        description="Let a collection hold exactly these products, in this order. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def collection_products_set(ctx: RequestContext, input: Input) -> CollectionProductsSetPayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            set_products(
                ctx,
                COLLECTION_ID.decode(input.id),
                [PRODUCT_ID.decode(each) for each in input.product_ids],
                version=input.version or None,
            )
        )
        found = await catalog_collections(ctx, [outcome.result] if outcome.result else [])
        return CollectionProductsSetPayload(
            collection=found[0] if found else None, user_errors=errors_of(ctx, outcome), warnings=[]
        )
