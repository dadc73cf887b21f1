"""`taxRegistrationRemove`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.tax import TAX_REGISTRATION_ID, remove_registration
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.tax.inputs import TaxRegistrationRemoveInput, version_of
from schema.tax.payloads import TaxRegistrationRemovePayload, TaxUserError

Input = Annotated[TaxRegistrationRemoveInput, strawberry.argument(description="Which registration.")]


@strawberry.type
class TaxRegistrationRemoveMutation:
    @root(
        description="Remove a registration that should never have been; give one that ends its last day instead. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def tax_registration_remove(ctx: RequestContext, input: Input) -> TaxRegistrationRemovePayload:  # noqa: A002 - the argument's name is the API's
        registration_id = TAX_REGISTRATION_ID.decode(input.id)
        outcome = await attempt(remove_registration(ctx, registration_id, version=version_of(input.version)))
        return TaxRegistrationRemovePayload(
            removed_tax_registration_id=input.id if outcome.result else None,
            user_errors=TaxUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
