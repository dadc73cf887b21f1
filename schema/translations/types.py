"""Types of translations."""

from collections.abc import Sequence
from itertools import groupby
from typing import Self

import strawberry

from app.admission import at_most
from app.translations import Content, LanguageStatus
from schema.core.codes import LanguageCode
from schema.translations.codes import TranslatableKind, TranslationState


@strawberry.type(description="How much of a kind has texts in a language.")
class KindTranslationStatus:
    kind: TranslatableKind = strawberry.field(description="The kind.")
    total: int = strawberry.field(description="How many things there are that are written in another language.")
    translated: int = strawberry.field(description="Those of which every text is translated, and none is stale.")
    stale: int = strawberry.field(
        description="Those of which every text is translated, and the source has changed since."
    )
    missing: int = strawberry.field(description="Those that lack a text in the language.")


@strawberry.type(description="How much of the shop there is in a language.")
class LanguageTranslationStatus:
    language_code: LanguageCode = strawberry.field(description="The language.")
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag.")
    total: int = strawberry.field(description="How many things there are that are written in another language.")
    translated: int = strawberry.field(description="Those of which every text is translated, and none is stale.")
    stale: int = strawberry.field(
        description="Those of which every text is translated, and the source has changed since."
    )
    missing: int = strawberry.field(description="Those that lack a text in the language.")
    kinds: list[KindTranslationStatus] = strawberry.field(description="The same by kind.", directives=[at_most(11)])

    @classmethod
    def all_of(cls, rows: Sequence[LanguageStatus]) -> list[Self]:
        found = []
        for tag, of_language in groupby(rows, key=lambda row: row.language_tag):
            kinds = [
                KindTranslationStatus(
                    kind=row.kind, total=row.total, translated=row.translated, stale=row.stale, missing=row.missing
                )
                for row in of_language
            ]
            found.append(
                cls(
                    language_code=tag,
                    language_tag=tag,
                    total=sum(each.total for each in kinds),
                    translated=sum(each.translated for each in kinds),
                    stale=sum(each.stale for each in kinds),
                    missing=sum(each.missing for each in kinds),
                    kinds=kinds,
                )
            )
        return found


@strawberry.type(description="How much of the shop there is in its languages.")
class TranslationStatus:
    languages: list[LanguageTranslationStatus] = strawberry.field(
        description="Language by language.", directives=[at_most(20)]
    )


@strawberry.type(description="A text that shoppers read, as it stands in a language.")
class TranslatableText:
    kind: TranslatableKind = strawberry.field(description="What it belongs to.")
    key: str = strawberry.field(description="Which of its kind that is: its slug or code.")
    field: str = strawberry.field(
        description="Which of its texts: `name`, `description`, `seoTitle`, `options.size.m`, `attributes.care`, "
        "`media.front.jpg`."
    )
    language_code: LanguageCode = strawberry.field(description="The language.")
    source_language_code: LanguageCode = strawberry.field(description="The language that it is translated from.")
    source: str = strawberry.field(description="The text there.")
    source_digest: str = strawberry.field(
        description="What stands for that source: send it with the translation, so that a source which changes "
        "meanwhile is noticed."
    )
    text: str | None = strawberry.field(description="The text in the language; null where there is none of its own.")
    is_html: bool = strawberry.field(description="Whether it is HTML.")
    state: TranslationState = strawberry.field(description="How it stands.")

    @classmethod
    def of(cls, content: Content) -> Self:
        return cls(
            kind=content.kind,
            key=content.key,
            field=content.field,
            language_code=content.language_tag,
            source_language_code=content.source_language_tag,
            source=content.source,
            source_digest=content.source_digest,
            text=content.text,
            is_html=content.is_html,
            state=content.state,
        )
