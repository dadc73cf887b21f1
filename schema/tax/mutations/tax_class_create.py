"""`taxClassCreate`."""

from typing import Annotated

import strawberry

from app.catalog import load_tax_classes
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.tax import create_tax_class
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.tax.inputs import TaxClassCreateInput, pairs
from schema.tax.payloads import TaxClassCreatePayload, TaxUserError
from schema.tax.types import TaxClass

Input = Annotated[TaxClassCreateInput, strawberry.argument(description="What it is to be.")]


@strawberry.type
class TaxClassCreateMutation:
    @root(
        description="Make a class of goods. It bears the standard rates until it is given its own. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def tax_class_create(ctx: RequestContext, input: Input) -> TaxClassCreatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(create_tax_class(ctx, input.code, pairs(input.names)))
        classes = {each.code: each for each in await load_tax_classes(ctx.db)}
        return TaxClassCreatePayload(
            tax_class=TaxClass.of(classes[outcome.result]) if outcome.result else None,
            user_errors=TaxUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
