"""Payloads of translations."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.core.errors import Problem
from app.translations import TranslationResult
from schema.core.payloads import MutationPayload, MutationWarning, UserError
from schema.translations.codes import TranslationErrorCode, TranslationState


@strawberry.type(description="Why a translation was not written.")
class TranslationUserError(UserError):
    code: TranslationErrorCode = strawberry.field(description="The reason, for programs.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [cls.of(ctx, problem, code=TranslationErrorCode(problem.code)) for problem in problems]


@strawberry.type(description="What came of one translation.")
class TranslationWriteResult:
    index: int = strawberry.field(description="Its place in the request, from 0.")
    state: TranslationState | None = strawberry.field(description="How the text stands now; null where it was refused.")
    user_errors: list[TranslationUserError] = strawberry.field(
        description="Why it was refused; empty when it was written.", directives=[at_most(2)]
    )
    warnings: list[MutationWarning] = strawberry.field(
        description="What should be looked at; empty when nothing should.", directives=[at_most(2)]
    )

    @classmethod
    def of(cls, ctx: RequestContext, index: int, result: TranslationResult) -> Self:
        path = ("input", "translations", str(index))
        return cls(
            index=index,
            state=result.state,
            user_errors=TranslationUserError.all_of(ctx, [replace(each, path=path) for each in result.problems]),
            warnings=MutationWarning.all_of(ctx, [replace(each, path=path) for each in result.warnings]),
        )


@strawberry.type(description="The outcome of `translationsWrite`.")
class TranslationsWritePayload(MutationPayload):
    results: list[TranslationWriteResult] = strawberry.field(
        description="What came of each translation, in the order of the request.", directives=[at_most(20)]
    )
    user_errors: Sequence[TranslationUserError] = strawberry.field(
        description="Why the request was refused as a whole; empty when it was not: see `results`."
    )
