"""`economicOperatorDelete`."""

from typing import Annotated

import strawberry

from app.catalog.commands.taxonomy import OPERATORS, delete
from app.catalog.ids import OPERATOR_ID
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.taxonomy.deletions import EconomicOperatorDeleteInput
from schema.catalog.taxonomy.payloads import TaxonomyPayload, errors_of
from schema.core.access import scope
from schema.core.payloads import attempt

Input = Annotated[EconomicOperatorDeleteInput, strawberry.argument(description="Which economic operator.")]


@strawberry.type(description="The outcome of `economicOperatorDelete`.")
class EconomicOperatorDeletePayload(TaxonomyPayload):
    deleted_economic_operator_id: strawberry.ID | None = strawberry.field(
        description="The id that the economic operator had; null when the request was refused."
    )


@strawberry.type
class EconomicOperatorDeleteMutation:
    @root(
        description="Delete an economic operator. It may answer for no product. Needs a token with the scope "
        "`catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def economic_operator_delete(ctx: RequestContext, input: Input) -> EconomicOperatorDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete(ctx, OPERATORS, OPERATOR_ID.decode(input.id), version=input.version or None))
        return EconomicOperatorDeletePayload(
            deleted_economic_operator_id=None if outcome.problems else input.id,
            user_errors=errors_of(ctx, outcome),
            warnings=[],
        )
