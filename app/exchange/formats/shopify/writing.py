"""Products as rows of Shopify's product CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final

from app.catalog import MediaDraft, ProductDraft, VariantDraft, media_url
from app.exchange.formats.goods import Goods, major, text_in, texts_in
from app.exchange.formats.shopify.rows import NO_OPTION

_MOST_OPTIONS: Final = 3

COLUMNS: Final = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published"),
    *(f"Option{number} {what}" for number in (1, 2, 3) for what in ("Name", "Value")),
    *("Variant SKU", "Variant Grams", "Variant Inventory Qty", "Variant Price", "Variant Compare At Price"),
    "Variant Barcode",
    *("Image Src", "Image Position", "Image Alt Text", "Status"),
)


@dataclass(frozen=True)
class ShopifyView:
    """In which language and for which prices and warehouse products are written."""

    language_chain: tuple[str, ...]
    price_lists: tuple[str, ...]
    """Codes, all of the currency: a variant costs what the first says that has it."""
    currency_code: str
    warehouse: str
    brand_names: Mapping[str, str]
    """By slug."""
    type_names: Mapping[str, Mapping[str, str]]
    """By code."""
    public_url: str
    now: datetime


def shopify_rows(goods: Goods, view: ShopifyView) -> Iterator[dict[str, str]]:
    """The rows of a product: each has a variant, a picture or both. Variants without a price are left out, for Shopify
    takes none; a product has three options at most there, further ones are left out too."""
    draft = goods.draft
    variants = [variant for variant in draft.variants if _list_of(goods, variant, view) is not None]
    if not variants:
        return
    pairs = zip_longest(variants, enumerate(draft.media, 1))
    for number, (variant, picture) in enumerate(pairs):
        row = {"Handle": draft.slug}
        if number == 0:
            row |= _of_product(draft, view)
        if variant:
            row |= _of_variant(goods, variant, view, is_first=number == 0)
        if picture:
            position, medium = picture
            row |= _of_picture(position, medium, view)
        yield row


def _of_product(draft: ProductDraft, view: ShopifyView) -> dict[str, str]:
    words = texts_in(draft.translations, view.language_chain)
    is_published = any(
        each.starts_at <= view.now and not _is_over(each.ends_at, view.now) for each in draft.publications
    )
    return {
        "Title": words.name,
        "Body (HTML)": words.description,
        "Vendor": view.brand_names.get(draft.brand or "", ""),
        "Type": text_in(view.type_names.get(draft.product_type, {}), view.language_chain),
        "Tags": ", ".join(draft.tags),
        "Published": "true" if is_published else "false",
        "Status": "active" if is_published else "draft",
    }


def _list_of(goods: Goods, variant: VariantDraft, view: ShopifyView) -> str | None:
    """The list that says what the variant costs."""
    own = goods.prices.get(variant.sku, {})
    return next((code for code in view.price_lists if code in own), None)


def _is_over(ends_at: datetime | None, now: datetime) -> bool:
    return ends_at is not None and ends_at <= now


def _of_variant(goods: Goods, variant: VariantDraft, view: ShopifyView, *, is_first: bool) -> dict[str, str]:
    price_list = _list_of(goods, variant, view) or ""
    compare_at = goods.compare_at.get(variant.sku, {}).get(price_list)
    row = {
        "Variant SKU": variant.sku,
        "Variant Grams": "" if variant.weight_grams is None else str(variant.weight_grams),
        "Variant Inventory Qty": str(goods.stock.get(variant.sku, {}).get(view.warehouse, "")),
        "Variant Price": major(goods.prices[variant.sku][price_list], view.currency_code),
        "Variant Compare At Price": "" if compare_at is None else major(compare_at, view.currency_code),
        "Variant Barcode": variant.gtin or variant.barcode or "",
    }
    options = goods.draft.options[:_MOST_OPTIONS]
    for number, option in enumerate(options, 1):
        value = next(value for value in option.values if value.code == variant.choices[option.code])
        row[f"Option{number} Value"] = text_in(value.names, view.language_chain)
        if is_first:
            row[f"Option{number} Name"] = text_in(option.names, view.language_chain)
    if not options:
        row["Option1 Value"] = NO_OPTION[1]
        if is_first:
            row["Option1 Name"] = NO_OPTION[0]
    return row


def _of_picture(position: int, medium: MediaDraft, view: ShopifyView) -> dict[str, str]:
    return {
        "Image Src": media_url(medium.source, view.public_url, None, None),
        "Image Position": str(position),
        "Image Alt Text": text_in(medium.alts, view.language_chain),
    }
