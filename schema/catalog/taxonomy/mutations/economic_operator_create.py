"""`economicOperatorCreate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import OPERATORS, create
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.inputs import EconomicOperatorCreateInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.catalog.taxonomy.types import CatalogEconomicOperator, catalog_operators
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[EconomicOperatorCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type(description="The outcome of `economicOperatorCreate`.")
class EconomicOperatorCreatePayload(TaxonomyPayload):
    economic_operator: CatalogEconomicOperator | None = strawberry.field(
        description="The economic operator as it is now; null when the request was refused."
    )


@strawberry.type
class EconomicOperatorCreateMutation:
    @root(
        description="Make an economic operator. Needs a token with the scope `catalog:write`; it is noted in the "
        "audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def economic_operator_create(ctx: RequestContext, input: Input) -> EconomicOperatorCreatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(create(ctx, OPERATORS, input.to_draft()))
        found = await catalog_operators(ctx, [outcome.result] if outcome.result else [])
        return EconomicOperatorCreatePayload(
            economic_operator=found[0] if found else None,
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
