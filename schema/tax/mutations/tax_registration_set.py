"""`taxRegistrationSet`."""

from typing import Annotated
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.execution import root
from app.identity import Scope
from app.tax import TAX_REGISTRATION_ID, TaxErrorCode, load_registrations, set_registration
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.tax.inputs import TaxRegistrationSetInput, version_of
from schema.tax.payloads import TaxRegistrationSetPayload, TaxUserError
from schema.tax.types import TaxRegistration

Input = Annotated[TaxRegistrationSetInput, strawberry.argument(description="Where, and under which number.")]


@strawberry.type
class TaxRegistrationSetMutation:
    @root(
        description="Say where the seller is registered for tax, or correct it. "
        "A country has one registration a day, and the seller one home. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def tax_registration_set(ctx: RequestContext, input: Input) -> TaxRegistrationSetPayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(_set(ctx, input))
        registrations = {each.id: each for each in await load_registrations(ctx.db)}
        return TaxRegistrationSetPayload(
            tax_registration=TaxRegistration.of(registrations[outcome.result]) if outcome.result else None,
            user_errors=TaxUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


async def _set(ctx: RequestContext, given: TaxRegistrationSetInput) -> UUID:
    """An id that is none of ours is not taken for a new registration."""
    registration_id = TAX_REGISTRATION_ID.decode(given.id) if given.id else None
    if given.id and registration_id is None:
        raise Refusal(Problem(TaxErrorCode.REGISTRATION_NOT_FOUND, ("input", "id")))
    wish, version = given.to_wish(), version_of(given.version)
    return await set_registration(ctx, wish, registration_id=registration_id, version=version)
