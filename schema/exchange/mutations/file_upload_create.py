"""`fileUploadCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.exchange import create_upload, files_by_id
from app.execution import root
from app.identity import Scope
from schema.core.access import any_scope
from schema.core.payloads import attempt
from schema.core.scalars import URL
from schema.exchange.inputs import FileUploadCreateInput
from schema.exchange.payloads import ExchangeUserError, FileUploadCreatePayload
from schema.exchange.types import ExchangeFile

Input = Annotated[FileUploadCreateInput, strawberry.argument(description="Which file.")]


@strawberry.type
class FileUploadCreateMutation:
    @root(
        description="Announce a file, and get an address to send it to with PUT. Needs a token with the scope "
        "`exchange:write` or `catalog:write`; it is noted in the audit log. A repeat makes another address.",
        access=any_scope(Scope.EXCHANGE_WRITE, Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def file_upload_create(ctx: RequestContext, input: Input) -> FileUploadCreatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(
            create_upload(ctx, name=input.name, media_type=input.media_type, byte_size=input.byte_size)
        )
        upload = outcome.result
        row = await files_by_id.first(ctx.db, ids=[upload.file_id], now=ctx.now) if upload else None
        return FileUploadCreatePayload(
            file=ExchangeFile.of(ctx, row) if row else None,
            upload_url=URL(upload.url) if upload else None,
            expires_at=upload.expires_at if upload else None,
            user_errors=ExchangeUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
