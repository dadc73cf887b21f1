"""`economicOperatorUpdate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import OPERATORS, update
from app.catalog.ids import OPERATOR_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import EconomicOperatorUpdateInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.types import CatalogEconomicOperator, catalog_operators
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[EconomicOperatorUpdateInput, strawberry.argument(description="Which operator, and what to change.")]


@strawberry.type(description="The outcome of `economicOperatorUpdate`.")
class EconomicOperatorUpdatePayload(TaxonomyPayload):
    economic_operator: CatalogEconomicOperator | None = strawberry.field(
        description="The economic operator as it is now; null when the request was refused."
    )


@strawberry.type
class EconomicOperatorUpdateMutation:
    @root(
        description="Change an economic operator. Products that may be offered in the EU since, or no longer, "
        "follow at once. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def economic_operator_update(ctx: RequestContext, input: Input) -> EconomicOperatorUpdatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            update(ctx, OPERATORS, OPERATOR_ID.decode(input.id), input.changed, version=input.version or None)
        )
        found = await catalog_operators(ctx, [outcome.result] if outcome.result else [])
        return EconomicOperatorUpdatePayload(
            economic_operator=found[0] if found else None,
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
