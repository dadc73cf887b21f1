"""What the indexes look like, as code: there is one per language, because an index that mixes languages breaks.

One localized German field is enough to cost English its tolerance of typos, so each index declares exactly one locale,
and every query names exactly that one.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from meilisearch_python_sdk.models.settings import (
    Faceting,
    Filter,
    FilterableAttributeFeatures,
    FilterableAttributes,
    LocalizedAttributes,
    MeilisearchSettings,
    MinWordSizeForTypos,
    Pagination,
    TypoTolerance,
)

from app.merchandising import LanguageWords
from search.engine.words import NO_WORDS
from search.languages import dictionary_of, engine_stop_words

FORMAT: Final = 2
"""Of indexes: counted up with each version of the shop whose documents or settings differ from those of the version
before. While two versions run side by side, the older one leaves the indexes of the newer one alone."""

PRIMARY_KEY: Final = "id"
DIGEST: Final = "digest"
"""The field in which a document says what all its others come to."""

MAX_HITS: Final = 10_000
"""How many hits of one query can be counted and paged through."""

CUTOFF_MILLISECONDS: Final = 700
"""After this time the engine answers with what it has found, well before the shop gives up on it (`ANSWER_SECONDS`)."""

SEARCHABLE: Final = ("name", "skus", "gtins", "brand", "categories", "tags", "attribute_words", "description")
"""In the order of their weight: a word in a name counts for more than the same word in a description."""

SPELLINGS: Final = "spellings"
"""The field with other forms of the words of a document. Only descriptions count for less. It is shown to nobody."""

_FILTERABLE: Final = (
    *("id", "codes", "visible_in", "has_safety_data", "restricted_in"),
    *("product_type", "category_ids", "collection_ids", "brand_id", "tags", "tag_keys"),
    *("tax_class", "marked_by", "in_stock"),
)
_COMPARABLE: Final = ("attributes.*", "published.*", "kind_count", "kinds.*")
"""What is filtered by greater and less as well. For all else the engine need not keep an order. A field with fields of
its own has to be named with the star: those within it are not its own."""
_SORTABLE: Final = ("published", "published_at", "least")

_RANKING: Final = ("sort", "words", "proximity", "typo", "attribute", "exactness", "published_at:desc")
"""An order that was asked for is kept to the letter; what is equally relevant, or asked for without words, comes newest
first. Words that stand together count for more than words that are typed right, which is the engine's own order: it
takes phrases that are found by a synonym, and words that a shopper has taken apart, for misspelt."""

MAX_FACET_VALUES: Final = 1_000
"""How many values of one facet are counted, those with the most products first."""

ENTRY_SEARCHABLE: Final = ("text",)
ENTRY_FILTERABLE: Final = ("kind", "visible_in", "safe_in")
_ENTRY_RANKING: Final = ("words", "typo", "proximity", "attribute", "exactness", "weight:desc")
"""What matches equally well comes by its own weight, the greatest first."""

_DIGEST_BYTES: Final = 6
_SYNONYMS_MARK: Final = "tradewindsynonyms"
_MARK: Final = re.compile(r"tradewind(\d+)x([0-9a-f]{12})")

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

_CUT_AS: Final = {"de": "en"}
"""The engine cuts German compounds by a list that lacks most nouns (`Leinenhemd` into `Leine`, `nh`, `em` and `d`), in
documents and questions. `search.languages` does it better, beside the words that are written."""


class IndexVersion(NamedTuple):
    """How an index was made."""

    format: int
    digest: str
    """Of its settings, without synonyms."""

    def __str__(self) -> str:
        return f"{self.format}-{self.digest}"


def index_suffix(language_tag: str) -> str:
    """`zh-Hans` → `products_zh-hans`: letters, digits, hyphens and underscores, as index names must be."""
    return f"products_{re.sub(r'[^a-z0-9-]', '-', language_tag.lower())}"


def entries_suffix(language_tag: str) -> str:
    """`zh-Hans` → `entries_zh-hans`."""
    return index_suffix(language_tag).replace("products", "entries", 1)


def locale_of(language_tag: str) -> str | None:
    """The engine's name of the language as which it is to cut words; None where it does not know it, and guesses by the
    letters."""
    primary = language_tag.partition("-")[0].lower()
    primary = _CUT_AS.get(primary, primary)
    return primary if primary in _LOCALES else None


def product_settings(
    language_tag: str, words: LanguageWords = NO_WORDS, embedders: Mapping[str, Any] | None = None
) -> MeilisearchSettings:
    """The settings of a language's index of products."""
    return _versioned(
        MeilisearchSettings(
            searchable_attributes=_ordered(words.field_order),
            filterable_attributes=[_filterable(_FILTERABLE), _filterable(_COMPARABLE, comparison=True)],
            sortable_attributes=list(_SORTABLE),
            ranking_rules=list(_RANKING),
            typo_tolerance=_typo_tolerance(exact=["gtins", "skus"]),
            pagination=Pagination(max_total_hits=MAX_HITS),
            faceting=Faceting(max_values_per_facet=MAX_FACET_VALUES, sort_facet_values_by={"*": "count"}),
            embedders=dict(embedders or {}),
            **_of_language(language_tag, words),
        )
    )


def entry_settings(language_tag: str, words: LanguageWords = NO_WORDS) -> MeilisearchSettings:
    """The settings of a language's index of what is suggested beside products."""
    return _versioned(
        MeilisearchSettings(
            searchable_attributes=list(ENTRY_SEARCHABLE),
            filterable_attributes=[_filterable(ENTRY_FILTERABLE)],
            sortable_attributes=[],
            ranking_rules=list(_ENTRY_RANKING),
            typo_tolerance=_typo_tolerance(exact=[]),
            pagination=Pagination(max_total_hits=MAX_HITS),
            **_of_language(language_tag, words),
        )
    )


def version_of(settings: MeilisearchSettings) -> IndexVersion | None:
    """What an index says of how it was made; None where it was not made by this shop, or by one from before
    versions."""
    for word in (settings.typo_tolerance.disable_on_words if settings.typo_tolerance else None) or ():
        if found := _MARK.fullmatch(word):
            return IndexVersion(int(found[1]), found[2])
    return None


def has_settings(found: MeilisearchSettings, wanted: MeilisearchSettings) -> bool:
    """Whether an index is set up as wanted, but for synonyms, which can be exchanged in place.

    The version says so of what the engine gives back otherwise than it was told: it folds words, and calls locales by
    other names. What it gives back as it was is compared, lest somebody has changed it by hand.
    """
    return version_of(found) == version_of(wanted) and _essence(found) == _essence(wanted)


def has_synonyms(found: MeilisearchSettings, wanted: MeilisearchSettings) -> bool:
    """Whether an index knows the synonyms that are wanted."""
    return _mark_of(found.synonyms or {}) == _mark_of(wanted.synonyms or {})


def _of_language(language_tag: str, words: LanguageWords) -> dict[str, Any]:
    locale = locale_of(language_tag)
    return {
        "stop_words": sorted({*words.stop_words, *engine_stop_words(language_tag)}),
        "dictionary": list(dictionary_of(language_tag)),
        "synonyms": _marked(words.synonyms),
        "localized_attributes": [LocalizedAttributes(locales=[locale], attribute_patterns=["*"])] if locale else [],
        "search_cutoff_ms": CUTOFF_MILLISECONDS,
    }


def _ordered(first: Sequence[str]) -> list[str]:
    """The fields in the order that staff chose; those that they do not name come after, as the shop orders them."""
    chosen = [name for name in first if name in SEARCHABLE]
    ordered = chosen + [name for name in SEARCHABLE if name not in chosen]
    ordered.insert(ordered.index("description"), SPELLINGS)
    return ordered


def _filterable(fields: Sequence[str], *, comparison: bool = False) -> FilterableAttributes:
    """These fields. Nobody searches among the values of a facet, which would cost indexing."""
    features = FilterableAttributeFeatures(facet_search=False, filter=Filter(equality=True, comparison=comparison))
    patterns = [pattern for field in fields for pattern in (field, f"{field}.*")]
    return FilterableAttributes(attribute_patterns=patterns, features=features)


def _typo_tolerance(exact: list[str]) -> TypoTolerance:
    return TypoTolerance(
        enabled=True,
        disable_on_attributes=exact,
        disable_on_words=[],
        disable_on_numbers=True,
        min_word_size_for_typos=MinWordSizeForTypos(one_typo=5, two_typos=9),
    )


def _versioned(settings: MeilisearchSettings) -> MeilisearchSettings:
    """The same, with the version where the engine keeps it: as a word in which it must not look for typos. It is the
    only place for a text of ours in an index that no search comes across."""
    said = settings.model_dump_json(exclude={"synonyms"})
    digest = hashlib.blake2s(said.encode(), digest_size=_DIGEST_BYTES).hexdigest()
    typo_tolerance = settings.typo_tolerance or TypoTolerance(enabled=True)
    marked = typo_tolerance.model_copy(update={"disable_on_words": [f"tradewind{FORMAT}x{digest}"]})
    return settings.model_copy(update={"typo_tolerance": marked})


def _essence(settings: MeilisearchSettings) -> dict[str, object]:
    return settings.model_dump(include={"searchable_attributes", "ranking_rules", "search_cutoff_ms"}) | {
        "filterable": {str(each) for each in settings.filterable_attributes or ()},
        "sortable": set(settings.sortable_attributes or ()),
    }


def _marked(synonyms: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Synonyms, and among them one for a word that nobody types, which says of what digest they are."""
    said = {word: list(others) for word, others in sorted(synonyms.items())}
    digest = hashlib.blake2s(json.dumps(said).encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return said | {f"{_SYNONYMS_MARK}{digest}": ["tradewind"]}


def _mark_of(synonyms: Mapping[str, Sequence[str]]) -> str | None:
    return next((word for word in synonyms if word.startswith(_SYNONYMS_MARK)), None)
