"""What there is to translate in a draft, text by text.

A text is named by the kind and the key of what it belongs to, and by its field: `PRODUCT`, `linen-shirt`,
`options.size.m`. Keys are slugs and codes, as in drafts.

A text is *missing* in a language that has none of its own, whatever it falls back to. It is *stale* where its source
has changed since it was translated: that is known of the words of products, categories and collections, whose
translations remember the digest of their source, all texts of a language together. Short names remember nothing.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import singledispatch
from typing import Any, Final, NamedTuple

from app.catalog.rules import Texts
from app.catalog.rules.drafts import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    ProductDraft,
    ProductTypeDraft,
)
from app.catalog.rules.staleness import source_digest
from app.core.described import DescribedEnum

ENGLISH: Final = "en"
LONGEST_TEXT: Final = 100_000
_DIGITS: Final = 32


class TranslatableKind(DescribedEnum):
    """What a text belongs to."""

    PRODUCT = "PRODUCT", "A product, with its options, its media's alternative texts and its attributes. Key: its slug."
    CATEGORY = "CATEGORY", "A category. Key: its slug."
    COLLECTION = "COLLECTION", "A collection. Key: its slug."
    BRAND = "BRAND", "A brand. Key: its slug."
    PRODUCT_TYPE = "PRODUCT_TYPE", "A product type. Key: its code."
    ATTRIBUTE = "ATTRIBUTE", "An attribute, with the values that can be selected of it. Key: its code."
    MARKET = "MARKET", "A market. Key: its code."
    CHANNEL = "CHANNEL", "A channel. Key: its code."
    WAREHOUSE = "WAREHOUSE", "A warehouse. Key: its code."
    PAYMENT_METHOD = "PAYMENT_METHOD", "A way to pay. Key: its code."
    DELIVERY_OPTION = (
        "DELIVERY_OPTION",
        "A way to send parcels. Key: its code, the warehouse's and the zone's, joined by colons.",
    )


class TranslationState(DescribedEnum):
    """How a text stands in a language."""

    MISSING = "MISSING", "There is no text of its own in the language."
    STALE = "STALE", "There is one, of a source that has changed since."
    TRANSLATED = "TRANSLATED", "There is one, and its source has not changed as far as is known."


class Field(NamedTuple):
    """A text of something, in the languages that have it."""

    name: str
    texts: Mapping[str, str]
    is_html: bool = False
    is_tracked: bool = False
    """Whether its translations remember of which source they are."""


@dataclass(frozen=True)
class Owner:
    """Something with texts."""

    kind: TranslatableKind
    key: str
    position: str
    """Where it stands among those of its kind."""
    source_language_tag: str
    fields: tuple[Field, ...]
    digest: str | None = None
    """Of the present source of the tracked fields."""
    digests: Mapping[str, str | None] = dataclass_field(default_factory=dict)
    """By language: of the source that the tracked fields were translated from. None: not known."""


@dataclass(frozen=True)
class Content:
    """One text, as it stands in one language."""

    kind: TranslatableKind
    key: str
    field: str
    language_tag: str
    source_language_tag: str
    source: str
    source_digest: str
    """To be given back with the translation."""
    text: str | None
    state: TranslationState
    is_html: bool = False


def text_digest(text: str) -> str:
    """Of a source that its translations do not remember."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def contents_of(owner: Owner, language_tag: str) -> Iterator[Content]:
    """Its texts in the language, those that have a source in another one."""
    for field in owner.fields:
        source_tag = _source_tag(field.texts, owner.source_language_tag)
        if source_tag is None or source_tag == language_tag:
            continue
        source, text = field.texts[source_tag], field.texts.get(language_tag) or None
        digest = owner.digest if field.is_tracked and owner.digest else text_digest(source)
        yield Content(
            owner.kind,
            owner.key,
            field.name,
            language_tag,
            source_tag,
            source,
            digest,
            text,
            _state(owner, field, language_tag, text),
            field.is_html,
        )


def _state(owner: Owner, field: Field, language_tag: str, text: str | None) -> TranslationState:
    if text is None:
        return TranslationState.MISSING
    translated_from = owner.digests.get(language_tag) if field.is_tracked else None
    if translated_from is not None and translated_from != owner.digest:
        return TranslationState.STALE
    return TranslationState.TRANSLATED


def _source_tag(texts: Mapping[str, str], source_language_tag: str) -> str | None:
    """The language that the text is translated from: the owner's, English, or whichever there is."""
    present = [tag for tag, text in texts.items() if text]
    return next((tag for tag in (source_language_tag, ENGLISH) if tag in present), min(present, default=None))


@singledispatch
def owner_of(draft: Any, position: str, **_: Any) -> Owner:
    """The texts of a draft. `localizable` says of attributes by code whether theirs are HTML; `digests` as `Owner`."""
    raise TypeError(f"{type(draft).__name__} at {position} has no texts")


@owner_of.register
def _(
    draft: ProductDraft, position: str, *, localizable: Mapping[str, bool], digests: Mapping[str, str | None]
) -> Owner:
    return Owner(
        TranslatableKind.PRODUCT,
        draft.slug,
        position,
        draft.source_language_tag,
        (*_words(draft.translations), *_product_fields(draft, localizable)),
        _digest(draft),
        digests,
    )


@owner_of.register(CategoryDraft)
@owner_of.register(CollectionDraft)
def _(draft: CategoryDraft | CollectionDraft, position: str, *, digests: Mapping[str, str | None]) -> Owner:
    kind = TranslatableKind.CATEGORY if isinstance(draft, CategoryDraft) else TranslatableKind.COLLECTION
    fields = tuple(_words(draft.translations))
    return Owner(kind, draft.slug, position, draft.source_language_tag, fields, _digest(draft), digests)


@owner_of.register
def _(draft: BrandDraft, position: str) -> Owner:
    field = Field("description", draft.descriptions, is_html=True)
    return Owner(TranslatableKind.BRAND, draft.slug, position, ENGLISH, (field,))


@owner_of.register
def _(draft: ProductTypeDraft, position: str) -> Owner:
    return Owner(TranslatableKind.PRODUCT_TYPE, draft.code, position, ENGLISH, (Field("name", draft.names),))


@owner_of.register
def _(draft: AttributeDraft, position: str) -> Owner:
    values = (Field(f"values.{value.code}", value.names) for value in draft.values)
    return Owner(TranslatableKind.ATTRIBUTE, draft.code, position, ENGLISH, (Field("name", draft.names), *values))


def _digest(draft: ProductDraft | CategoryDraft | CollectionDraft) -> str | None:
    source = draft.translations.get(draft.source_language_tag)
    return source_digest(source) if source else None


def _words(translations: Mapping[str, Texts]) -> Iterator[Field]:
    def by_language(attribute: str) -> dict[str, str]:
        return {tag: text for tag, texts in translations.items() if (text := getattr(texts, attribute))}

    yield Field("name", by_language("name"), is_tracked=True)
    yield Field("description", by_language("description"), is_html=True, is_tracked=True)
    yield Field("slug", by_language("slug"))
    yield Field("seoTitle", by_language("seo_title"), is_tracked=True)
    yield Field("seoDescription", by_language("seo_description"), is_tracked=True)
    yield Field("warnings", by_language("warnings"), is_tracked=True)


def _product_fields(draft: ProductDraft, localizable: Mapping[str, bool]) -> Iterator[Field]:
    yield from _attributes("", draft.attributes, localizable)
    for option in draft.options:
        yield Field(f"options.{option.code}", option.names)
        for value in option.values:
            yield Field(f"options.{option.code}.{value.code}", value.names)
    for variant in draft.variants:
        yield from _attributes(f"variants.{variant.sku}.", variant.attributes, localizable)
    for medium in draft.media:
        yield Field(f"media.{medium.source}", medium.alts)


def _attributes(before: str, values: Mapping[str, Any], localizable: Mapping[str, bool]) -> Iterator[Field]:
    for code, value in values.items():
        if code in localizable and isinstance(value, Mapping):
            yield Field(f"{before}attributes.{code}", value, is_html=localizable[code])
