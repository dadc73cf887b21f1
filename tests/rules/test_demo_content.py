"""The demo shop is complete: texts in six languages, references that resolve, plausible prices, a picture for each."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from PIL import Image

from app.demo.art import SHAPES, draw

SHOP = Path(__file__).parents[2] / "app" / "demo" / "shop"
KINDS = ("clothing", "beauty", "home", "electronics", "food")
LANGUAGES = {"en", "de", "fr", "zh-Hans", "ja", "ar"}
DECIMALS = {"EUR": 2, "GBP": 2, "USD": 2, "CNY": 2, "JPY": 0, "AED": 2}
WAREHOUSES = {"shenzhen", "rotterdam", "ohio"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HEX_COLOR = re.compile(r"#[0-9a-f]{6}")
SCRIPTS = {
    "zh-Hans": re.compile(r"[\u4e00-\u9fff]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
}

Entry = dict[str, Any]


def read(name: str) -> Any:
    return json.loads((SHOP / name).read_text(encoding="utf-8"))


BRANDS: list[Entry] = read("brands.json")
CATEGORIES: list[Entry] = read("categories.json")
COLLECTIONS: list[Entry] = read("collections.json")
OPTIONS: dict[str, Entry] = read("options.json")
BY_KIND: dict[str, list[Entry]] = {kind: read(f"products/{kind}.json") for kind in KINDS}
PRODUCTS: list[Entry] = [product for products in BY_KIND.values() for product in products]
VARIANTS: list[Entry] = [variant for product in PRODUCTS for variant in product["variants"]]

every_product = pytest.mark.parametrize("product", PRODUCTS, ids=[product["slug"] for product in PRODUCTS])


def option_names() -> Iterator[dict[str, str]]:
    for option in OPTIONS.values():
        yield option["names"]
        for value in option["values"].values():
            yield value["names"]


def slugs(entries: list[Entry]) -> list[str]:
    return [entry["slug"] for entry in entries]


def test_the_shop_is_large_enough_to_look_like_one() -> None:
    assert len(PRODUCTS) >= 60
    assert len(VARIANTS) >= 150
    assert all(len(products) >= 13 for products in BY_KIND.values())


def test_each_file_holds_the_products_of_its_type() -> None:
    assert {kind: {product["productType"] for product in products} for kind, products in BY_KIND.items()} == {
        kind: {kind} for kind in KINDS
    }


@pytest.mark.parametrize("entries", [BRANDS, CATEGORIES, COLLECTIONS, PRODUCTS])
def test_slugs_are_unique_and_well_formed(entries: list[Entry]) -> None:
    assert [slug for slug, times in Counter(slugs(entries)).items() if times > 1] == []
    assert [slug for slug in slugs(entries) if not SLUG.fullmatch(slug)] == []


def test_skus_are_unique_and_leave_the_example_of_the_documentation_free() -> None:
    skus = [variant["sku"] for variant in VARIANTS]
    assert [sku for sku, times in Counter(skus).items() if times > 1] == []
    assert [sku for sku in skus if not re.fullmatch(r"[A-Z0-9-]{4,20}", sku)] == []
    assert "linen-shirt" in slugs(PRODUCTS)
    assert [sku for sku in skus if sku.startswith("LS-")] == []


@pytest.mark.parametrize("entry", [*CATEGORIES, *COLLECTIONS, *PRODUCTS], ids=lambda entry: entry["slug"])
def test_texts_are_there_in_every_language_and_in_its_script(entry: Entry) -> None:
    translations = entry["translations"]
    assert set(translations) == LANGUAGES
    for language, texts in translations.items():
        assert set(texts) == {"name", "description"}
        for text in texts.values():
            assert text == text.strip() != ""
            assert not re.search(r"[<>\x00-\x1f]| {2}", text)
        script = SCRIPTS.get(language)
        assert script is None or script.search(texts["name"] + texts["description"])
    descriptions = [texts["description"] for texts in translations.values()]
    assert len(set(descriptions)) == len(LANGUAGES), "a description was left untranslated"


def test_options_and_their_values_are_named_in_every_language() -> None:
    for names in option_names():
        assert set(names) == LANGUAGES
        assert all(name == name.strip() != "" for name in names.values())
    assert all(HEX_COLOR.fullmatch(value["swatch"]) for value in OPTIONS["color"]["values"].values())


def test_values_of_one_option_can_be_told_apart_in_every_language() -> None:
    for option in OPTIONS.values():
        for language in LANGUAGES:
            shown = [value["names"][language] for value in option["values"].values()]
            assert len(set(shown)) == len(shown)


def test_no_option_value_brand_category_or_collection_is_unused() -> None:
    used = {(option, value) for variant in VARIANTS for option, value in variant["options"].items()}
    assert used == {(option, value) for option, entry in OPTIONS.items() for value in entry["values"]}
    assert {product["brand"] for product in PRODUCTS} == set(slugs(BRANDS))
    assert {slug for product in PRODUCTS for slug in product["collections"]} == set(slugs(COLLECTIONS))
    leaves = {category["slug"] for category in CATEGORIES if category["parent"] is not None}
    assert {product["category"] for product in PRODUCTS} == leaves


def test_categories_are_five_trees_with_parents_first() -> None:
    children: dict[str, list[str]] = {}
    for category in CATEGORIES:
        if category["parent"] is None:
            children[category["slug"]] = []
        else:
            children[category["parent"]].append(category["slug"])
    assert list(children) == list(KINDS)
    assert all(2 <= len(below) <= 4 for below in children.values())


@every_product
def test_references_of_a_product_resolve(product: Entry) -> None:
    parents = {category["slug"]: category["parent"] for category in CATEGORIES}
    assert product["brand"] in slugs(BRANDS)
    assert parents[product["category"]] == product["productType"]
    assert set(product["collections"]) <= set(slugs(COLLECTIONS))
    assert len(set(product["tags"])) == len(product["tags"]) > 0
    image = product["image"]
    assert image["shape"] in SHAPES
    assert HEX_COLOR.fullmatch(image["background"])
    assert HEX_COLOR.fullmatch(image["foreground"])


@every_product
def test_customs_facts_are_well_formed(product: Entry) -> None:
    assert re.fullmatch(r"(?!00|77|9[89])[0-9]{6}", product["hsCode"]), "chapters run from 01 to 97, 77 is reserved"
    country = product["originCountryCode"]
    assert re.fullmatch(r"[A-Z]{2}", country)
    assert country in Locale("en").territories


@every_product
def test_variants_are_the_different_choices_of_their_product(product: Entry) -> None:
    options = product["options"]
    assert set(options) <= set(OPTIONS)
    chosen = [tuple(variant["options"].items()) for variant in product["variants"]]
    assert chosen
    assert len(set(chosen)) == len(chosen)
    for choice in chosen:
        assert [option for option, _ in choice] == options
        assert all(value in OPTIONS[option]["values"] for option, value in choice)


@pytest.mark.parametrize("variant", VARIANTS, ids=[variant["sku"] for variant in VARIANTS])
def test_a_variant_has_a_weight_prices_in_every_market_and_stock(variant: Entry) -> None:
    assert type(variant["weightGrams"]) is int
    assert 0 < variant["weightGrams"] <= 30_000
    prices = variant["prices"]
    assert set(prices) == set(DECIMALS)
    for currency, amount in prices.items():
        assert type(amount) is str, "an amount is text, never a float"
        assert re.fullmatch(r"[1-9][0-9]*" if DECIMALS[currency] == 0 else r"(0|[1-9][0-9]*)\.[0-9]{2}", amount)
        assert Decimal(amount) > 0
    assert set(variant["stock"]) == WAREHOUSES
    assert all(type(pieces) is int and pieces >= 0 for pieces in variant["stock"].values())


def test_prices_are_set_for_each_market_and_keep_a_sane_relation() -> None:
    """A typing slip shows as a price far from the others; the bounds are wide, for a price is set, not converted."""
    bounds = {
        "GBP": ("0.8", "0.95"),
        "USD": ("1.0", "1.2"),
        "CNY": ("3.5", "9"),
        "JPY": ("100", "200"),
        "AED": ("3", "5"),
    }
    for variant in VARIANTS:
        prices = {currency: Decimal(amount) for currency, amount in variant["prices"].items()}
        for currency, (low, high) in bounds.items():
            assert Decimal(low) <= prices[currency] / prices["EUR"] <= Decimal(high), (variant["sku"], currency)


def test_stock_shows_the_cases_a_shop_meets() -> None:
    stocks = [list(variant["stock"].values()) for variant in VARIANTS]
    sold_out = [stock for stock in stocks if not any(stock)]
    in_one_warehouse = [stock for stock in stocks if sum(pieces > 0 for pieces in stock) == 1]
    nearly_gone = [stock for stock in stocks if 2 <= sum(stock) <= 5]
    assert len(sold_out) >= 3
    assert len(in_one_warehouse) >= 5
    assert len(nearly_gone) >= 3


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_a_shape_becomes_a_small_square_png(shape: str) -> None:
    file = draw(shape, "#dfe8ef", "#1f2a44", 600)
    assert len(file) < 60_000
    with Image.open(BytesIO(file)) as picture:
        assert (picture.format, picture.size) == ("PNG", (600, 600))
        shown = picture.convert("RGB")
    assert shown.getpixel((0, 0)) == (0xDF, 0xE8, 0xEF)
    shades = shown.convert("L").histogram()
    assert sum(shades[:128]) > 4_000, "the figure is drawn in the dark foreground"


def test_a_picture_has_the_size_of_the_shop_unless_told() -> None:
    file = draw("shirt", "#dfe8ef", "#1f2a44")
    assert len(file) < 60_000
    with Image.open(BytesIO(file)) as picture:
        assert picture.size == (1200, 1200)


def test_drawing_is_repeatable() -> None:
    assert draw("mug", "#eee6db", "#6f8ea3", 300) == draw("mug", "#eee6db", "#6f8ea3", 300)


def test_an_unknown_shape_is_refused_with_the_shapes_there_are() -> None:
    with pytest.raises(KeyError, match=r"no shape 'zeppelin'\. Choose one of: beanie, bedding, .*, watch\."):
        draw("zeppelin", "#ffffff", "#000000")


def test_a_color_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown color specifier: 'bluish'"):
        draw("mug", "bluish", "#000000", 100)
