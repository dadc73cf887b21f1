"""Kinds of products."""

from typing import Self

import strawberry

from app.catalog import ProductDetails, pick
from schema.core.caching import INHERITED


@strawberry.type(description="A kind of product, such as clothing.", directives=[INHERITED])
class ProductType:
    code: str = strawberry.field(description="A key for programs, unique among types.")
    name: str = strawberry.field(description="The name in the request's language.")

    @classmethod
    def of(cls, details: ProductDetails, chain: tuple[str, ...]) -> Self:
        """The type of a product."""
        name = pick(details.type_names or {}, chain)
        return cls(code=details.type_code, name=name[1] if name else details.type_code)
