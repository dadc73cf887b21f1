"""The rows that a generated product is made of, table by table, in the order in which foreign keys allow them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from app.catalog.models import MediaType
from app.core.money import minor_digits
from app.demo.catalog import Maker
from app.demo.generator.product import Product
from app.demo.generator.words import as_json, vocabulary
from app.demo.pictures import PICTURE_PIXELS, picture_file

Row = tuple[Any, ...]

MINOR_UNITS_PER_1000_EURO_CENTS = {"EUR": 1000, "GBP": 870, "USD": 1090, "CNY": 7600, "JPY": 1630, "AED": 4000}
"""Plausible price levels, no exchange rates. A yen is a minor unit."""


@dataclass(frozen=True)
class Surroundings:
    """What the products stand in: ids of the shop at hand."""

    categories: Mapping[str, UUID]
    brands: Sequence[Maker]
    price_lists: Sequence[tuple[str, UUID]]
    """Each with its currency."""
    warehouses: Sequence[UUID]
    channel: str
    """The code of the one that they are published in."""


@dataclass(frozen=True)
class Table:
    """One table, and how a product's rows of it are made."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Product, Surroundings], Iterator[Row]]
    is_followed: bool = False
    """Whether the database makes rows of its own from these: slugs, and the lists that products stand in."""

    def rows_of(self, products: Iterable[Product], surroundings: Surroundings) -> Iterator[Row]:
        """The rows of all these products, made one by one."""
        for product in products:
            yield from self.rows(product, surroundings)


def _products(product: Product, around: Surroundings) -> Iterator[Row]:
    maker = around.brands[product.brand % len(around.brands)]
    yield (
        product.id,
        product.slug,
        product.family.entry.product_type,
        maker.brand_id,
        around.categories[product.noun.category],
        maker.manufacturer_id,
        maker.responsible_person_id,
        True,
        product.phrase.tags,
        product.external_id,
        product.created_at,
        product.created_at,
        1,
    )


def _publications(product: Product, around: Surroundings) -> Iterator[Row]:
    yield product.id, around.channel, product.created_at


def _translations(product: Product, _: Surroundings) -> Iterator[Row]:
    for tag, name, description in zip(vocabulary().languages, product.names, product.descriptions, strict=True):
        yield product.id, tag, name, description


def _options(product: Product, _: Surroundings) -> Iterator[Row]:
    if len(product.variants) > 1:
        yield product.option_id, product.id, product.family.entry.option, product.family.option_names, 0


def _option_values(product: Product, _: Surroundings) -> Iterator[Row]:
    for position, variant in enumerate(product.variants):
        if variant.value:
            value = variant.value
            yield variant.value_id, product.option_id, value.code, value.names, value.swatch, position


def _variants(product: Product, _: Surroundings) -> Iterator[Row]:
    for position, variant in enumerate(product.variants):
        names = variant.value.names if variant.value else _no_names()
        yield (
            variant.id,
            product.id,
            variant.sku,
            position,
            names,
            variant.grams,
            product.noun.hs_code,
            product.origin,
        )


def _chosen_values(product: Product, _: Surroundings) -> Iterator[Row]:
    for variant in product.variants:
        if variant.value:
            yield variant.id, product.option_id, variant.value_id


def _prices(product: Product, around: Surroundings) -> Iterator[Row]:
    for variant in product.variants:
        for currency_code, price_list_id in around.price_lists:
            yield variant.id, price_list_id, product.id, price_in(currency_code, variant.cents)


def _stock(product: Product, around: Surroundings) -> Iterator[Row]:
    for variant in product.variants:
        for warehouse_id, pieces in zip(around.warehouses, variant.pieces, strict=True):
            yield variant.id, warehouse_id, pieces, 0


def _media(product: Product, _: Surroundings) -> Iterator[Row]:
    yield (
        product.media_id,
        product.id,
        MediaType.IMAGE.value,
        picture_file(product.picture),
        PICTURE_PIXELS,
        PICTURE_PIXELS,
        as_json(dict(zip(vocabulary().languages, product.names, strict=True))),
        0,
        product.created_at,
    )


@cache
def price_in(currency_code: str, euro_cents: int) -> int:
    """A price as shops write it: 59.90 where there are cents, 9800 where there are none."""
    amount = euro_cents * MINOR_UNITS_PER_1000_EURO_CENTS[currency_code] // 1000
    return amount // 10 * 10 if minor_digits(currency_code) == 0 else amount // 100 * 100 + 90


@cache
def _no_names() -> str:
    return as_json(dict.fromkeys(vocabulary().languages, ""))


TABLES = (
    Table(
        "product",
        (
            "id",
            "slug",
            "product_type",
            "brand_id",
            "category_id",
            "manufacturer_id",
            "responsible_person_id",
            "has_safety_data",
            "tags",
            "external_id",
            "created_at",
            "updated_at",
            "version",
        ),
        _products,
        is_followed=True,
    ),
    Table("product_translation", ("product_id", "language_tag", "name", "description"), _translations),
    Table("product_option", ("id", "product_id", "code", "names", "position"), _options),
    Table("product_option_value", ("id", "option_id", "code", "names", "swatch", "position"), _option_values),
    Table(
        "product_variant",
        ("id", "product_id", "sku", "position", "names", "weight_grams", "hs_code", "origin_country_code"),
        _variants,
    ),
    Table("variant_option_value", ("variant_id", "option_id", "value_id"), _chosen_values),
    Table("price", ("variant_id", "price_list_id", "product_id", "amount"), _prices),
    Table("stock", ("variant_id", "warehouse_id", "on_hand", "reserved"), _stock),
    Table(
        "product_media",
        ("id", "product_id", "type", "source", "width", "height", "alts", "position", "created_at"),
        _media,
    ),
    Table("product_publication", ("product_id", "channel_code", "starts_at"), _publications, is_followed=True),
)
