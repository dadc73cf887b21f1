"""`importJobCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.exchange import FILE_ID, SETTINGS, create_import_job
from app.execution import root
from app.identity import Scope
from schema.core.access import require_scope, scope
from schema.exchange.inputs import ImportJobCreateInput
from schema.exchange.payloads import ImportJobCreatePayload

Input = Annotated[ImportJobCreateInput, strawberry.argument(description="Which file, and how to read it.")]


@strawberry.type
class ImportJobCreateMutation:
    @root(
        description="Read a file into the shop, in the background. What is wrong with a row is a problem of the job, "
        "and the rest goes in; the same file read again changes nothing. Needs a token with the scope "
        "`exchange:write`, and for what decides prices `pricing:write` too; it is noted in the audit log.",
        access=scope(Scope.EXCHANGE_WRITE),
    )
    @staticmethod
    async def import_job_create(ctx: RequestContext, input: Input) -> ImportJobCreatePayload:  # noqa: A002 - the argument's name is the API's
        if input.format.value in SETTINGS:
            require_scope(ctx, Scope.PRICING_WRITE)
        command = create_import_job(
            ctx,
            file_id=FILE_ID.decode(input.file_id) if input.file_id else None,
            is_file_named=bool(input.file_id),
            url=input.url or None,
            format=input.format,
            options=input.to_options(),
            idempotency_key=input.idempotency_key,
        )
        return await ImportJobCreatePayload.of(ctx, command)
