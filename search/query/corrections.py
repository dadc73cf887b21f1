"""What a shopper may have meant: the words of a question as the shop writes them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from search.languages import folded
from search.questions.highlights import Highlight, HighlightField
from search.questions.question import Hit

_HITS: Final = 10
"""The best ones: what stands further down is not what was meant."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_EXCLUDED: Final = re.compile(r"(?<!\S)-")
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts without spaces between words: what was typed is no word to be compared with another one."""

_NUMBERS: Final = frozenset({HighlightField.SKU, HighlightField.GTIN})

_ONE_ERROR_FROM, _TWO_ERRORS_FROM = 5, 9
"""Letters of a word: where the engine forgives one typing error, and two."""


def corrected(words: str, hits: Sequence[Hit], language_tag: str) -> str | None:
    """The words with each that is misspelt replaced by the one that it found; None where none is.

    A word that is found as it is, or begins one, is right, whatever else it found: a shopper may not have finished it.
    """
    if _UNSPACED.search(words) or _EXCLUDED.search(words):
        return None
    found = Counter(word for hit in hits[:_HITS] for word in _found_words(hit.highlights))
    by_folded: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for word, count in found.items():
        key = folded(word, language_tag)
        by_folded.setdefault(key, word)
        counts[key] += count

    def right(typed: re.Match[str]) -> str:
        word = typed.group()
        best = _nearest(folded(word, language_tag), counts)
        return word if best is None else _in_case_of(word, by_folded[best])

    answer = _WORD.sub(right, words)
    return None if answer == words else answer


def distance(one: str, other: str) -> int:
    """How many letters are put in, left out, exchanged, or swapped with their neighbour, to make one the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, wanted in enumerate(other, 1):
            least = min(last[column] + 1, here[column - 1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                least = min(least, before[column - 2] + 1)
            here.append(least)
        before, last = last, here
    return last[-1]


def _nearest(typed: str, counts: Counter[str]) -> str | None:
    """The found word that was typed with errors; None where what was typed is right, or found nothing like it."""
    if any(typed in found for found in counts):
        return None
    errors = 0 if len(typed) < _ONE_ERROR_FROM else 1 if len(typed) < _TWO_ERRORS_FROM else 2
    near = [
        (distance(typed, found), -count, found)
        for found, count in counts.items()
        if abs(len(found) - len(typed)) <= errors
    ]
    best = min(near, default=None)
    return best[2] if best is not None and best[0] <= errors else None


def _found_words(highlights: Iterable[Highlight]) -> Iterator[str]:
    """The words of which something matched, whole."""
    for highlight in highlights:
        if highlight.field in _NUMBERS:
            continue
        text, matched = "", set[int]()
        for part in highlight.parts:
            if part.matched:
                matched.update(range(len(text), len(text) + len(part.text)))
            text += part.text
        for word in _WORD.finditer(text):
            if word.start() in matched:
                yield word.group()


def _in_case_of(typed: str, word: str) -> str:
    return word.lower() if typed.islower() else word
