"""How words are compared by Postgres, and how a question is read."""

from uuid import UUID

import pytest

from app.fulltext import Lexemes, ProductWords, all_of, any_of, code_query, none_of, phrase_query, shortened, word_query
from app.fulltext.rules import configuration_of, nearest
from search.fallback.words import Phrase, Question, asked_words, read_question, said_words

SHIRTS = Lexemes(("shirts",), ("shirt",))
THE = Lexemes(("the",), ())


def words(**said: str) -> ProductWords:
    texts = {"name": "", "kinds": "", "facts": "", "description": ""} | said
    return ProductWords(product_id=UUID(int=1), codes=(), **texts)


def test_a_word_is_looked_for_whole_and_by_its_stem() -> None:
    assert word_query(SHIRTS) == "('shirts' | 'shirt')"
    assert word_query(SHIRTS, is_prefix=True) == "('shirts':* | 'shirt')"
    assert word_query(THE) == "'the'"
    assert word_query(Lexemes((), ())) is None


@pytest.mark.parametrize("typed", ["a' | 'b", "\\", "a\\' & !'b", "a:*", "<->", "!a", "(a"])
def test_nothing_that_is_typed_is_an_operator(typed: str) -> None:
    query = word_query(Lexemes((typed,), ()))
    inner = typed.replace("\\", "\\\\").replace("'", "''")
    assert query == f"'{inner}'"


def test_phrases_keep_the_place_of_words_that_mean_nothing() -> None:
    assert phrase_query([SHIRTS, THE, Lexemes(("ends",), ("end",))]) == (
        "(('shirts' <1> 'the' <1> 'ends') | ('shirt' <2> 'end'))"
    )


def test_queries_are_joined_without_what_says_nothing() -> None:
    assert all_of(["'a'", None, "'b'", "'a'"]) == "('a' & 'b')"
    assert any_of([None]) is None
    assert none_of(["'a'", None, "'b'"]) == "(!('a') & !('b'))"
    assert code_query("LA1") == "'=LA1'"


@pytest.mark.parametrize(
    ("tag", "configuration"),
    [("en", "english"), ("de-CH", "german"), ("tr", "turkish"), ("zh-Hans", "simple"), ("ja", "simple")],
)
def test_each_language_has_its_stems(tag: str, configuration: str) -> None:
    assert configuration_of(tag) == f"pg_catalog.{configuration}"


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("linnen", ["linen", "lining", "men"], ("linen",)),
        ("mesenger", ["messenger", "passenger"], ("messenger",)),
        ("shrit", ["shirt", "short", "skirt"], ("shirt",)),
        ("headphnoes", ["headphones"], ("headphones",)),
        ("mug", ["jug"], ()),
        ("xhirt", ["shirt"], ()),
        ("usb3x", ["usb3"], ()),
        ("sterwtypes", ["streetwear"], ()),
    ],
)
def test_a_misspelt_word_is_nearly_another(word: str, known: list[str], found: tuple[str, ...]) -> None:
    assert nearest(word, known) == found


def test_an_unfinished_word_may_be_misspelt_too() -> None:
    assert nearest("mesenge", ["messenger"], is_prefix=True) == ("messenger",)
    assert nearest("mesenge", ["messenger"]) == ()


def test_a_digest_is_of_all_that_is_said() -> None:
    said = words(name="linen shirt")
    assert said.digest("en") == words(name="linen shirt").digest("en")
    others = {said.digest("de"), words(name="linen").digest("en"), words(kinds="linen shirt").digest("en")}
    assert len(others | {said.digest("en")}) == 4


def test_compound_words_are_found_by_their_ends() -> None:
    assert words(name="leinenhemd rot").parts("de") == "nenhemd enhemd nhemd hemd"
    assert words(name="leinenhemd").parts("en") == ""


def test_words_that_may_be_meant_are_no_numbers_and_not_short() -> None:
    said = words(name="red shirt 300ml", kinds="nordlicht", facts="2024 wool", description="thrown")
    assert list(said.known_words()) == ["shirt", "nordlicht", "wool"]


def test_long_texts_are_cut() -> None:
    assert shortened(["x" * 100, "y"]) == f"{'x' * 60} y"
    assert len(shortened(["word"] * 6_000).split()) == 5_000


def test_a_question_has_words_phrases_and_what_is_not_wanted() -> None:
    asked = read_question('linen "long sleeve" shirt -blue -"dry clean"', "en")
    assert asked.words == ("linen", "shirt")
    assert asked.phrases == (Phrase(("long", "sleeve")),)
    assert asked.without == (Phrase(("blue",)), Phrase(("dry", "clean")))
    assert not asked.is_last_open, "what was typed last is not a word"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("shirt shirt SHIRT", ("shirt",)),
        ("the shirt", ("shirt",)),
        ("the", ("the",)),
        ("women's", ("women",)),
        ("t-shirt", ("t", "shirt")),
        ('"', ()),
        ('""', ()),
        ("- -- !!", ()),
        (" ".join(f"w{number}" for number in range(20)), tuple(f"w{number}" for number in range(10))),
    ],
)
def test_words_are_read_once_and_not_too_many(typed: str, words: tuple[str, ...]) -> None:
    assert read_question(typed, "en").words == words


def test_idle_words_of_staff_count_as_those_of_the_language() -> None:
    assert read_question("cheap shirt", "en", ["Cheap"]).words == ("shirt",)


def test_an_empty_question_says_nothing() -> None:
    assert read_question("", "en") == Question()


def test_letters_without_spaces_are_found_in_pairs_and_alone() -> None:
    assert said_words("冷泡绿茶, 新", "zh-Hans") == ["冷泡", "泡绿", "绿茶", "茶", "新"]
    assert asked_words("绿茶", "zh-Hans") == ["绿茶"]
    assert said_words("d'eau", "fr") == ["d", "eau"]
