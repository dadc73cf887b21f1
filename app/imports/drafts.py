"""From a product of Shopify's to a draft of ours, and from what our domains refuse back to the rows of the file."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from app.catalog import (
    CustomsFacts,
    KnownProduct,
    MediaDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    Texts,
    VariantDraft,
    slugify,
)
from app.core.errors import Problem, Refusal
from app.imports.shopify import Complaint, ShopifyProduct
from i18n import translate

ENGLISH: Final = "en"
_ENGLISH_CHAIN: Final = (ENGLISH,)

_LAST_LATIN: Final = "\u024f"

NO_TYPE: Final = "other"
"""The product type of a product whose `Type` is empty."""

NOTHING_KNOWN: Final = KnownProduct(category_id=None, translations={}, customs={})
_NO_CUSTOMS: Final = CustomsFacts(None, None)
_FIELDS: Final = {"slug": "Handle", "translations": "Title", "sku": "Variant SKU", "choices": "Option1 Value"}


def external_id(handle: str) -> str:
    """By which an import finds its product again."""
    return f"shopify:{handle}"


def slug_of(text: str) -> str:
    """Words joined by hyphens. Latin ones become ASCII; those of other scripts stay, since leaving them out would make
    different texts the same."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())
    return "-".join(plain for word in words if (plain := slugify(word) if max(word) <= _LAST_LATIN else word))


def product_draft(
    product: ShopifyProduct,
    *,
    language_tag: str,
    brand_id: UUID | None,
    now: datetime,
    known: KnownProduct = NOTHING_KNOWN,
) -> ProductDraft:
    """The draft of a product whose texts are in this language, with what else the shop knows of it."""
    options = tuple(
        _option(name, [variant.option_values[position] for variant in product.variants], language_tag)
        for position, name in enumerate(product.option_names)
    )
    return ProductDraft(
        slug=slug_of(product.handle),
        product_type=slug_of(product.type) or NO_TYPE,
        translations={**known.translations, language_tag: Texts(product.title, product.body_html)},
        variants=tuple(
            VariantDraft(
                sku=variant.sku,
                choices={
                    option.code: _code_of(option, value)
                    for option, value in zip(options, variant.option_values, strict=True)
                },
                weight_grams=variant.grams,
                hs_code=known.customs.get(variant.sku, _NO_CUSTOMS).hs_code,
                origin_country_code=known.customs.get(variant.sku, _NO_CUSTOMS).origin_country_code,
                barcode=variant.barcode,
            )
            for variant in product.variants
        ),
        options=options,
        media=tuple(
            MediaDraft(image.url, _names(image.alt, language_tag) if image.alt else {}) for image in product.images
        ),
        brand_id=brand_id,
        category_id=known.category_id,
        tags=product.tags,
        external_id=external_id(product.handle),
        published_at=now if product.published else None,
    )


def complaints_of(refusal: Refusal, product: ShopifyProduct) -> list[Complaint]:
    """What a domain refused, as rows and columns of the file."""
    return [_complaint(problem, product) for problem in refusal.problems]


def _complaint(problem: Problem, product: ShopifyProduct) -> Complaint:
    line = product.line
    if len(problem.path) > 1 and problem.path[0] == "variants":
        line = product.variants[int(problem.path[1])].line
    field = _FIELDS.get(problem.path[-1], "") if problem.path else ""
    return Complaint(line, field, translate(problem.message_id, _ENGLISH_CHAIN, problem.facts))


def _option(name: str, values: Sequence[str], language_tag: str) -> OptionDraft:
    distinct = list(dict.fromkeys(values))
    return OptionDraft(
        code=slug_of(name) or "option",
        names=_names(name, language_tag),
        values=tuple(
            OptionValueDraft(code, _names(value, language_tag))
            for code, value in zip(_codes(distinct), distinct, strict=True)
        ),
    )


def _codes(values: Sequence[str]) -> list[str]:
    """A code for each value. Values that come to the same (`S/M`, `S-M`) are told apart by a number."""
    codes: list[str] = []
    for value in values:
        code = plain = slug_of(value) or "value"
        number = 2
        while code in codes:
            code = f"{plain}-{number}"
            number += 1
        codes.append(code)
    return codes


def _code_of(option: OptionDraft, value: str) -> str:
    return next(each.code for each in option.values if value in each.names.values())


def _names(text: str, language_tag: str) -> dict[str, str]:
    """A short text in its language, and as the English one, which every other language falls back to."""
    return {ENGLISH: text, language_tag: text}
