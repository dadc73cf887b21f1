"""Words in the form in which the engine understands them. It treats the words of its settings without being told their
language, which it guesses word by word, and other than it treats documents."""

from collections.abc import Iterable, Mapping
from typing import Final

from search.languages.folding import primary_of
from search.languages.spelling import PARTICLES, is_written_otherwise
from search.languages.transliteration import latin
from search.languages.words import WRITTEN_TOGETHER, stop_words_of, synonyms_of

_SUKUN: Final = "\u0652"
"""Says that no vowel follows. The engine takes it for Arabic, whatever the letters look like, and drops it."""

_SHORTEST_BY_EAR: Final = 4
"""Letters. What is shorter is the sound of too many words."""

_CUT_OFF_WORDS: Final = {
    "ar": ("ال",),
    "ko": PARTICLES,
}
"""What the engine cuts off the noun that it is written onto: the article of Arabic, the particles of Korean. As a word
of its own it matches nearly every product, or none."""


def engine_stop_words(tag: str) -> tuple[str, ...]:
    """Those that only the engine can leave out, because they stand within runs of letters. Others are left out of
    questions (`asked`)."""
    primary = primary_of(tag)
    return stop_words_of(tag) if primary in WRITTEN_TOGETHER else _CUT_OFF_WORDS.get(primary, ())


def engine_synonyms(tag: str, others: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The language's synonyms with `others`, by word, also by words in Latin letters where it is written in others.

    Arabic words carry a sign on every letter: without one the engine takes some for Persian, which has other letters
    for the same sounds.
    """
    write = _as_arabic if primary_of(tag) == "ar" else str
    merged: dict[str, dict[str, None]] = {}
    for synonyms in (synonyms_of(tag), others):
        for word, also in synonyms.items():
            merged.setdefault(word.lower(), {}).update(dict.fromkeys(also))
            if is_written_otherwise(tag) and len(by_ear := latin(word, tag)) >= _SHORTEST_BY_EAR:
                merged.setdefault(by_ear, {}).update(dict.fromkeys((word, *also)))
    return {write(word): tuple(write(each) for each in also if each != word) for word, also in sorted(merged.items())}


def _as_arabic(word: str) -> str:
    return "".join(letter + _SUKUN if "\u0621" <= letter <= "\u064a" else letter for letter in word)
