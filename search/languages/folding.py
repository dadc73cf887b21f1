"""Spellings of the same word made one: `Größe`, `groesse` and `GRÖSSE` are typed by people who want the same thing."""

import re
import unicodedata
from typing import Final

_ARABIC: Final = {
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىیئ", "ي"),
    "ؤ": "و",
    "ة": "ه",
    "ک": "ك",
    "ـ": "",
}
"""Letters that are left away or exchanged in everyday writing, and Persian forms of Arabic letters."""

_LATIN: Final = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ŋ": "n",
}
"""Letters that Unicode does not take apart."""

_ARABIC_LETTERS: Final = re.compile(f"[{''.join(_ARABIC)}]")
_LATIN_LETTERS: Final = re.compile(f"[{''.join(_LATIN)}]")
_UMLAUT: Final = re.compile(r"(?<![aeiouäöüq])([aou])e")

_TURKIC: Final = frozenset({"tr", "az"})
_MARKED_SCRIPTS: Final = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0591-\u05c7]")
"""Accents of Latin, Greek and Cyrillic letters, and the vowel signs of Arabic and Hebrew. The vowel signs of Thai and
of the scripts of India are letters, and the voice marks of Japanese change a word."""

_ARTICLE: Final = re.compile(r"\b(?:[وفبك])?ال(?=\w{3,})|\bلل(?=\w{3,})")
"""The article, also behind `and`, `so`, `with` or `like`, and `for the`: they are written onto the noun."""

_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACE: Final = re.compile(r"\s+")
_LONG_VOWEL: Final = re.compile(r"(?<=[\u3041-\u309f])ー")
_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_KATAKANA: Final = re.compile("[ァ-ヶ]+")


def primary_of(tag: str) -> str:
    """`zh-Hans` → `zh`."""
    return tag.partition("-")[0].lower()


def folded(text: str, tag: str) -> str:
    """The text with what people write either way made one: case (Turkish has two letters i), width, accents and vowel
    signs, umlauts and their spellings in German, forms of Arabic letters and the article, the two scripts and long
    vowels of Japanese. For comparing only: nothing to show to anyone."""
    primary = primary_of(tag)
    if primary in _TURKIC:
        text = text.replace("İ", "i").replace("I", "ı")
    if text.isascii():  # most of what is folded, and nothing of what takes time happens to it
        return " ".join((_UMLAUT.sub(r"\1", text.lower()) if primary == "de" else text.lower()).split())
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    if primary == "de":
        text = _UMLAUT.sub(r"\1", text.replace("ä", "a").replace("ö", "o").replace("ü", "u"))
    text = _without_marks(_LATIN_LETTERS.sub(_in_plain_letters, text))
    if primary == "ja":
        text = _LONG_VOWEL.sub("", _KATAKANA.sub(_in_hiragana, text))
    if primary in ("ar", "fa", "ur"):
        text = without_article(_ARABIC_LETTERS.sub(_in_everyday_letters, text))
    return _SPACE.sub(" ", text).strip()


def without_article(text: str) -> str:
    """Arabic words without the article that is written onto them."""
    return _ARTICLE.sub("", text)


def _without_marks(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _MARKED_SCRIPTS.sub("", parts))


def _in_plain_letters(found: re.Match[str]) -> str:
    return _LATIN[found[0]]


def _in_everyday_letters(found: re.Match[str]) -> str:
    return _ARABIC[found[0]]


def _in_hiragana(found: re.Match[str]) -> str:
    return found[0].translate(_HIRAGANA)
