"""`translationsWrite`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import BulkMode
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.translations import write_translations
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.translations.inputs import TranslationsWriteInput
from schema.translations.payloads import TranslationsWritePayload, TranslationUserError, TranslationWriteResult

Input = Annotated[TranslationsWriteInput, strawberry.argument(description="The translations.")]


@strawberry.type
class TranslationsWriteMutation:
    @root(
        description="Write translations of anything that shoppers read. A text that was translated from a source that "
        "has changed since is taken, and is stale. Needs a token with the scope `translations:write`; it is noted in "
        "the audit log.",
        access=scope(Scope.TRANSLATIONS_WRITE),
    )
    @staticmethod
    async def translations_write(ctx: RequestContext, input: Input) -> TranslationsWritePayload:  # noqa: A002 - the argument's name is the API's
        edits = [each.to_edit() for each in input.translations]
        all_or_nothing = input.mode is BulkMode.ALL_OR_NOTHING
        outcome = await attempt(write_translations(ctx, edits, all_or_nothing=all_or_nothing))
        return TranslationsWritePayload(
            results=[TranslationWriteResult.of(ctx, place, each) for place, each in enumerate(outcome.result or [])],
            user_errors=TranslationUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
