"""Putting a text in its place in a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any, Final

from app.catalog.rules import Texts
from app.catalog.rules.drafts import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    ProductDraft,
    ProductTypeDraft,
)
from app.core.errors import Problem, Refusal
from app.translations.errors import TranslationErrorCode
from app.translations.rules.contents import Owner, TranslatableKind

_WORDS: Final[Mapping[str, str]] = {
    "name": "name",
    "description": "description",
    "slug": "slug",
    "seoTitle": "seo_title",
    "seoDescription": "seo_description",
    "warnings": "warnings",
}


@dataclass(frozen=True)
class Edit:
    """A text to write. An empty one takes the translation away."""

    kind: TranslatableKind
    key: str
    field: str
    language_tag: str
    text: str
    source_digest: str | None = None
    """Of the source that it was translated from. None: of the present one."""


@dataclass(frozen=True)
class FileUnit:
    """A unit of a translator's file: what it says, or what is wrong with it, and the line where it stands."""

    line: int
    edit: Edit | None = None
    problem: Problem | None = None


@singledispatch
def translated(draft: Any, edit: Edit) -> Any:
    """The draft with this text. Raises `Refusal` with `TranslationErrorCode` where it has no such text."""
    raise TypeError(f"{type(draft).__name__} has no {edit.field}")


@translated.register
def _(draft: ProductDraft, edit: Edit) -> ProductDraft:
    before, _, rest = edit.field.partition(".")
    if edit.field in _WORDS:
        return replace(draft, translations=_with_words(draft.translations, edit))
    if before == "attributes":
        return replace(draft, attributes=_with_attribute(draft.attributes, rest, edit))
    if before == "options":
        return replace(draft, options=_with_option(draft, rest, edit))
    if before == "media":
        media = [replace(each, alts=_with(each.alts, edit)) if each.source == rest else each for each in draft.media]
        if any(each.source == rest for each in draft.media):
            return replace(draft, media=tuple(media))
    if before == "variants":
        return replace(draft, variants=_with_variant(draft, rest, edit))
    raise _no_field(edit)


@translated.register(CategoryDraft)
@translated.register(CollectionDraft)
def _(draft: CategoryDraft | CollectionDraft, edit: Edit) -> CategoryDraft | CollectionDraft:
    if edit.field not in _WORDS or edit.field == "warnings":
        raise _no_field(edit)
    return replace(draft, translations=_with_words(draft.translations, edit))


@translated.register
def _(draft: BrandDraft, edit: Edit) -> BrandDraft:
    if edit.field != "description":
        raise _no_field(edit)
    return replace(draft, descriptions=_with(draft.descriptions, edit))


@translated.register
def _(draft: ProductTypeDraft, edit: Edit) -> ProductTypeDraft:
    if edit.field != "name":
        raise _no_field(edit)
    return replace(draft, names=_with(draft.names, edit))


@translated.register
def _(draft: AttributeDraft, edit: Edit) -> AttributeDraft:
    before, _, code = edit.field.partition(".")
    if edit.field == "name":
        return replace(draft, names=_with(draft.names, edit))
    if before != "values" or all(value.code != code for value in draft.values):
        raise _no_field(edit)
    values = (replace(value, names=_with(value.names, edit)) if value.code == code else value for value in draft.values)
    return replace(draft, values=tuple(values))


@translated.register
def _(owner: Owner, edit: Edit) -> Owner:
    """Of what has nothing but a name, and is no draft."""
    (only,) = owner.fields
    if edit.field != only.name:
        raise _no_field(edit)
    return replace(owner, fields=(only._replace(texts=_with(only.texts, edit)),))


def _with(texts: Mapping[str, str], edit: Edit) -> dict[str, str]:
    others = {tag: text for tag, text in texts.items() if tag != edit.language_tag}
    return {**others, edit.language_tag: edit.text} if edit.text else others


def _with_words(translations: Mapping[str, Texts], edit: Edit) -> dict[str, Texts]:
    """A language begins with its name, and ends with it."""
    tag, attribute = edit.language_tag, _WORDS[edit.field]
    known = translations.get(tag)
    if attribute == "name":
        if not edit.text:
            raise Refusal(Problem(TranslationErrorCode.NAME_NEEDED, facts={"language": tag}))
        texts = replace(known, name=edit.text) if known else Texts(edit.text)
    elif known is None:
        raise Refusal(Problem(TranslationErrorCode.NAME_NEEDED, facts={"language": tag}))
    elif attribute == "description":
        texts = replace(known, description=edit.text)
    else:
        change: dict[str, Any] = {attribute: edit.text or None}
        texts = replace(known, **change)
    return {**translations, tag: texts}


def _with_attribute(values: Mapping[str, Any], code: str, edit: Edit) -> dict[str, Any]:
    texts = values.get(code)
    if not isinstance(texts, Mapping):
        raise _no_field(edit)
    return {**values, code: _with(texts, edit)}


def _with_option(draft: ProductDraft, path: str, edit: Edit) -> tuple[Any, ...]:
    """The names of options and of their values. Codes have no dots, and whoever made one with a dot is found too."""
    options, found = [], False
    for option in draft.options:
        changed = option
        if path == option.code:
            changed, found = replace(option, names=_with(option.names, edit)), True
        elif path.startswith(f"{option.code}."):
            code = path.removeprefix(f"{option.code}.")
            values = tuple(
                replace(value, names=_with(value.names, edit)) if value.code == code else value
                for value in option.values
            )
            found = found or values != option.values or any(value.code == code for value in option.values)
            changed = replace(option, values=values)
        options.append(changed)
    if not found:
        raise _no_field(edit)
    return tuple(options)


def _with_variant(draft: ProductDraft, path: str, edit: Edit) -> tuple[Any, ...]:
    sku, mark, code = path.rpartition(".attributes.")
    if not mark or all(variant.sku != sku for variant in draft.variants):
        raise _no_field(edit)
    return tuple(
        replace(variant, attributes=_with_attribute(variant.attributes, code, edit)) if variant.sku == sku else variant
        for variant in draft.variants
    )


def _no_field(edit: Edit) -> Refusal:
    return Refusal(Problem(TranslationErrorCode.FIELD_NOT_FOUND, facts={"field": edit.field, "key": edit.key}))
