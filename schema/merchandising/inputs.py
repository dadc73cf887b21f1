"""Inputs of synonyms and of the words of a language."""

from typing import cast

import strawberry
from strawberry import UNSET

from app.merchandising import SearchLanguageChange, SynonymsChange
from schema.core.codes import LanguageCode
from schema.merchandising.codes import SearchField, SynonymKind
from schema.pricing.reading_inputs import VERSION
from schema.pricing.reading_inputs import given as read_given

_KIND = "In which direction they hold."
_WORDS = (
    "Words or phrases, up to 20 of at most 60 characters: with the kind `EQUIVALENT` at least two. They are kept in "
    "small letters."
)
_OTHERS = "What the words find too, up to 20: with the kind `ONE_WAY`, and with no other."
_LANGUAGE = "The language, one that the shop speaks."


@strawberry.input(description="Words of one language to look for together.")
class SearchSynonymsCreateInput:
    language_code: LanguageCode = strawberry.field(description=_LANGUAGE)
    kind: SynonymKind = strawberry.field(default=SynonymKind.EQUIVALENT, description=_KIND)
    words: list[str] = strawberry.field(description=_WORDS)
    others: list[str] = strawberry.field(default_factory=list, description=_OTHERS)

    def to_change(self) -> SynonymsChange:
        """What they are to be."""
        return _synonyms(self)


@strawberry.input(description="What to change of synonyms. What is left out stays as it is.")
class SearchSynonymsUpdateInput:
    id: strawberry.ID = strawberry.field(description="The synonyms.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    kind: SynonymKind | None = strawberry.field(
        default=UNSET, description=f"{_KIND} What becomes `EQUIVALENT` has no `others` any more."
    )
    words: list[str] | None = strawberry.field(default=UNSET, description=_WORDS)
    others: list[str] | None = strawberry.field(default=UNSET, description=_OTHERS)

    def to_change(self) -> SynonymsChange:
        """The change. Null is as if left out."""
        return _synonyms(self)


@strawberry.input(description="Synonyms to delete.")
class SearchSynonymsDeleteInput:
    id: strawberry.ID = strawberry.field(description="The synonyms.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


@strawberry.input(description="What to say of the words of a language. What is left out stays as it is.")
class SearchLanguageUpdateInput:
    language_code: LanguageCode = strawberry.field(description=_LANGUAGE)
    version: int | None = strawberry.field(
        default=UNSET, description=f"{VERSION} It is 0 where nothing was said of the language yet."
    )
    stop_words: list[str] | None = strawberry.field(
        default=UNSET,
        description="Single words that are left out of texts and searches, beside those that the shop comes with: at "
        "most 100.",
    )
    field_order: list[SearchField] | None = strawberry.field(
        default=UNSET,
        description="The texts of a product, the weightiest first: each once, or none for the shop's own order.",
    )

    def to_change(self) -> SearchLanguageChange:
        """The change. Null is as if left out."""
        return cast(
            SearchLanguageChange,
            read_given(self, stop_words=list, field_order=lambda names: [SearchField(name) for name in names]),
        )


def _synonyms(given: SearchSynonymsCreateInput | SearchSynonymsUpdateInput) -> SynonymsChange:
    return cast(SynonymsChange, read_given(given, kind=SynonymKind, words=list, others=list))
