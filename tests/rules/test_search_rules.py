"""Rules of search that need no engine: names of indexes, queries, highlights, plain text."""

import pytest

from app.catalog import plain_text
from app.core.errors import RequestError
from search.documents.marks import END, START, without_marks
from search.engine.settings import index_suffix, locale_of, product_settings
from search.questions.highlights import Highlight, HighlightField, Part, read_highlights
from search.questions.question import LONGEST_QUERY, ProductSearch


@pytest.mark.parametrize(
    ("tag", "suffix", "locale"),
    [
        ("en", "products_en", "en"),
        ("zh-Hans", "products_zh-hans", "zh"),
        ("pt-BR", "products_pt-br", "pt"),
        ("de", "products_de", "en"),  # the engine cuts German compounds badly; `search.languages` does it
        ("gsw", "products_gsw", None),
    ],
)
def test_an_index_is_named_and_localized_by_its_language(tag: str, suffix: str, locale: str | None) -> None:
    assert index_suffix(tag) == suffix
    assert locale_of(tag) == locale
    localized = product_settings(tag).localized_attributes or []
    assert [each.locales for each in localized] == ([[locale]] if locale else [])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  linen\tshirt \n", "linen shirt"),
        ("linen\x00shirt\x1b", "linen shirt"),
        ("linen\ud800 shirt", "linen shirt"),
        (f"{START}linen{END}", "linen"),
        ("Scha\u0308l", "Sch\u00e4l"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_a_query_is_made_printable(typed: str, words: str) -> None:
    assert ProductSearch.of(typed).words == words


def test_a_query_has_a_limit_which_the_refusal_names() -> None:
    assert ProductSearch.of("x" * LONGEST_QUERY).words == "x" * LONGEST_QUERY
    with pytest.raises(RequestError) as refused:
        ProductSearch.of("x" * 10_000)
    assert refused.value.code == "QUERY_TOO_LONG"
    assert refused.value.message == (
        "`query` has 10000 characters; at most 200 are searched for. Ask with fewer words."
    )


def test_neighbouring_matches_are_one_part_and_texts_without_a_match_are_left_out() -> None:
    formatted = {
        "name": f"{START}Leine{END}{START}nh{END}{START}emd{END} in Blau",
        "skus": ["SHIRT-M", f"{START}SHIRT{END}-L"],
        "brand": "Nordlicht",
        "categories": None,
    }
    assert read_highlights(formatted) == [
        Highlight(HighlightField.NAME, (Part("Leinenhemd", True), Part(" in Blau", False))),
        Highlight(HighlightField.SKU, (Part("SHIRT", True), Part("-L", False))),
    ]


def test_marks_in_a_text_of_the_shop_are_not_taken_for_ours() -> None:
    assert without_marks(f"a{START}b{END}c") == "abc"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Cool &amp; light.</p><p>Linen</p>", "Cool & light. Linen"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("un<b>believ</b>able<br>soft", "unbelievable soft"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_descriptions_are_indexed_as_the_words_that_a_reader_sees(html: str, text: str) -> None:
    assert plain_text(html) == text
