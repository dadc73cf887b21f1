"""What a shopper may have meant: words that are misspelt, replaced by those that they found."""

from uuid import UUID

import pytest

from search.documents.marks import END, START
from search.query.corrections import corrected, distance
from search.questions.highlights import HighlightField
from search.questions.question import Hit


def found(*texts: str, field: HighlightField = HighlightField.NAME) -> list[Hit]:
    """Hits with these texts, of which the pieces in brackets matched."""
    hits = []
    for position, text in enumerate(texts, 1):
        marked = text.replace("[", START).replace("]", END)
        hits.append(Hit(UUID(int=position), position, {field.value: marked}))
    return hits


@pytest.mark.parametrize(
    ("words", "texts", "meant"),
    [
        ("linnen shirt", ["[Linen] [shirt]"], "linen shirt"),
        ("Linnen shirt", ["[Linen] [shirt]"], "Linen shirt"),
        ("mesenger bag", ["Canvas [messenger] [bag]"], "messenger bag"),
        ("canvsa", ["[Canvas] bag"], "canvas"),
        ("umhängetashe", ["[Umhängetasche] aus Leder"], "umhängetasche"),
        ("umbrelal stand", ["[Umbrella] [stand]"], "umbrella stand"),
        ("linnen, shirt!", ["[Linen] [shirt]"], "linen, shirt!"),
    ],
)
def test_a_misspelt_word_is_replaced_and_the_rest_stays(words: str, texts: list[str], meant: str) -> None:
    assert corrected(words, found(*texts), "de" if "ä" in words else "en") == meant


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("linen shirt", ["[Linen] [shirt]"]),
        ("umhangetasche", ["[Umhängetasche]"]),
        ("mess", ["[Mess]enger bag"]),
        ("trousers", ["[Pants] in blue"]),
        ("xyzzy shirt", ["Linen [shirt]"]),
        ("lnen", ["[Linen] shirt"]),
        ("linnen -blue", ["[Linen] shirt"]),
        ("亚麻衬衫", ["[亚麻]裤"]),
        ("linnen", []),
        ("shirt-11", ["[shirt]"]),
    ],
    ids=[
        "right",
        "folded",
        "unfinished",
        "synonym",
        "unknown",
        "too short",
        "excluded",
        "unspaced",
        "nothing",
        "number",
    ],
)
def test_what_is_right_or_cannot_be_known_is_left_alone(words: str, texts: list[str]) -> None:
    assert corrected(words, found(*texts), "de" if words == "umhangetasche" else "en") is None


def test_a_word_that_some_hit_has_is_right_whatever_the_others_have() -> None:
    assert corrected("lines", found("[Linen] shirt", "[Linen] bag", "[Lines] of code"), "en") is None


def test_of_two_words_that_are_as_near_the_one_that_more_hits_have_is_meant() -> None:
    assert corrected("linet", found("[Liner]", "[Linen]", "[Linen]"), "en") == "linen"


def test_the_nearest_word_is_meant_even_where_another_one_is_found_more() -> None:
    assert corrected("messenjers", found("[Messengers]", "[Passengers]", "[Passengers]"), "en") == "messengers"


def test_article_numbers_are_no_words_to_correct_by() -> None:
    assert corrected("shirk", found("[SHIRT]", field=HighlightField.SKU), "en") is None


def test_only_the_best_hits_say_what_was_meant() -> None:
    texts = [*["plain"] * 10, "[Linen]"]
    assert corrected("linnen", found(*texts), "en") is None
    assert corrected("linnen", found(*texts[1:]), "en") == "linen"


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("linen", "linen", 0),
        ("lnien", "linen", 1),
        ("linnen", "linen", 1),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_swapped_neighbours_are_one_error(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps
