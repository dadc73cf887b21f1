"""Payloads of files, imports and exports."""

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Self

import strawberry

from app.core.context import RequestContext
from app.core.errors import Problem
from app.exchange import NewExchangeJob
from schema.core.payloads import MutationPayload, UserError, attempt
from schema.core.scalars import URL
from schema.exchange.codes import ExchangeErrorCode
from schema.exchange.types import ExchangeFile, ExchangeJob, MediaFile, job_of

_USER_ERRORS = "Why the mutation was refused; empty when it succeeded."


@strawberry.type(description="Why a file was not taken, or an import or export not made or ended.")
class ExchangeUserError(UserError):
    code: ExchangeErrorCode = strawberry.field(description="The reason, for programs.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [cls.of(ctx, problem, code=ExchangeErrorCode(problem.code)) for problem in problems]


@strawberry.type(description="The outcome of `fileUploadCreate`.")
class FileUploadCreatePayload(MutationPayload):
    file: ExchangeFile | None = strawberry.field(
        description="The file that is to come; null when the request was refused."
    )
    upload_url: URL | None = strawberry.field(
        description="Send the file there with PUT, once; whoever has the address can. Null when the request was "
        "refused."
    )
    expires_at: datetime | None = strawberry.field(
        description="Until when the address takes the file; null when the request was refused."
    )
    user_errors: Sequence[ExchangeUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `mediaFileCreate`.")
class MediaFileCreatePayload(MutationPayload):
    media_file: MediaFile | None = strawberry.field(
        description="The file in the media folder; null when the request was refused."
    )
    user_errors: Sequence[ExchangeUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.interface(description="The outcome of a mutation that makes an import or export.")
class NewExchangeJobPayload(MutationPayload):
    job: ExchangeJob | None = strawberry.field(description="The job as it is now; null when the request was refused.")
    replayed: bool = strawberry.field(description="Whether the same request under the same key had made it before.")
    user_errors: Sequence[ExchangeUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[NewExchangeJob]) -> Self:
        """Run the use case, and show the job that it made."""
        outcome = await attempt(command)
        made = outcome.result
        return cls(
            job=await job_of(ctx, made.id) if made else None,
            replayed=bool(made and made.replayed),
            user_errors=ExchangeUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `importJobCreate`.")
class ImportJobCreatePayload(NewExchangeJobPayload):
    pass


@strawberry.type(description="The outcome of `exportJobCreate`.")
class ExportJobCreatePayload(NewExchangeJobPayload):
    pass


@strawberry.type(description="The outcome of `exchangeJobCancel`.")
class ExchangeJobCancelPayload(MutationPayload):
    job: ExchangeJob | None = strawberry.field(description="The job as it is now; null when the request was refused.")
    user_errors: Sequence[ExchangeUserError] = strawberry.field(description=_USER_ERRORS)
