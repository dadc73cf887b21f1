"""What is suggested to complete what was typed, and where the typed words stand in it."""

import pytest

from search.query.completions import completions, marked
from search.questions.highlights import Part

NAMES = ["Linen shirt in blue", "Linen trousers", "Shirt of LINEN", "Stoneware mug"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lin", ["linen", "linen shirt", "linen trousers"]),
        ("LIN", ["linen", "linen shirt", "linen trousers"]),
        ("linen sh", ["linen shirt", "linen shirt in blue", "linen shirt of linen"]),
        ("blue shirt", ["blue shirt in blue", "blue shirt of linen"]),
        ("mug", []),
        ("mu", ["mug"]),
        ("xyz", []),
        ("", []),
        ("!?", []),
    ],
)
def test_the_last_word_is_completed_and_then_the_next_one_that_means_something(words: str, expected: list[str]) -> None:
    assert list(completions(words, NAMES, "en")) == expected


@pytest.mark.parametrize(
    ("words", "names", "tag", "expected"),
    [
        ("umhange", ["Umhängetasche aus Segeltuch"], "de", ["umhängetasche", "umhängetasche aus segeltuch"]),
        ("邮差", ["帆布邮差包"], "zh-Hans", ["帆布邮差包"]),
        ("りねん", ["リネンシャツ"], "ja", ["リネンシャツ"]),
        ("قميص", ["قميص كتان"], "ar", ["قميص كتان"]),
        ("ışı", ["IŞIK lamba"], "tr", ["ışık", "ışık lamba"]),
    ],
)
def test_in_each_script_by_its_own_spelling(words: str, names: list[str], tag: str, expected: list[str]) -> None:
    assert list(completions(words, names, tag)) == expected


def test_what_is_very_long_is_no_suggestion() -> None:
    assert list(completions("a", ["a" * 60, "a" * 61], "en")) == ["a" * 60]


@pytest.mark.parametrize(
    ("text", "words", "tag", "expected"),
    [
        ("linen shirt", "sh", "en", [("linen ", False), ("shirt", True)]),
        ("Linen shirt", "LIN shi", "en", [("Linen", True), (" ", False), ("shirt", True)]),
        ("Umhängetasche", "umhange", "de", [("Umhängetasche", True)]),
        ("Stoneware mug", "one", "en", [("Stoneware mug", False)]),
        ("帆布邮差包", "邮差", "zh-Hans", [("帆布", False), ("邮差", True), ("包", False)]),
        ("Mug", "", "en", [("Mug", False)]),
        ("", "mug", "en", []),
    ],
)
def test_words_that_begin_as_what_was_typed_are_marked(
    text: str, words: str, tag: str, expected: list[tuple[str, bool]]
) -> None:
    assert marked(text, words, tag) == tuple(Part(piece, matched) for piece, matched in expected)


def test_what_stands_behind_a_comma_is_not_suggested() -> None:
    assert list(completions("serv", ["Leinenservietten, 4er-Set", "Servietten, 4er-Set"], "de")) == ["servietten"]
    assert list(completions("t", ["T-Shirt aus Baumwolle"], "de")) == ["t-shirt"]
