"""What is wrong with the options and variants of a draft."""

import re
from collections import Counter
from collections.abc import Iterator

from stdnum import ean

from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.checks.values import (
    Path,
    amount_problems,
    code_problems,
    country_problems,
    document_problems,
    invalid,
    label_problems,
    number_problems,
    repeated,
    swatch_problems,
    tag_problems,
)
from app.catalog.rules.drafts import OptionDraft, ProductDraft, VariantDraft
from app.catalog.rules.units import CONTENT_UNITS
from app.core.errors import Problem

_HS_CODE = re.compile(r"[0-9]{6}([0-9]{2}){0,2}")
_NATIONAL_HS_CODE = re.compile(r"[0-9]{6,14}")


def option_problems(options: tuple[OptionDraft, ...]) -> Iterator[Problem]:
    """Whether each option and each of its values has a code of its own, and a name."""
    for position, option in enumerate(options):
        path = ("options", str(position))
        yield from code_problems(option.code, (*path, "code"))
        yield from label_problems(option.names, (*path, "names"))
        if option.code in {before.code for before in options[:position]}:
            yield repeated(option.code, (*path, "code"))
        codes = set[str]()
        for number, value in enumerate(option.values):
            place = (*path, "values", str(number))
            yield from code_problems(value.code, (*place, "code"))
            yield from label_problems(value.names, (*place, "names"))
            yield from swatch_problems(value.swatch, (*place, "swatch"))
            if value.code in codes:
                yield repeated(value.code, (*place, "code"))
            codes.add(value.code)


def variant_problems(draft: ProductDraft) -> Iterator[Problem]:
    """Whether there are variants, each with its own SKU and its own choice of the options."""
    if not draft.variants:
        yield Problem(CatalogErrorCode.NO_VARIANT, ("variants",))
    times = Counter(variant.sku for variant in draft.variants)
    values = {option.code: {value.code for value in option.values} for option in draft.options}
    sources = {medium.source for medium in draft.media}
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
        yield from _value_problems(variant, path)
        yield from _component_problems(variant, path)
        for source in variant.media:
            if source not in sources:
                yield Problem(CatalogErrorCode.REFERENCE_UNKNOWN, (*path, "media"), {"field": "media", "value": source})


def _value_problems(variant: VariantDraft, path: Path) -> Iterator[Problem]:
    yield from code_problems(variant.sku, (*path, "sku"))
    if variant.hs_code is not None and not _HS_CODE.fullmatch(variant.hs_code):
        yield invalid((*path, "hs_code"), variant.hs_code)
    for country, code in variant.national_hs_codes.items():
        yield from country_problems(country, (*path, "national_hs_codes", country))
        if not _NATIONAL_HS_CODE.fullmatch(code):
            yield invalid((*path, "national_hs_codes", country), code)
    yield from country_problems(variant.origin_country_code, (*path, "origin_country_code"))
    yield from tag_problems(variant.customs_descriptions, (*path, "customs_descriptions"))
    if variant.gtin is not None and not (variant.gtin.isascii() and ean.is_valid(variant.gtin)):
        yield invalid((*path, "gtin"), variant.gtin)
    yield from number_problems(variant.weight_grams, 0, (*path, "weight_grams"))
    yield from number_problems(variant.length_mm, 1, (*path, "length_mm"))
    yield from number_problems(variant.width_mm, 1, (*path, "width_mm"))
    yield from number_problems(variant.height_mm, 1, (*path, "height_mm"))
    if variant.content is not None:
        yield from amount_problems(variant.content.quantity, (*path, "content", "quantity"))
        yield from amount_problems(variant.content.reference, (*path, "content", "reference"))
        if variant.content.unit not in CONTENT_UNITS:
            yield invalid((*path, "content", "unit"), variant.content.unit)
    yield from document_problems(variant.metadata, (*path, "metadata"))
    yield from document_problems(variant.private_metadata, (*path, "private_metadata"))


def _component_problems(variant: VariantDraft, path: Path) -> Iterator[Problem]:
    before = set[str]()
    for position, component in enumerate(variant.components):
        place = (*path, "components", str(position))
        yield from code_problems(component.sku, (*place, "sku"))
        yield from number_problems(component.quantity, 1, (*place, "quantity"))
        if component.sku == variant.sku:
            yield Problem(CatalogErrorCode.BUNDLE_NESTED, (*place, "sku"), {"sku": component.sku})
        if component.sku in before:
            yield repeated(component.sku, (*place, "sku"))
        before.add(component.sku)
