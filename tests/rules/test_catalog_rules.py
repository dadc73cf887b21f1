"""Safe HTML, slugs, names, addresses of pictures, and drafts that cannot be products."""

from dataclasses import replace

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.catalog.errors import CatalogErrorCode
from app.catalog.rules import (
    MediaDraft,
    MediaFormat,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    Texts,
    VariantDraft,
    clean_html,
    clean_name,
    full_names,
    html,
    ladder_width,
    media_url,
    normalized,
    slugify,
    variant_names,
)
from app.catalog.rules.media import WIDTHS
from app.core.errors import Refusal


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>Soft <b onclick='steal()'>linen</b></p>", "<p>Soft <b>linen</b></p>"),
        ("<p>a</p><script>alert(1)</script><style>p{color:red}</style>", "<p>a</p>"),
        ("<img src=x onerror=alert(1)><iframe src='//evil.example'></iframe>z", "z"),
        ("<svg><a xlink:href='javascript:alert(1)'>x</a></svg>y", "y"),
        ("<a href='javascript:alert(1)'>x</a>", '<a rel="nofollow noopener">x</a>'),
        ("<a href='JaVaScRiPt:alert(1)'>x</a>", '<a rel="nofollow noopener">x</a>'),
        ("<a href='data:text/html,x'>x</a>", '<a rel="nofollow noopener">x</a>'),
        (
            "<a href='https://shop.example/care' target='_blank' rel='opener'>care</a>",
            '<a href="https://shop.example/care" rel="nofollow noopener">care</a>',
        ),
        ("<div class='x'><p style='position:fixed'>t</p></div>", "<p>t</p>"),
        ("<form action='//evil.example'><input name=card></form>pay", "pay"),
        ("<p>unclosed", "<p>unclosed</p>"),
        ("<p> &nbsp; </p><p><br></p><p>a</p>", "<p>a</p>"),
        ("3 < 4 & 5", "3 &lt; 4 &amp; 5"),
        ("a\x00b\x1bc\nd", "abc\nd"),
        ("<!-- secret -->d", "d"),
        ('<span dir="rtl" lang="ar">نص</span>', '<span dir="rtl" lang="ar">نص</span>'),
    ],
)
def test_descriptions_keep_a_safe_subset_of_html(written: str, kept: str) -> None:
    assert clean_html(written) == kept


_INLINE = st.tuples(st.sampled_from(["b", "em", "span"]), st.text(max_size=4)).map("<{0[0]}>{0[1]}</{0[0]}>".format)
_BLOCK = st.tuples(st.sampled_from(["p", "h2", "li"]), st.lists(st.text(max_size=4) | _INLINE, max_size=3).map("".join))
_PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<li>", "</li>", " ", "\n", "a", "\xa0", "\ufeff", "&amp;", "<br>"]
)


@given(st.lists(_BLOCK.map("<{0[0]}>{0[1]}</{0[0]}>".format) | _PIECES | st.text(max_size=4), max_size=8).map("".join))
@example("<p>Soft <b>cotton</b>.</p>\n<ul>")
@example("\ufeffa")
def test_what_is_plainly_safe_is_what_the_cleaner_would_leave(text: str) -> None:
    cleaner = nh3.Cleaner(tags={"p", "h2", "li", "b", "em", "span", "br"}, attributes={}, link_rel=None)
    if html._PLAINLY_SAFE.fullmatch(text):
        assert clean_html(text) == cleaner.clean(text).strip()


@given(st.text(alphabet="<>/=\"' &;:apscrtimgonxhe\x00\n", max_size=80))
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean_html(text)
    assert clean_html(once) == once
    assert "<script" not in once


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Linen shirt", "linen-shirt"),
        ("  Größe  XL ", "grosse-xl"),
        ("Straße", "strasse"),
        ("Crème brûlée & Co.", "creme-brulee-co"),
        ("Smørrebrød Łódź", "smorrebrod-lodz"),
        ("O’Neill's", "oneills"),
        ("亚麻衬衫", ""),
        ("x" * 99 + " y", "x" * 99),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_a_variant_is_named_by_its_values_in_every_language() -> None:
    navy = {"en": "Navy", "de": "Marineblau", "ja": "ネイビー"}
    medium = {"en": "M"}

    assert variant_names([navy, medium]) == {"en": "Navy / M", "de": "Marineblau / M", "ja": "ネイビー / M"}
    assert variant_names([]) == {"en": ""}


def test_a_line_is_named_by_product_and_variant() -> None:
    names = full_names({"en": "Shirt", "de": "Hemd", "fr": "Chemise"}, {"en": "Navy / M", "de": "Marine / M"})

    assert names == {"en": "Shirt, Navy / M", "de": "Hemd, Marine / M", "fr": "Chemise, Navy / M"}
    assert full_names({"en": "Mug"}, {"en": ""}) == {"en": "Mug"}


def test_names_are_plain_text_on_one_line() -> None:
    assert clean_name(" Linen\n\tshirt\x00  <b> ") == "Linen shirt <b>"


@pytest.mark.parametrize(("asked", "served"), [(1, 100), (100, 100), (101, 200), (2400, 2400), (9999, 2400)])
def test_widths_are_rounded_up_to_a_step(asked: int, served: int) -> None:
    assert ladder_width(asked) == served
    assert served in WIDTHS


def test_addresses_of_pictures() -> None:
    base = "https://shop.test/"
    elsewhere = "https://cdn.example/a.jpg"

    assert media_url("shirt.png", base, None, None) == "https://shop.test/media/shirt.png"
    assert media_url("shirt.png", base, 501, MediaFormat.WEBP) == "https://shop.test/media/shirt.png?w=600&f=webp"
    assert media_url("shirt.png", base, None, MediaFormat.PNG) == "https://shop.test/media/shirt.png?f=png"
    assert media_url("a b?.png", base, None, None) == "https://shop.test/media/a%20b%3F.png"
    assert media_url(elsewhere, base, 600, MediaFormat.WEBP) == elsewhere


SIZE = OptionDraft("size", {"en": "Size"}, (OptionValueDraft("m", {"en": "M"}), OptionValueDraft("l", {"en": "L"})))
SHIRT = ProductDraft(
    slug="shirt",
    product_type="clothing",
    translations={"en": Texts("Shirt", "<p>Linen</p>")},
    options=(SIZE,),
    variants=(VariantDraft("S-M", {"size": "m"}), VariantDraft("S-L", {"size": "l"})),
)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (replace(SHIRT, slug="No Slug"), [(CatalogErrorCode.VALUE_INVALID, "slug")]),
        (replace(SHIRT, slug="-a"), [(CatalogErrorCode.VALUE_INVALID, "slug")]),
        (replace(SHIRT, translations={"en": Texts(" \x00 ")}), [(CatalogErrorCode.NO_NAME, "translations")]),
        (replace(SHIRT, variants=()), [(CatalogErrorCode.NO_VARIANT, "variants")]),
        (
            replace(SHIRT, variants=(VariantDraft("S", {"size": "m"}), VariantDraft(" S ", {"size": "l"}))),
            [(CatalogErrorCode.SKU_REPEATED, "variants.0.sku"), (CatalogErrorCode.SKU_REPEATED, "variants.1.sku")],
        ),
        (
            replace(SHIRT, variants=(VariantDraft("S", {"size": "xl"}),)),
            [(CatalogErrorCode.CHOICE_UNKNOWN, "variants.0.choices")],
        ),
        (
            replace(SHIRT, variants=(VariantDraft("S", {}),)),
            [(CatalogErrorCode.CHOICE_UNKNOWN, "variants.0.choices")],
        ),
        (
            replace(SHIRT, variants=(VariantDraft("A", {"size": "m"}), VariantDraft("B", {"size": "m"}))),
            [(CatalogErrorCode.CHOICES_REPEATED, "variants.1.choices")],
        ),
        (
            replace(
                SHIRT,
                variants=(VariantDraft("", {"size": "m"}, weight_grams=-1, hs_code="62059", origin_country_code="pt"),),
            ),
            [
                (CatalogErrorCode.VALUE_INVALID, "variants.0.sku"),
                (CatalogErrorCode.VALUE_INVALID, "variants.0.hs_code"),
                (CatalogErrorCode.VALUE_INVALID, "variants.0.origin_country_code"),
                (CatalogErrorCode.VALUE_INVALID, "variants.0.weight_grams"),
            ],
        ),
    ],
)
def test_a_draft_that_cannot_be_a_product_says_why(
    draft: ProductDraft, expected: list[tuple[CatalogErrorCode, str]]
) -> None:
    with pytest.raises(Refusal) as refused:
        normalized(draft)

    assert [(problem.code, ".".join(problem.path)) for problem in refused.value.problems] == expected


def test_a_draft_is_cleaned() -> None:
    draft = replace(
        SHIRT,
        translations={"en": Texts(" Shirt\n", "<p>a</p><script>b</script>"), "de": Texts("")},
        tags=(" summer ", "", "summer"),
        media=(MediaDraft("a.png"), MediaDraft("b.png"), MediaDraft("a.png", {"en": "Front "})),
    )

    clean = normalized(draft)

    assert clean.translations == {"en": Texts("Shirt", "<p>a</p>")}
    assert clean.tags == ("summer",)
    assert clean.media == (MediaDraft("a.png", {"en": "Front"}), MediaDraft("b.png"))
    assert normalized(clean) == clean
