"""Words in Latin letters, for those who have no other keyboard at hand, or know a word by its sound only."""

import re
from functools import cache
from typing import Final

from anyascii import anyascii

from search.languages.folding import folded, primary_of
from search.languages.words import words_of

_ROWS: Final = (
    "あ a い i う u え e お o か ka き ki く ku け ke こ ko さ sa し shi す su せ se そ so",
    "た ta ち chi つ tsu て te と to な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho",
    "ま ma み mi む mu め me も mo や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro わ wa を o ん n",
    "が ga ぎ gi ぐ gu げ ge ご go ざ za じ ji ず zu ぜ ze ぞ zo だ da ぢ ji づ zu で de ど do",
    "ば ba び bi ぶ bu べ be ぼ bo ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ゔ bu",
)
_KANA: Final = dict(zip(" ".join(_ROWS).split()[::2], " ".join(_ROWS).split()[1::2], strict=True))
"""In the Hepburn system."""

_SMALL: Final = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_SAID_WITHOUT_Y: Final = ("sh", "ch", "j")

_HAN_RUN: Final = re.compile("[\u3400-\u9fff\u3041-\u309fー]+")
_TWICE: Final = re.compile(r"([a-z])\1+")
_LONG_O: Final = re.compile("ou(?![aeiou])")
_WORD: Final = re.compile(r"[a-z0-9]+")

_ARABIC_VOWELS: Final = str.maketrans({**dict.fromkeys("اأإآٱىة", "a"), "ع": ""})
"""Long vowels, and the ending that is said as one; anyascii leaves them out. The one throat sound that is seldom
written in Latin letters is left out instead."""

_VOWELS: Final = re.compile("[aeiou]+")
_GLIDE: Final = re.compile("(?<=[^aeiou])[wy](?=[^aeiou]|$)|(?<=[aeiou])[wy]|^[wy](?=[^aeiou])")
"""`w` and `y` that stand for a vowel."""


def latin(text: str, tag: str) -> str:
    """The text in plain, small Latin letters, words in single spaces: Chinese by its sounds (pinyin), Japanese by its
    kana, everything else letter by letter. Long vowels and double consonants are written once, as people do who write
    by ear."""
    primary = primary_of(tag)
    if primary == "ja":
        text = _HAN_RUN.sub(lambda run: _read(run.group()), folded(text, tag))
        text = _kana(text)
    elif primary == "ar":
        text = text.translate(_ARABIC_VOWELS)
    letters = folded(anyascii(text), "en").replace("'", "")
    if primary == "ja":
        letters = _LONG_O.sub("o", letters)
    return " ".join(_TWICE.sub(r"\1", word) for word in _WORD.findall(letters))


def skeleton(text: str, tag: str) -> str:
    """The consonants of the text's words, in Latin letters: `zaatar` and `زعتر` have the same. Short vowels are not
    written in Arabic, and nobody agrees on how to write the long ones in Latin letters. Words that have but one
    consonant are left out."""
    words = (_VOWELS.sub("", _GLIDE.sub("", word)) for word in latin(text, tag).split())
    return " ".join(_TWICE.sub(r"\1", word) for word in words if len(word) > 1)


def _read(run: str) -> str:
    """Words in Chinese characters as they are read, the longest known ones first."""
    readings = _readings()
    read, start = "", 0
    while start < len(run):
        for end in range(min(len(run), start + 8), start, -1):
            if (known := readings.get(run[start:end])) is not None:
                read += known
                start = end
                break
        else:
            read += run[start]
            start += 1
    return read


@cache
def _readings() -> dict[str, str]:
    return {folded(word, "ja"): folded(kana, "ja") for word, kana in words_of("ja").readings.items()}


def _kana(text: str) -> str:
    letters = ""
    for letter in text:
        if letter in _SMALL:
            letters = _joined(letters, _SMALL[letter])
        elif letter == "っ":
            continue
        else:
            letters += _KANA.get(letter, letter)
    return letters


def _joined(before: str, small: str) -> str:
    """A small kana changes the vowel before it: `ki` + `ya` is `kya`, `shi` + `ya` is `sha`, `fu` + `o` is `fo`."""
    stem = before[:-1] if before[-1:] in tuple("aiueo") else before
    return stem + (small[1:] if small[0] == "y" and stem.endswith(_SAID_WITHOUT_Y) else small)
