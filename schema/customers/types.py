"""Types of customers."""

from typing import Self

import strawberry

from app.admission import at_most
from app.customers import CustomerGroupRow
from schema.core.names import LocalizedName


@strawberry.type(description="Shoppers who are priced alike, such as resellers. A storefront can be that of a group.")
class CustomerGroup:
    code: str = strawberry.field(description="A short name that does not change, such as `resellers`.")
    names: list[LocalizedName] = strawberry.field(
        description="Its name in each language that it has one in.", directives=[at_most(10)]
    )
    version: int = strawberry.field(description="How often it was written: send it with `customerGroupUpdate`.")

    @classmethod
    def of(cls, row: CustomerGroupRow) -> Self:
        return cls(code=row.code, names=LocalizedName.all_of(row.names), version=row.version)
