"""What drafts of types, brands, operators, categories and collections must be, and how they are stored."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from app.catalog.errors import CatalogErrorCode
from app.catalog.models import AttributeKind
from app.catalog.rules.drafts import (
    AttributeDraft,
    AttributeValueDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    OperatorDraft,
    ProductTypeDraft,
    Texts,
)
from app.catalog.rules.html import clean_html
from app.catalog.rules.names import ENGLISH, clean_name
from app.catalog.rules.units import is_unit
from app.core.codes import country_codes, language_tags
from app.core.errors import Problem, refuse

LONGEST_CODE: Final = 64
LONGEST_SLUG: Final = 200
LONGEST_NAME: Final = 300
LONGEST_TEXT: Final = 100_000
"""Characters of a description."""
LARGEST_METADATA: Final = 32_000
"""Characters of JSON."""
MOST_VALUES: Final = 2_000
"""Of an attribute."""
MOST_ATTRIBUTES: Final = 200
"""Of a product type."""
MOST_ADDRESS_LINES: Final = 10

SELECTED: Final = frozenset({AttributeKind.SELECT, AttributeKind.MULTI_SELECT, AttributeKind.SWATCH})
"""Attributes whose values are chosen among a few."""
LOCALIZABLE: Final = frozenset({AttributeKind.TEXT, AttributeKind.RICH_TEXT, AttributeKind.FILE})

_CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_SLUG = re.compile(r"[^\W_]+(-[^\W_]+)*")
_SWATCH = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_WEBSITE = re.compile(r"https?://[^\s/?#]+\.[^\s]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL keeps no NUL in a text, and UTF-8 has no half of a surrogate pair."""


def checked_brand(draft: BrandDraft) -> BrandDraft:
    """The draft in the form that is stored; `Refusal` with all that is wrong with it."""
    descriptions = {tag: clean_html(text) for tag, text in draft.descriptions.items()}
    clean = replace(
        draft,
        name=clean_name(draft.name),
        descriptions={tag: descriptions[tag] for tag in sorted(descriptions) if descriptions[tag]},
        website=draft.website or None,
    )
    refuse(
        _slug_problems(clean.slug, ("slug",)),
        _line_problems(clean.name, ("name",)),
        _language_problems(clean.descriptions, "descriptions"),
        _text_problems(clean.descriptions, "descriptions"),
        _form_problems(_WEBSITE, clean.website, "website"),
        _metadata_problems(clean.metadata, clean.private_metadata),
    )
    return clean


def checked_category(draft: CategoryDraft) -> CategoryDraft:
    """The draft in the form that is stored; `Refusal` with all that is wrong with it."""
    clean = replace(draft, translations=_clean_texts(draft.translations))
    refuse(_words_problems(clean), _metadata_problems(clean.metadata, clean.private_metadata))
    return clean


def checked_collection(draft: CollectionDraft) -> CollectionDraft:
    """The draft in the form that is stored, its rule apart; `Refusal` with all that is wrong with it."""
    products = None if draft.products is None else tuple(dict.fromkeys(draft.products))
    clean = replace(draft, translations=_clean_texts(draft.translations), products=products)
    rule_and_hand = [Problem(CatalogErrorCode.COLLECTION_BY_RULE, ("products",))] if draft.rule and products else []
    refuse(_words_problems(clean), _metadata_problems(clean.metadata, clean.private_metadata), rule_and_hand)
    return clean


def checked_operator(draft: OperatorDraft) -> OperatorDraft:
    """The draft in the form that is stored; `Refusal` with all that is wrong with it."""
    lines = tuple(line for each in draft.address_lines if (line := clean_name(each)))
    clean = replace(
        draft,
        name=clean_name(draft.name),
        address_lines=lines,
        email=draft.email or None,
        website=draft.website or None,
    )
    country = [] if clean.country_code in country_codes() else [_invalid(("country_code",), clean.country_code)]
    address = [] if lines else [_invalid(("address_lines",), "")]
    if len(lines) > MOST_ADDRESS_LINES:
        address = [_too_many("address_lines", MOST_ADDRESS_LINES)]
    refuse(
        _code_problems(clean.code, ("code",)),
        _line_problems(clean.name, ("name",)),
        address,
        *(_line_problems(line, ("address_lines", str(place))) for place, line in enumerate(lines)),
        country,
        _form_problems(_EMAIL, clean.email, "email"),
        _form_problems(_WEBSITE, clean.website, "website"),
    )
    return clean


def checked_attribute(draft: AttributeDraft) -> AttributeDraft:
    """The draft in the form that is stored; `Refusal` with all that is wrong with it."""
    clean = replace(
        draft,
        names=_clean_names(draft.names),
        values=tuple(replace(value, names=_clean_names(value.names)) for value in draft.values),
    )
    refuse(
        _code_problems(clean.code, ("code",)),
        _names_problems(clean.names, ("names",)),
        _kind_problems(clean),
        _value_problems(clean.values),
    )
    return clean


def checked_product_type(draft: ProductTypeDraft) -> ProductTypeDraft:
    """The draft in the form that is stored; `Refusal` with all that is wrong with it."""
    clean = replace(draft, names=_clean_names(draft.names))
    codes = [each.attribute for each in clean.attributes]
    repeated = [
        Problem(CatalogErrorCode.REPEATED, ("attributes", str(place), "attribute"), {"value": code})
        for place, code in enumerate(codes)
        if code in codes[:place]
    ]
    many = [_too_many("attributes", MOST_ATTRIBUTES)] if len(codes) > MOST_ATTRIBUTES else []
    refuse(_code_problems(clean.code, ("code",)), _names_problems(clean.names, ("names",)), repeated, many)
    return clean


def is_storable(value: Any) -> bool:
    """Whether each text in this JSON value can be kept by the database."""
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is None
    if isinstance(value, Mapping):
        return all(is_storable(key) and is_storable(each) for key, each in value.items())
    return all(is_storable(each) for each in value) if isinstance(value, list | tuple) else True


def _invalid(path: tuple[str, ...], value: str) -> Problem:
    shown = _UNSTORABLE.sub("\ufffd", value[:100])
    field = next(part for part in reversed(path) if not part.isdigit())
    return Problem(CatalogErrorCode.VALUE_INVALID, path, {"field": field, "value": shown})


def _too_many(field: str, most: int) -> Problem:
    return Problem(CatalogErrorCode.LIMIT_REACHED, (field,), {"most": most})


def _slug_problems(slug: str, path: tuple[str, ...]) -> Iterator[Problem]:
    if len(slug) > LONGEST_SLUG or not _SLUG.fullmatch(slug):
        yield _invalid(path, slug)


def _code_problems(code: str, path: tuple[str, ...]) -> Iterator[Problem]:
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        yield _invalid(path, code)


def _line_problems(text: str, path: tuple[str, ...]) -> Iterator[Problem]:
    if not text or len(text) > LONGEST_NAME or _UNSTORABLE.search(text):
        yield _invalid(path, text)


def _form_problems(form: re.Pattern[str], text: str | None, field: str) -> Iterator[Problem]:
    if text is not None and (len(text) > LONGEST_NAME or not form.fullmatch(text) or _UNSTORABLE.search(text)):
        yield _invalid((field,), text)


def _language_problems(tags: Iterable[str], *path: str) -> Iterator[Problem]:
    known = set(language_tags())
    for tag in tags:
        if tag not in known:
            yield _invalid((*path, tag, "language_tag"), tag)


def _text_problems(texts: Mapping[str, str | None], *path: str) -> Iterator[Problem]:
    for key, text in texts.items():
        if text and (len(text) > LONGEST_TEXT or _UNSTORABLE.search(text)):
            yield _invalid((*path, key), text)


def _names_problems(names: Mapping[str, str], path: tuple[str, ...]) -> Iterator[Problem]:
    if not names.get(ENGLISH):
        yield Problem(CatalogErrorCode.NO_NAME, path)
    yield from _language_problems(names, *path)
    for tag, name in names.items():
        yield from _line_problems(name, (*path, tag))


def _words_problems(draft: CategoryDraft | CollectionDraft) -> Iterator[Problem]:
    yield from _slug_problems(draft.slug, ("slug",))
    if not draft.translations:
        yield Problem(CatalogErrorCode.NO_NAME, ("translations",))
    yield from _language_problems(draft.translations, "translations")
    yield from _language_problems([draft.source_language_tag], "source_language_tag")
    for tag, texts in draft.translations.items():
        path = ("translations", tag)
        yield from _line_problems(texts.name, (*path, "name"))
        if texts.slug is not None:
            yield from _slug_problems(texts.slug, (*path, "slug"))
        long = {
            "description": texts.description,
            "seo_title": texts.seo_title,
            "seo_description": texts.seo_description,
        }
        yield from _text_problems(long, *path)


def _metadata_problems(public: Mapping[str, Any], private: Mapping[str, Any]) -> Iterator[Problem]:
    for field, value in (("metadata", public), ("private_metadata", private)):
        if not is_storable(value) or len(json.dumps(value)) > LARGEST_METADATA:
            yield _invalid((field,), json.dumps(value))


def _kind_problems(draft: AttributeDraft) -> Iterator[Problem]:
    if draft.unit is not None and (draft.kind is not AttributeKind.NUMBER or not is_unit(draft.unit)):
        yield _invalid(("unit",), draft.unit)
    if draft.is_localizable and draft.kind not in LOCALIZABLE:
        yield _invalid(("is_localizable",), "true")
    if draft.values and draft.kind not in SELECTED:
        yield _invalid(("values",), draft.values[0].code)
    if len(draft.values) > MOST_VALUES:
        yield _too_many("values", MOST_VALUES)


def _value_problems(values: tuple[AttributeValueDraft, ...]) -> Iterator[Problem]:
    seen = set()
    for place, value in enumerate(values):
        path = ("values", str(place))
        yield from _code_problems(value.code, (*path, "code"))
        yield from _names_problems(value.names, (*path, "names"))
        if value.swatch is not None and not _SWATCH.fullmatch(value.swatch):
            yield _invalid((*path, "swatch"), value.swatch)
        if value.code in seen:
            yield Problem(CatalogErrorCode.REPEATED, (*path, "code"), {"value": value.code})
        seen.add(value.code)


def _clean_names(names: Mapping[str, str]) -> dict[str, str]:
    clean = {tag: clean_name(name) for tag, name in names.items()}
    return {tag: clean[tag] for tag in sorted(clean) if clean[tag]}


def _clean_texts(translations: Mapping[str, Texts]) -> dict[str, Texts]:
    """Names and titles on one line, descriptions as safe HTML; a language in which nothing is said is left out."""
    clean = {
        tag: Texts(
            name=clean_name(texts.name),
            description=clean_html(texts.description),
            slug=texts.slug or None,
            seo_title=clean_name(texts.seo_title or "") or None,
            seo_description=clean_name(texts.seo_description or "") or None,
        )
        for tag, texts in translations.items()
    }
    return {tag: clean[tag] for tag in sorted(clean) if clean[tag] != Texts("")}
