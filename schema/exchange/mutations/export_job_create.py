"""`exportJobCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.exchange import SETTINGS, create_export_job
from app.execution import root
from app.identity import Scope
from schema.core.access import require_scope, scope
from schema.exchange.inputs import ExportJobCreateInput, ExportOptionsInput
from schema.exchange.payloads import ExportJobCreatePayload

Input = Annotated[ExportJobCreateInput, strawberry.argument(description="What to write, and in which format.")]


@strawberry.type
class ExportJobCreateMutation:
    @root(
        description="Write what is in the shop into a file, in the background: `result` is where to fetch it. Needs a "
        "token with the scope `exchange:write`, and for what decides prices `pricing:read` too; it is noted in the "
        "audit log.",
        access=scope(Scope.EXCHANGE_WRITE),
    )
    @staticmethod
    async def export_job_create(ctx: RequestContext, input: Input) -> ExportJobCreatePayload:  # noqa: A002 - the argument's name is the API's
        if input.format.value in SETTINGS:
            require_scope(ctx, Scope.PRICING_READ)
        options = input.options or ExportOptionsInput()
        command = create_export_job(
            ctx, format=input.format, options=options.to_options(), idempotency_key=input.idempotency_key
        )
        return await ExportJobCreatePayload.of(ctx, command)
