"""Text as rules compare it: without what people type now this way, now another."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ACCENTS: Final = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
"""Marks on Latin, Greek, Cyrillic, Hebrew and Arabic letters, and the Arabic stroke that lengthens words. Elsewhere a
mark is a letter of its own: か and が are not the same."""
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana and Chinese characters."""


def folded_words(text: str) -> str:
    """Small letters and digits in single spaces: `Crème-brûlée` and `creme brulee` are the same, as are full-width and
    plain letters, and the Turkish i with and without its dot."""
    small = unicodedata.normalize("NFKC", text).casefold().replace("ı", "i")
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", small))
    return " ".join("".join(map(_kept, unicodedata.normalize("NFC", bare))).split())


def _kept(character: str) -> str:
    """Letters, digits and marks on them; nothing for what does not show, such as a soft hyphen; else a space."""
    kind = unicodedata.category(character)
    if kind[0] in "LNM":
        return character
    return "" if kind == "Cf" else " "


class Haystack:
    """A folded text to find folded words in."""

    def __init__(self, text: str) -> None:
        self._texts = (f" {text} ", text.replace(" ", ""))

    def has(self, words: str) -> bool:
        """Whether the words stand in it, whole and one after the other."""
        needle, is_unspaced = _needle(words)
        return needle in self._texts[is_unspaced]


@lru_cache(16_384)
def _needle(words: str) -> tuple[str, bool]:
    """What to look for, and in which of the texts. Remembered, because every search is compared with every rule."""
    is_unspaced = _UNSPACED.search(words) is not None
    return (words.replace(" ", "") if is_unspaced else f" {words} "), is_unspaced
