"""Root fields of customers, for staff."""

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.customers import load_customer_groups
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.customers.types import CustomerGroup


@strawberry.type
class CustomerQueries:
    @root(
        description="All customer groups, by their codes. Needs a token with the scope `pricing:read`.",
        access=scope(Scope.PRICING_READ),
        hints=[at_most(20)],
    )
    @staticmethod
    async def customer_groups(ctx: RequestContext) -> list[CustomerGroup]:
        return [CustomerGroup.of(row) for row in await load_customer_groups(ctx.db)]
