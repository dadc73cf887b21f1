"""Inputs of collections that are put together by hand."""

import strawberry
from strawberry import UNSET

from schema.catalog.taxonomy.inputs import VERSION

_COLLECTION = "The collection. It has no rule."


@strawberry.input(description="All products of a collection, in their order.")
class CollectionProductsSetInput:
    id: strawberry.ID = strawberry.field(description=_COLLECTION)
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    product_ids: list[strawberry.ID] = strawberry.field(description="The products, at most 10000; each counts once.")


@strawberry.input(description="Products to put into a collection.")
class CollectionProductsAddInput:
    id: strawberry.ID = strawberry.field(description=_COLLECTION)
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    product_ids: list[strawberry.ID] = strawberry.field(
        description="The products. Those that are in it already stay where they are."
    )
    position: int | None = strawberry.field(
        default=UNSET, description="The place of the first one, counted from 0; after the last if left out."
    )


@strawberry.input(description="Products to take out of a collection.")
class CollectionProductsRemoveInput:
    id: strawberry.ID = strawberry.field(description=_COLLECTION)
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    product_ids: list[strawberry.ID] = strawberry.field(description="The products.")


@strawberry.input(description="Another place for a product of a collection.")
class CollectionProductsMoveInput:
    id: strawberry.ID = strawberry.field(description=_COLLECTION)
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    product_id: strawberry.ID = strawberry.field(description="The product, which is in the collection.")
    position: int = strawberry.field(description="Its new place, counted from 0; the last where there are fewer.")
