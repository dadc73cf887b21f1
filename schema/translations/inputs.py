"""Inputs of translations."""

import strawberry
from strawberry import UNSET

from app.catalog.commands.products import BulkMode
from app.translations import Edit
from schema.core.codes import LanguageCode
from schema.translations.codes import TranslatableKind


@strawberry.input(description="A text in a language.")
class TranslationInput:
    kind: TranslatableKind = strawberry.field(description="What it belongs to.")
    key: str = strawberry.field(description="Which of its kind: its slug or code, as `translations` shows it.")
    field: str = strawberry.field(description="Which of its texts, as `translations` shows it.")
    language_code: LanguageCode = strawberry.field(description="The language.")
    text: str = strawberry.field(
        description="The text: safe HTML where `isHtml`, else one plain line. An empty one takes the translation away."
    )
    source_digest: str | None = strawberry.field(
        default=UNSET,
        description="The `sourceDigest` of the source that it was translated from; the present one if left out.",
    )

    def to_edit(self) -> Edit:
        """The edit."""
        return Edit(
            TranslatableKind(self.kind),
            self.key,
            self.field,
            str(self.language_code),
            self.text,
            self.source_digest or None,
        )


@strawberry.input(description="Translations to write.")
class TranslationsWriteInput:
    translations: list[TranslationInput] = strawberry.field(description="The texts: at most 1,000.")
    mode: BulkMode = strawberry.field(
        default=BulkMode.BEST_EFFORT, description="What becomes of the others where one is refused."
    )
