"""`taxClassDelete`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.tax import delete_tax_class
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.tax.inputs import TaxClassDeleteInput, version_of
from schema.tax.payloads import TaxClassDeletePayload, TaxUserError

Input = Annotated[TaxClassDeleteInput, strawberry.argument(description="Which class.")]


@strawberry.type
class TaxClassDeleteMutation:
    @root(
        description="Delete a class of goods that no product and no rate has. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def tax_class_delete(ctx: RequestContext, input: Input) -> TaxClassDeletePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(delete_tax_class(ctx, input.code, version=version_of(input.version)))
        return TaxClassDeletePayload(
            deleted_code=outcome.result,
            user_errors=TaxUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
