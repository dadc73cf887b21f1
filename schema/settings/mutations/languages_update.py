"""`languagesUpdate`."""

from typing import Annotated

import strawberry

from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.markets import update_languages
from schema.core.access import scope
from schema.core.payloads import attempt
from schema.settings.inputs import LanguagesUpdateInput
from schema.settings.payloads import LanguagesUpdatePayload, SettingsUserError, atlas_after
from schema.settings.types import ShopLanguage

Input = Annotated[LanguagesUpdateInput, strawberry.argument(description="The languages.")]


@strawberry.type
class LanguagesUpdateMutation:
    @root(
        description="Let the shop speak languages, and say what each falls back to. "
        "Needs a token with the scope `settings:write`; it is noted in the audit log.",
        access=scope(Scope.SETTINGS_WRITE),
    )
    @staticmethod
    async def languages_update(ctx: RequestContext, input: Input) -> LanguagesUpdatePayload:  # noqa: A002 - the argument's name is the API's
        asked = [
            (str(each.language_code), str(each.fallback_language_code) if each.fallback_language_code else None)
            for each in input.languages
        ]
        outcome = await attempt(update_languages(ctx, asked))
        return LanguagesUpdatePayload(
            languages=ShopLanguage.all_of(await atlas_after(ctx)),
            user_errors=SettingsUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
