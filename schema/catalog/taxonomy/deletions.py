"""Inputs of what is to be deleted, or filled by hand."""

import strawberry
from strawberry import UNSET

from schema.catalog.taxonomy.inputs import VERSION


@strawberry.input(description="A brand to delete.")
class BrandDeleteInput:
    id: strawberry.ID = strawberry.field(description="The brand. No product may have it.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


@strawberry.input(description="An economic operator to delete.")
class EconomicOperatorDeleteInput:
    id: strawberry.ID = strawberry.field(description="The operator. It may answer for no product.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


@strawberry.input(description="A collection to delete.")
class CollectionDeleteInput:
    id: strawberry.ID = strawberry.field(description="The collection. Its products stay.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


@strawberry.input(description="An attribute to delete.")
class AttributeDeleteInput:
    id: strawberry.ID = strawberry.field(description="The attribute. No product type may have it.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
