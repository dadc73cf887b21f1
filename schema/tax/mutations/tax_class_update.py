"""`taxClassUpdate`."""

from typing import Annotated

import strawberry

from app.catalog import load_tax_classes
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.tax import update_tax_class
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.tax.inputs import TaxClassUpdateInput, pairs, version_of
from schema.tax.payloads import TaxClassUpdatePayload, TaxUserError
from schema.tax.types import TaxClass

Input = Annotated[TaxClassUpdateInput, strawberry.argument(description="Which class, and its names.")]


@strawberry.type
class TaxClassUpdateMutation:
    @root(
        description="Give a class of goods other names. "
        "Needs a token with the scope `pricing:write`; it is noted in the audit log.",
        access=scope(Scope.PRICING_WRITE),
    )
    @staticmethod
    async def tax_class_update(ctx: RequestContext, input: Input) -> TaxClassUpdatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            update_tax_class(ctx, input.code, pairs(input.names), version=version_of(input.version))
        )
        classes = {each.code: each for each in await load_tax_classes(ctx.db)}
        return TaxClassUpdatePayload(
            tax_class=TaxClass.of(classes[outcome.result]) if outcome.result else None,
            user_errors=TaxUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
