"""How attributes, structured data and pictures are shown: no database."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import Cut, OfferFacts, ProductFacts, fitting_width, pick, plain_text, product_data, script_text
from app.catalog.rules import ShownAttribute, media_url, read_cut, shown_attributes
from app.catalog.rules.media import SHAPES, WIDTHS
from app.catalog.rules.units import UNITS
from i18n import LANGUAGES, format_number, format_quantity, unit_symbol

CHAIN = ("de", "en", "en", "en")


def definition(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "code": "a",
        "names": {"en": "Length"},
        "kind": kind,
        "unit": None,
        "isLocalizable": False,
        "choices": None,
    } | more


def one(stored: Any, kind: str, **more: Any) -> ShownAttribute | None:
    found = shown_attributes([definition(kind, **more)], {"a": stored}, CHAIN, "de-DE")
    return found[0] if found else None


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"en": "a", "de": "b"}, ("de", "b")),
        ({"en": "a", "ja": "b"}, ("en", "a")),
        ({"ja": "a", "ar": "b"}, ("ar", "b")),
        ({}, None),
    ],
)
def test_the_first_language_of_the_chain_else_the_first_there_is(
    texts: dict[str, str], found: tuple[str, str] | None
) -> None:
    assert pick(texts, CHAIN) == found


def test_a_choice_that_fell_back_is_in_the_language_that_it_fell_back_to() -> None:
    choices = {
        "b": {"names": {"de": "Blau", "en": "Blue"}, "swatch": "#00f"},
        "r": {"names": {"en": "Red"}, "swatch": None},
    }
    shown = one(["b", "r"], "MULTI_SELECT", choices=choices)

    assert shown is not None
    assert (shown.value, shown.language_tag) == ("Blau und Red", "en")


def test_what_an_attribute_cannot_have_any_more_is_left_out() -> None:
    assert one("gone", "SELECT", choices={}) is None
    assert one({}, "TEXT", isLocalizable=True) is None


@pytest.mark.parametrize("tag", [f"{language}-{country}" for language in LANGUAGES for country in ("DE", "JP", "AE")])
def test_every_unit_is_written_in_every_language(tag: str) -> None:
    number = Decimal("1234.5")
    for unit in UNITS - {"piece"}:
        assert format_number(number, tag) in format_quantity(number, unit, tag)
        assert unit_symbol(number, unit, tag), unit
    assert format_quantity(number, "piece", tag) == format_number(number, tag)
    assert unit_symbol(number, "piece", tag) is None


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <b>two</b>.</p><p>Three</p>", "One two. Three"),
        ("<ul><li>a</li><li>b</li></ul>c<br>d", "a b c d"),
        ("1 &lt; 2 &amp;&nbsp;3", "1 < 2 & 3"),
        ("<script>x()</script>y", "y"),
        ("", ""),
    ],
)
def test_html_as_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_plain_text_is_never_longer_than_asked(html: str, longest: int) -> None:
    assert len(plain_text(html, longest)) <= longest


@given(st.text(), st.text())
def test_structured_data_is_json_that_cannot_end_its_script(name: str, description: str) -> None:
    facts = ProductFacts(name, description, "en", None, [], [OfferFacts("A", "", None, Decimal("9.90"), "EUR", True)])
    data = product_data(facts)
    text = script_text(data)

    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(text)
    assert json.loads(text) == data


def test_an_offer_of_one_variant_names_the_product_as_well() -> None:
    offer = OfferFacts("A", "Navy", "4006381333931", Decimal("1E+2"), "JPY", is_in_stock=False)
    data = product_data(ProductFacts("Lamp", "", "ja", "Hygge", ["https://x/y.png"], [offer]))

    assert data == {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": "Lamp",
        "inLanguage": "ja",
        "brand": {"@type": "Brand", "name": "Hygge"},
        "image": ["https://x/y.png"],
        "sku": "A",
        "gtin": "4006381333931",
        "offers": [
            {
                "@type": "Offer",
                "sku": "A",
                "name": "Navy",
                "gtin": "4006381333931",
                "price": "100",
                "priceCurrency": "JPY",
                "availability": "https://schema.org/OutOfStock",
            }
        ],
    }


SIZES = st.integers(1, 5000)
POINTS = st.integers(0, 1000)


@given(SIZES, SIZES, st.sampled_from(sorted(SHAPES)), POINTS, POINTS)
def test_a_cut_stays_inside_and_has_its_shape(width: int, height: int, shape: str, x: int, y: int) -> None:
    left, top, right, bottom = Cut(shape, x, y).box(width, height)

    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert right - left == width or bottom - top == height
    # A pixel more or less is all that whole numbers may cost.
    across, down = right - left, bottom - top
    assert abs(Fraction(across) - down * SHAPES[shape]) <= max(Fraction(1), SHAPES[shape])


@given(SIZES, SIZES, st.sampled_from(sorted(SHAPES)), POINTS, POINTS)
def test_the_focal_point_stays_in_view(width: int, height: int, shape: str, x: int, y: int) -> None:
    left, top, right, bottom = Cut(shape, x, y).box(width, height)

    assert left <= width * x // 1000 <= right
    assert top <= height * y // 1000 <= bottom


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_strangers_get_one_of_few_shapes(width: int, height: int) -> None:
    assert Cut.to(width, height).shape in SHAPES
    assert len(SHAPES) * len(WIDTHS) == 110


@pytest.mark.parametrize(
    ("width", "height", "shape"), [(1, 1, "1x1"), (1200, 628, "2x1"), (3, 4, "3x4"), (90, 100, "1x1")]
)
def test_the_nearest_shape(width: int, height: int, shape: str) -> None:
    assert Cut.to(width, height).shape == shape


@pytest.mark.parametrize(
    ("width", "height", "size", "fitting"),
    [
        (None, None, (10, 10), None),
        (300, None, None, 300),
        (300, 100, None, 300),
        (None, 100, (1000, 500), 200),
        (150, 100, (1000, 500), 150),
        (None, 1, (1, 5000), 1),
    ],
)
def test_a_width_that_fits(
    width: int | None, height: int | None, size: tuple[int, int] | None, fitting: int | None
) -> None:
    assert fitting_width(width, height, size) == fitting


@given(st.sampled_from(sorted(SHAPES)), POINTS, POINTS)
def test_only_the_shops_own_cuts_are_read(shape: str, x: int, y: int) -> None:
    cut = Cut(shape, x, y)
    asked = media_url("a.png", "https://shop.test", 600, None, cut, b"key").partition("c=")[2]

    assert read_cut(asked, b"key", "a.png") == cut
    assert read_cut(asked, b"another", "a.png") is None
    assert read_cut(asked, b"key", "b.png") is None


@given(st.text())
def test_no_text_of_a_stranger_is_a_cut(text: str) -> None:
    assert read_cut(text, b"key", "a.png") is None
