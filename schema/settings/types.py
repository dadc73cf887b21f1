"""Types of the setup of a shop."""

from typing import Self

import strawberry

from app.markets import Atlas
from schema.core.codes import LanguageCode


@strawberry.type(description="A language that the shop speaks.")
class ShopLanguage:
    language_code: LanguageCode = strawberry.field(description="The language.")
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag.")
    fallback_language_code: LanguageCode | None = strawberry.field(
        description="Where a text is not there in the language, the language to look for it in; null for English."
    )

    @classmethod
    def all_of(cls, atlas: Atlas) -> list[Self]:
        return [
            cls(language_code=tag, language_tag=tag, fallback_language_code=fallback)
            for tag, fallback in sorted({"en": None, **atlas.language_fallbacks}.items())
        ]
