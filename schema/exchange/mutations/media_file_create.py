"""`mediaFileCreate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.exchange import FILE_ID, create_media_file
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.exchange.inputs import MediaFileCreateInput
from schema.exchange.payloads import ExchangeUserError, MediaFileCreatePayload
from schema.exchange.types import MediaFile

Input = Annotated[MediaFileCreateInput, strawberry.argument(description="Which upload.")]


@strawberry.type
class MediaFileCreateMutation:
    @root(
        description="Put an upload into the media folder, for everybody to see: a JPEG, PNG, WebP or GIF picture, an "
        "MP4 or WebM film, a binary glTF model or a PDF. The same file has the same name there. Needs a token with "
        "the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def media_file_create(ctx: RequestContext, input: Input) -> MediaFileCreatePayload:  # noqa: A002 - the argument's name is the API's
        outcome = await attempt(create_media_file(ctx, FILE_ID.decode(input.file_id)))
        return MediaFileCreatePayload(
            media_file=MediaFile.of(ctx, outcome.result) if outcome.result else None,
            user_errors=ExchangeUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
