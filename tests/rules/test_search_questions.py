"""What a question means before anybody is asked: characters that are not seen, article numbers, cursors."""

import base64
import json
from dataclasses import replace
from uuid import UUID

import pytest

from app.catalog import AttributeCondition, ProductFilters, VariantCondition
from app.core.context import Place
from app.core.errors import RequestError
from app.core.paging import write_cursor
from app.inventory import in_stock_condition
from search.documents.codes import codes_of
from search.questions.codes import code_in
from search.questions.cursors import Start, cursors_of, start_after
from search.questions.question import Hit, ProductSearch, SearchSort

PRODUCT = UUID(int=1)
BERLIN = Place(
    market_id=UUID(int=2),
    market_code="eu",
    country_code="DE",
    language_tag="de",
    language_chain=("de", "en", "en", "en"),
    currency_code="EUR",
    displays_tax=True,
    channel_code="web",
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("lin\u200ben", "linen"),
        ("lin\u00aden", "linen"),
        ("\ufefflinen\u200e", "linen"),
        ("\u202elinen\u202c", "linen"),
        ("\u200b \u2060 \ufeff", ""),
        ("\u200dlinen\u200c", "linen"),
        ("\u200c \u200d", ""),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("a\x00\x07b", "a b"),
    ],
)
def test_what_is_not_seen_is_not_searched_for(typed: str, words: str) -> None:
    assert ProductSearch.of(typed).words == words


@pytest.mark.parametrize(
    ("typed", "says_nothing"),
    [
        ("", False),
        (" \t", False),
        ("!!!", True),
        ('"', True),
        ("-", True),
        ("؟ ، 。・", True),
        ("+ = $", True),
        ("\u0301", True),
        ("a", False),
        ("7", False),
        ("包", False),
        ("👕", False),
        ("?? shirt", False),
    ],
)
def test_signs_alone_say_nothing_and_nothing_at_all_is_everything(typed: str, says_nothing: bool) -> None:
    assert ProductSearch.of(typed).says_nothing is says_nothing


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("shirt-4-m", "SHIRT4M"),
        ("SHIRT-M", "SHIRTM"),
        ("4 006381 333931", "4006381333931"),
        ("４００６３８１３３３９３１", "4006381333931"),
        ("de/shirt_4.m", "DESHIRT4M"),
        ("MUG", "MUG"),
        ("mug", None),
        ("Mug", None),
        ("t-shirt", None),
        ("7", None),
        ("", None),
        ("!!!", None),
        ("8" * 65, None),
        ("Ü-4", "Ü4"),
    ],
)
def test_what_has_a_digit_or_is_in_capitals_may_be_an_article_number(typed: str, code: str | None) -> None:
    assert code_in(typed) == code


def test_documents_have_each_number_once_without_signs() -> None:
    assert codes_of(["shirt-m", "SHIRT M", "--", "4006381333931"]) == ["SHIRTM", "4006381333931"]


def test_a_cursor_says_where_a_page_begins_and_in_which_language() -> None:
    asked = ProductSearch.of("linen", filters=ProductFilters(brand_slugs=("a", "b")))
    cursor = cursors_of(BERLIN, asked, "en")(Hit(PRODUCT, 9, unpinned=7))
    assert start_after(BERLIN, asked, cursor) == Start(9, 7, "en")
    again = ProductSearch.of("linen ", filters=ProductFilters(brand_slugs=("b", "a")))
    assert start_after(BERLIN, again, cursor) == Start(9, 7, "en"), "the order of conditions does not matter"
    assert start_after(BERLIN, asked, cursors_of(BERLIN, asked, "de")(Hit(PRODUCT, 3))) == Start(3, 3, "de")
    assert start_after(BERLIN, asked, None) == Start()


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        (BERLIN, ProductSearch("shirt")),
        (BERLIN, ProductSearch("linen", SearchSort.NEWEST)),
        (BERLIN, ProductSearch("linen", filters=ProductFilters(tags=("new",)))),
        (BERLIN, ProductSearch("linen", filters=ProductFilters(product_types=("new",)))),
        (BERLIN, ProductSearch("linen", filters=ProductFilters(attributes=(AttributeCondition("new", ("a",)),)))),
        (BERLIN, ProductSearch("linen", filters=ProductFilters(variants=(VariantCondition(in_stock_condition),)))),
        (replace(BERLIN, country_code="AT"), ProductSearch("linen")),
        (replace(BERLIN, language_tag="en"), ProductSearch("linen")),
        (replace(BERLIN, currency_code="CHF"), ProductSearch("linen")),
        (replace(BERLIN, channel_code="app"), ProductSearch("linen")),
        (replace(BERLIN, customer_group_code="trade"), ProductSearch("linen")),
    ],
)
def test_a_cursor_is_bound_to_the_question_and_the_place(place: Place, asked: ProductSearch) -> None:
    cursor = cursors_of(BERLIN, ProductSearch("linen"), "de")(Hit(PRODUCT, 1))
    with pytest.raises(RequestError) as refused:
        start_after(place, asked, cursor)
    assert refused.value.code == "CURSOR_OF_ANOTHER_CONTEXT"


@pytest.mark.parametrize(
    "key",
    [
        (0, 0, "de", 0),
        (1, 2, "de", 0),
        (-1, 0, "de", 0),
        (10_001, 1, "de", 0),
        (1, 1, None, 0),
        (True, 1, "de", 0),
        (1, 1, "de", "0"),
        (1, 1, "de"),
    ],
)
def test_a_cursor_that_nobody_gave_out_is_refused(key: tuple[object, ...]) -> None:
    asked = ProductSearch("linen")
    ours = cursors_of(BERLIN, asked, "de")(Hit(PRODUCT, 1))
    context = json.loads(base64.urlsafe_b64decode(ours + "=="))[0]
    with pytest.raises(RequestError) as refused:
        start_after(BERLIN, asked, write_cursor(context, *key))
    assert refused.value.code == "INVALID_CURSOR"
