"""What a draft must be before it is written, and the form in which it is compared and stored."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.drafts import MediaDraft, OptionDraft, ProductDraft, Texts, VariantDraft
from app.catalog.rules.html import clean_html
from app.catalog.rules.names import clean_name
from app.core.errors import Problem, Refusal

_SLUG = re.compile(r"[^\W_]+(-[^\W_]+)*")
_HS_CODE = re.compile(r"[0-9]{6}([0-9]{2}){0,2}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def normalized(draft: ProductDraft) -> ProductDraft:
    """The draft with clean texts and every picture once; `Refusal` with all that is wrong with it."""
    clean = replace(
        draft,
        translations=clean_texts(draft.translations),
        variants=tuple(replace(variant, sku=variant.sku.strip()) for variant in draft.variants),
        options=tuple(_clean_option(option) for option in draft.options),
        media=tuple({medium.source: _clean_medium(medium) for medium in draft.media}.values()),
        tags=tuple(dict.fromkeys(clean_name(tag) for tag in draft.tags if tag.strip())),
    )
    if problems := list(_problems(clean)):
        raise Refusal(*problems)
    return clean


def clean_texts(translations: Mapping[str, Texts]) -> dict[str, Texts]:
    """Names as plain text, descriptions as safe HTML; a language without a name is left out."""
    clean = {tag: Texts(clean_name(texts.name), clean_html(texts.description)) for tag, texts in translations.items()}
    return {tag: texts for tag, texts in clean.items() if texts.name}


def slug_problems(slug: str) -> Iterator[Problem]:
    """Whether the slug is words of letters and digits, joined by single hyphens."""
    if not _SLUG.fullmatch(slug):
        yield _invalid(("slug",), slug)


def name_problems(translations: Mapping[str, Texts]) -> Iterator[Problem]:
    """Whether there is a name at all."""
    if not translations:
        yield Problem(CatalogErrorCode.NO_NAME, ("translations",))


def _problems(draft: ProductDraft) -> Iterator[Problem]:
    yield from slug_problems(draft.slug)
    yield from name_problems(draft.translations)
    if not draft.variants:
        yield Problem(CatalogErrorCode.NO_VARIANT, ("variants",))
    times = Counter(variant.sku for variant in draft.variants)
    values = {option.code: {value.code for value in option.values} for option in draft.options}
    chosen: set[frozenset[tuple[str, str]]] = set()
    for position, variant in enumerate(draft.variants):
        path = ("variants", str(position))
        if times[variant.sku] > 1:
            yield Problem(CatalogErrorCode.SKU_REPEATED, (*path, "sku"), {"sku": variant.sku})
        if variant.choices.keys() != values.keys() or any(
            value not in values[option] for option, value in variant.choices.items()
        ):
            yield Problem(CatalogErrorCode.CHOICE_UNKNOWN, (*path, "choices"), {"sku": variant.sku})
        choices = frozenset(variant.choices.items())
        if choices in chosen:
            yield Problem(CatalogErrorCode.CHOICES_REPEATED, (*path, "choices"), {"sku": variant.sku})
        chosen.add(choices)
        yield from _code_problems(variant, path)


def _code_problems(variant: VariantDraft, path: tuple[str, ...]) -> Iterator[Problem]:
    if not variant.sku or variant.sku != clean_name(variant.sku):
        yield _invalid((*path, "sku"), variant.sku)
    if variant.hs_code is not None and not _HS_CODE.fullmatch(variant.hs_code):
        yield _invalid((*path, "hs_code"), variant.hs_code)
    if variant.origin_country_code is not None and not _COUNTRY.fullmatch(variant.origin_country_code):
        yield _invalid((*path, "origin_country_code"), variant.origin_country_code)
    if variant.weight_grams is not None and variant.weight_grams < 0:
        yield _invalid((*path, "weight_grams"), str(variant.weight_grams))


def _invalid(path: tuple[str, ...], value: str) -> Problem:
    return Problem(CatalogErrorCode.VALUE_INVALID, path, {"field": path[-1], "value": value})


def _clean_option(option: OptionDraft) -> OptionDraft:
    return replace(
        option,
        names=_clean_names(option.names),
        values=tuple(replace(value, names=_clean_names(value.names)) for value in option.values),
    )


def _clean_medium(medium: MediaDraft) -> MediaDraft:
    return replace(medium, alts=_clean_names(medium.alts))


def _clean_names(names: Mapping[str, str]) -> dict[str, str]:
    return {tag: clean_name(name) for tag, name in names.items()}
