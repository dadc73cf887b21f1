"""Shopify's product CSV as records."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from app.catalog import BrandDraft, MediaDraft, ProductDraft, ProductTypeDraft, Texts, VariantDraft
from app.exchange.formats.csv_rows import BadRow, Row, RowReader
from app.exchange.formats.foreign import Defaults, completed
from app.exchange.formats.names import code_of, in_english_too, option_of, slug_of
from app.exchange.formats.shopify.rows import (
    COMPARE_AT,
    REQUIRED_COLUMNS,
    ShopifyProduct,
    groups,
    read_product,
)
from app.exchange.formats.streams import Source
from app.exchange.records import Bad, Record, StatedProduct

NO_TYPE: Final = "other"
"""The product type of a product whose `Type` is empty."""

FIELDS: Final = {"slug": "Handle", "translations": "Title", "sku": "Variant SKU", "choices": "Option1 Value",
                 "stock": "Variant Inventory Qty", "prices": "Variant Price", "gtin": "Variant Barcode",
                 "brand": "Vendor", "product_type": "Type", "media": "Image Src"}  # fmt: skip

complete: Final = partial(completed, variant_fields=("weight_grams", "barcode"))


class ShopifyReader:
    """The products of a file.

    It is the truth for what it has columns for: a product that it has is made to agree with it, and keeps its category,
    customs data and texts in other languages; a product that it does not have stays. Raises `Refusal` where the header
    is not Shopify's.
    """

    def __init__(self, source: Source, defaults: Defaults) -> None:
        self._rows = RowReader(source, REQUIRED_COLUMNS)
        self._defaults = defaults

    def __iter__(self) -> Iterator[Record]:
        rows: Iterator[Row | BadRow] = iter(self._rows)
        for group in groups(rows):
            product = read_product(group, self._defaults.currency_code)
            if isinstance(product, ShopifyProduct):
                yield stated(product, self._defaults, group.count, compares=COMPARE_AT in self._rows.header)
            else:
                yield Bad(group.first_line, product, group.count, is_thing=bool(group.handle))


def external_id(handle: str) -> str:
    """By which an import finds its product again."""
    return f"shopify:{handle}"


def stated(product: ShopifyProduct, defaults: Defaults, rows: int = 1, *, compares: bool = False) -> StatedProduct:
    """What the rows of a product state. `compares`: whether the file says what prices are compared with."""
    brand, product_type = slug_of(product.vendor), slug_of(product.type) or NO_TYPE
    needs: list[BrandDraft | ProductTypeDraft] = [
        ProductTypeDraft(product_type, in_english_too(product.type or "Other", defaults.language_tag))
    ]
    if brand:
        needs.append(BrandDraft(brand, product.vendor))
    lists = defaults.lists_of_currency[defaults.currency_code]
    return StatedProduct(
        line=product.line,
        key=product.handle,
        draft=product_draft(product, defaults),
        complete=complete,
        needs=needs,
        prices={variant.sku: dict.fromkeys(lists, variant.price) for variant in product.variants},
        compare_at={
            variant.sku: {} if variant.compare_at is None else dict.fromkeys(lists, variant.compare_at)
            for variant in product.variants
        }
        if compares
        else None,
        price_lists=lists,
        stock={
            variant.sku: {defaults.warehouse_code: variant.quantity}
            for variant in product.variants
            if variant.quantity is not None
        },
        fields=FIELDS,
        variant_lines=[variant.line for variant in product.variants],
        rows=rows,
    )


def product_draft(product: ShopifyProduct, defaults: Defaults) -> ProductDraft:
    """The draft of a product as far as Shopify knows it."""
    tag = defaults.language_tag
    options = tuple(
        option_of(name, [variant.option_values[position] for variant in product.variants], tag)
        for position, name in enumerate(product.option_names)
    )
    return ProductDraft(
        slug=slug_of(product.handle),
        product_type=slug_of(product.type) or NO_TYPE,
        translations={tag: Texts(product.title, product.body_html)},
        variants=tuple(
            VariantDraft(
                sku=variant.sku,
                choices={
                    option.code: code_of(option, value)
                    for option, value in zip(options, variant.option_values, strict=True)
                },
                weight_grams=variant.grams,
                barcode=variant.barcode,
            )
            for variant in product.variants
        ),
        options=options,
        media=tuple(
            MediaDraft(image.url, in_english_too(image.alt, tag) if image.alt else {}) for image in product.images
        ),
        brand=slug_of(product.vendor) or None,
        tags=product.tags,
        publications=defaults.publications(product.published),
        source_language_tag=tag,
        external_id=external_id(product.handle),
    )
