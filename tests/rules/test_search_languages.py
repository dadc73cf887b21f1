"""What the shop knows of languages: the same word in its spellings, and where words end."""

import json
from pathlib import Path

import pytest

import search.languages
from search.languages import (
    asked,
    cut,
    dictionary_of,
    engine_stop_words,
    engine_synonyms,
    folded,
    latin,
    respelled,
    spelled,
    stop_words_of,
    synonyms_of,
    wording,
)
from search.languages.stemming import inflected, stemmed
from search.languages.transliteration import skeleton

WORDS = sorted((Path(search.languages.__file__).parent / "words").glob("*.json"))


@pytest.mark.parametrize(
    ("tag", "one", "other"),
    [
        ("de", "Größe", "GROESSE"),
        ("de", "Küchentücher", "kuechentuecher"),
        ("de-CH", "weiß", "weiss"),
        ("en", "ﬁsh & cœur", "FISH & coeur"),
        ("fr", "Thé à l’été", "the a l’ete"),
        ("tr", "IŞIK", "ışık"),
        ("tr", "İNCİ", "inci"),
        ("ja", "ＵＳＢケーブル", "usbけぶる"),
        ("ja", "スピーカー", "すぴか"),
        ("ar", "أحمدُ", "احمد"),
        ("ar", "قهوة", "قهوه"),
        ("ar", "والقهوة", "قهوه"),
        ("ar", "مكتبـــة", "مكتبه"),
        ("ru", "Ёлка", "елка"),
        ("en", "zero\u200bwidth", "zerowidth"),
    ],
)
def test_spellings_of_a_word_are_folded_into_one(tag: str, one: str, other: str) -> None:
    assert folded(one, tag) == folded(other, tag)
    assert folded(folded(one, tag), tag) == folded(one, tag)


@pytest.mark.parametrize(
    ("tag", "one", "other"),
    [
        ("ja", "か", "が"),
        ("th", "กา", "ก่า"),
        ("hi", "कि", "की"),
        ("en", "aero", "aro"),
        ("de", "neue", "nue"),
    ],
)
def test_signs_that_make_another_word_are_kept(tag: str, one: str, other: str) -> None:
    assert folded(one, tag) != folded(other, tag)


@pytest.mark.parametrize(
    ("tag", "text", "words"),
    [
        ("zh-Hans", "冷泡绿茶", ["冷泡", "泡绿", "绿茶"]),
        ("zh-Hans", "茶", ["茶"]),
        ("zh-Hans", "USB-C数据线", ["usb", "c", "数据", "据线"]),
        ("th", "กาแฟ", ["กา", "าแ", "แฟ"]),
        ("de", "Leinenhemd, blau", ["leinenhemd", "blau"]),
        ("ko", "면 양말", ["면", "양말"]),
        ("en", "", []),
        ("en", "!? …", []),
    ],
)
def test_words_end_at_spaces_or_overlap(tag: str, text: str, words: list[str]) -> None:
    assert cut(text, tag) == words


@pytest.mark.parametrize(
    ("tag", "text", "letters"),
    [
        ("zh-Hans", "耳机", "erji"),
        ("zh-Hans", "耳機", "erji"),
        ("ja", "靴下", "kutsushita"),
        ("ja", "くつした", "kutsushita"),
        ("ja", "コーヒー", "kohi"),
        ("ja", "koohii", "kohi"),
        ("ja", "チェック シャツ", "cheku shatsu"),
        ("ru", "кофе", "kofe"),
        ("el", "καφές", "kafes"),
        ("ar", "هينوكاوا", "hynwkawa"),
        ("ko", "커피", "keopi"),
    ],
)
def test_words_are_written_in_latin_letters(tag: str, text: str, letters: str) -> None:
    assert latin(text, tag) == letters


@pytest.mark.parametrize(
    ("arabic", "by_ear"),
    [("زعتر", "zaatar"), ("زعتر", "Za'atar"), ("قهوة", "qahwa"), ("هينوكاوا", "Hinokawa"), ("دار نسرين", "Dar Nasrin")],
)
def test_arabic_words_and_their_latin_spellings_have_the_same_consonants(arabic: str, by_ear: str) -> None:
    assert skeleton(arabic, "ar") == skeleton(by_ear, "ar") != ""


@pytest.mark.parametrize(
    ("primary", "word", "stem"),
    [
        *(("en", "lamps", "lamp"), ("en", "scarves", "scarf"), ("en", "dresses", "dress"), ("en", "watches", "watch")),
        *(("en", "glass", "glass"), ("en", "batteries", "battery"), ("en", "bus", "bus")),
        *(("de", "hemden", "hemd"), ("de", "uhren", "uhr"), ("de", "leder", "leder"), ("de", "tee", "tee")),
        *(("fr", "chapeaux", "chapeau"), ("fr", "rayees", "raye"), ("ar", "سماعات", "سماع"), ("ja", "茶", "茶")),
    ],
)
def test_endings_are_cut_off(primary: str, word: str, stem: str) -> None:
    assert stemmed(word, primary) == stem


def test_plurals_are_made_by_rule() -> None:
    assert [inflected(word, "en") for word in ("lamp", "dress", "baby", "key", "jeans")] == [
        ("lamps",),
        ("dresses",),
        ("babies",),
        ("keys",),
        (),
    ]
    assert inflected("lampe", "de") == ("lampen",)
    assert inflected("茶", "ja") == ()


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("Leinenhemd", ["lein", "hemd"]),
        ("Baumwollstrümpfe", ["baumwoll", "strumpf"]),
        ("Kuechentuecher", ["kuch", "tuch"]),
        ("Gruentee", ["grun", "tee"]),
        ("Wanduhr", ["wand", "uhr"]),
    ],
)
def test_german_compounds_are_cut_alike_in_documents_and_questions(compound: str, parts: list[str]) -> None:
    assert respelled(compound, "de")[0] == " ".join(parts)
    assert spelled([compound], "de") == parts


@pytest.mark.parametrize("word", ["Leder", "Alkohol", "Zitrone", "Zucker", "Aktuell"])
def test_words_that_only_look_like_compounds_stay_whole(word: str) -> None:
    assert all(" " not in way for way in respelled(word, "de"))


@pytest.mark.parametrize(
    ("tag", "typed", "words"),
    [
        ("en", "a shirt for the beach", "shirt beach"),
        ("en", "The The", "The The"),
        ("en", '"the shirt" for', '"the shirt" for'),
        ("fr", "L’huile d'olive", "huile olive"),
        ("fr", "aujourd'hui", "aujourd'hui"),
        ("ar", "والقهوةُ", "قهوة"),
        ("ja", "Ｔシャツ", "Tシャツ"),
        ("zh-Hans", "的", "的"),
        ("xx", "of", "of"),
    ],
)
def test_what_the_engine_would_stumble_over_is_left_out(tag: str, typed: str, words: str) -> None:
    assert asked(typed, tag) == words
    assert wording(typed, tag) == wording(typed, tag, 0) == wording(typed, tag, 99) == wording(typed, tag, -1) == words


def test_the_spellings_of_a_question_are_numbered() -> None:
    assert respelled("ヘッドフォン", "ja") == ("へっどふぉん", "hedofon")
    assert [wording("ヘッドフォン", "ja", spelling) for spelling in (1, 2, 3)] == [
        "へっどふぉん",
        "hedofon",
        "ヘッドフォン",
    ]
    assert respelled("mug", "en") == ()
    assert respelled("양말을", "ko") == ("양말을 ", "yangmaleul")
    assert respelled("양말", "ko") == ("yangmal",)


def test_synonyms_go_both_ways_and_wider_words_find_narrower_ones_only() -> None:
    synonyms = synonyms_of("en-GB")
    assert "jumper" in synonyms["sweater"]
    assert "sweater" in synonyms["jumper"]
    assert "sweater" in synonyms["jumpers"]
    assert "saffron" in synonyms["spices"]
    assert "spices" not in synonyms.get("saffron", ())
    assert synonyms_of("xx") == {}
    assert stop_words_of("../en") == ()


def test_the_engine_is_told_words_as_it_understands_them() -> None:
    arabic = engine_synonyms("ar", {"دثار": ("بطانية",)})
    assert arabic["دْثْاْرْ"] == ("بْطْاْنْيْةْ",)
    assert "erji" in engine_synonyms("zh-Hans", {})
    assert engine_stop_words("ar") == ("ال",)
    assert engine_stop_words("en") == ()
    assert "的" in engine_stop_words("zh-Hans")
    assert "耳机" in dictionary_of("zh-Hans")
    assert dictionary_of("en") == ()


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_files_of_words_say_nothing_twice(path: Path) -> None:
    said = json.loads(path.read_text("utf-8"))
    assert said.keys() <= {"stopWords", "synonyms", "includes", "parts", "readings"}
    groups = [tuple(group) for group in said["synonyms"]]
    assert len(set(groups)) == len(groups)
    for group in groups:
        assert len(set(group)) == len(group) > 1
        assert all(word == word.lower().strip() for word in group)
    assert len(set(said["stopWords"])) == len(said["stopWords"])
    assert len(set(said.get("parts", ()))) == len(said.get("parts", ()))
