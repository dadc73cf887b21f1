"""What the indexes look like, as code: there is one per language, because an index that mixes languages breaks.

One localized German field is enough to cost English its tolerance of typos, so each index declares exactly one locale,
and every query names exactly that one.
"""

import re
from typing import Final

from meilisearch_python_sdk.models.settings import (
    LocalizedAttributes,
    MeilisearchSettings,
    MinWordSizeForTypos,
    Pagination,
    TypoTolerance,
)

PRIMARY_KEY: Final = "id"

MAX_HITS: Final = 10_000
"""How many hits of one query can be counted and paged through."""

CUTOFF_MILLISECONDS: Final = 1_000
"""After this time the engine answers with what it has found, well before the shop gives up on it."""

SEARCHABLE: Final = ("name", "skus", "gtins", "brand", "categories", "tags", "attribute_words", "description")
"""In the order of their weight: a word in a name counts for more than the same word in a description."""

_FILTERABLE: Final = (
    *("visible_in", "has_safety_data", "restricted_in"),
    *("product_type", "category_ids", "collection_ids", "brand_id", "tags", "attributes"),
    *("published", "amounts", "in_stock"),
)
_SORTABLE: Final = ("published", "published_at", "prices")

_RANKING: Final = ("sort", "words", "typo", "proximity", "attribute", "exactness", "published_at:desc")
"""An order that was asked for is kept to the letter; what is equally relevant, or asked for without words, comes newest
first."""

_LOCALES: Final = frozenset(
    {
        *("af", "ar", "az", "be", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "fa"),
        *("fi", "fr", "gu", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "jv", "ka", "km", "kn", "ko"),
        *("la", "lt", "lv", "mk", "ml", "mr", "my", "nb", "ne", "nl", "or", "pa", "pl", "pt", "ro", "ru"),
        *("si", "sk", "sl", "sn", "sr", "sv", "ta", "te", "th", "tk", "tl", "tr", "uk", "ur", "uz", "vi"),
        *("yi", "zh", "zu"),
    }
)
"""ISO 639-1 codes of the languages that Meilisearch knows how to cut into words."""

_CUT_OFF_WORDS: Final = {"ar": ("ال",)}
"""Words that mean nothing alone. The engine cuts the Arabic article off the noun that it is written onto; as a word of
its own it would match nearly every product."""


def index_suffix(language_tag: str) -> str:
    """`zh-Hans` → `products_zh-hans`: letters, digits, hyphens and underscores, as index names must be."""
    return f"products_{re.sub(r'[^a-z0-9-]', '-', language_tag.lower())}"


def locale_of(language_tag: str) -> str | None:
    """The engine's name of a language; None where it does not know it, and guesses by the letters."""
    primary = language_tag.partition("-")[0].lower()
    return primary if primary in _LOCALES else None


def index_settings(language_tag: str) -> MeilisearchSettings:
    """The settings of a language's index."""
    locale = locale_of(language_tag)
    return MeilisearchSettings(
        searchable_attributes=list(SEARCHABLE),
        filterable_attributes=list(_FILTERABLE),
        sortable_attributes=list(_SORTABLE),
        ranking_rules=list(_RANKING),
        stop_words=list(_CUT_OFF_WORDS.get(locale or "", ())),
        localized_attributes=[LocalizedAttributes(locales=[locale], attribute_patterns=["*"])] if locale else [],
        typo_tolerance=TypoTolerance(
            enabled=True,
            disable_on_attributes=["gtins", "skus"],
            disable_on_words=[],
            disable_on_numbers=True,
            min_word_size_for_typos=MinWordSizeForTypos(one_typo=5, two_typos=9),
        ),
        pagination=Pagination(max_total_hits=MAX_HITS),
        search_cutoff_ms=CUTOFF_MILLISECONDS,
    )


def has_settings(found: MeilisearchSettings, language_tag: str) -> bool:
    """Whether an index is set up as this version of the shop wants it."""
    return _essence(found) == _essence(index_settings(language_tag))


def _essence(settings: MeilisearchSettings) -> dict[str, object]:
    """What can be compared: the engine sorts what has no order, and calls locales by other names than it was told."""
    return settings.model_dump(
        include={
            "searchable_attributes",
            "ranking_rules",
            "stop_words",
            "typo_tolerance",
            "pagination",
            "search_cutoff_ms",
        }
    ) | {
        "filterable": set(settings.filterable_attributes or ()),
        "sortable": set(settings.sortable_attributes or ()),
        "localized": [localized.attribute_patterns for localized in settings.localized_attributes or ()],
    }
