"""Root fields of translations, for staff."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import DEFAULT_PAGE, Page, page_size, read_cursor, write_cursor
from app.execution import root
from app.identity import Scope
from app.markets import AtlasCache
from app.translations import Place, texts_page, translation_status
from schema.core.access import any_scope
from schema.core.codes import LanguageCode
from schema.core.connections import After, Connection, First
from schema.translations.codes import TranslatableKind, TranslationState
from schema.translations.types import LanguageTranslationStatus, TranslatableText, TranslationStatus

Language = Annotated[LanguageCode, strawberry.argument(description="The language.")]
Languages = Annotated[
    list[LanguageCode] | None, strawberry.argument(description="These languages only; all that the shop speaks.")
]
States = Annotated[
    list[TranslationState] | None, strawberry.argument(description="In one of these states; in any if left out.")
]
Kinds = Annotated[
    list[TranslatableKind] | None, strawberry.argument(description="Of one of these kinds; of all if left out.")
]

_READERS = any_scope(Scope.TRANSLATIONS_WRITE, Scope.CATALOG_READ)


@strawberry.type
class TranslationQueries:
    @root(
        description="How much of the shop is translated, and how much is missing or stale, by language. Needs a token "
        "with the scope `translations:write` or `catalog:read`.",
        access=_READERS,
    )
    @staticmethod
    async def translation_status(ctx: RequestContext, languages: Languages = UNSET) -> TranslationStatus:
        spoken = (await ctx.part(AtlasCache).get()).language_fallbacks
        asked = [str(each) for each in languages] if isinstance(languages, list) else sorted({"en", *spoken})
        rows = await translation_status(ctx.db, list(dict.fromkeys(asked)))
        return TranslationStatus(languages=LanguageTranslationStatus.all_of(rows))

    @root(
        description="The texts that shoppers read, as they stand in a language: kind by kind, and thing by thing. "
        "Needs a token with the scope `translations:write` or `catalog:read`.",
        access=_READERS,
    )
    @staticmethod
    async def translations(
        ctx: RequestContext,
        language_code: Language,
        states: States = UNSET,
        kinds: Kinds = UNSET,
        first: First = DEFAULT_PAGE,
        after: After = UNSET,
    ) -> Connection[TranslatableText]:
        size = page_size(first, ctx.settings.limit_page_size)
        tag = str(language_code)
        wanted_states = [TranslationState(each) for each in states or ()]
        wanted_kinds = [TranslatableKind(each) for each in kinds or ()]
        context = f"translations {tag} {sorted(wanted_states)} {sorted(wanted_kinds)}"
        found = await texts_page(
            ctx.db,
            tag,
            states=wanted_states,
            kinds=wanted_kinds,
            after=_place(after, context) if after else None,
            limit=size + 1,
        )
        page: Page[Any] = Page(found[:size], has_next=len(found) > size)
        return Connection.of(
            page,
            lambda item: TranslatableText.of(item[1]),
            lambda item: write_cursor(context, *item[0]),
            after=after or None,
        )


def _place(cursor: str, context: str) -> Place:
    kind, position, field = read_cursor(cursor, context, 3)
    if kind not in TranslatableKind.__members__ or not isinstance(position, str) or not isinstance(field, str):
        raise RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")
    return Place(TranslatableKind(kind), position, field)
