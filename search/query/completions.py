"""What somebody may be about to type, found in the names of what their words find so far."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from search.languages import folded, is_unspaced, stop_words_of
from search.questions.highlights import Part

LONGEST: Final = 60
"""Characters of a suggested query."""

_JOINS: Final = " -\u2010\u2011&/"
"""What stands between words that belong together."""
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")


def completions(words: str, names: Iterable[str], tag: str) -> Iterator[str]:
    """First the last word completed, by each name in turn, then the same with the word that follows it there.

    `linen sh` with a `Linen shirt in blue` gives `linen shirt` and `linen shirt in blue`. In small letters, as popular
    queries are counted. Nothing is repeated, and nothing is what was typed already, however it is spelled.
    """
    seen = {folded(words, tag), ""}
    known = list(names)
    for makes in (_completed, _continued):
        for name in known:
            made = makes(words, name, tag)
            spelled = folded(made, tag)
            if spelled not in seen and len(made) <= LONGEST:
                seen.add(spelled)
                yield made


def marked(text: str, words: str, tag: str) -> tuple[Part, ...]:
    """The text, cut where words of it begin that begin as one of these does: what the engine would mark, without it."""
    if is_unspaced(text):
        return _marked_inside(text, words)
    asked = [folded(word, tag) for word in _WORD.findall(words)]
    pieces: list[Part] = []
    end = 0
    for word in _WORD.finditer(text):
        if any(each and folded(word.group(), tag).startswith(each) for each in asked):
            pieces += [Part(text[end : word.start()], matched=False), Part(word.group(), matched=True)]
            end = word.end()
    return tuple(part for part in (*pieces, Part(text[end:], matched=False)) if part.text)


def _marked_inside(text: str, words: str) -> tuple[Part, ...]:
    before, found, after = text.partition(words) if words else (text, "", "")
    parts = Part(before, matched=False), Part(found, matched=True), Part(after, matched=False)
    return tuple(part for part in parts if part.text)


def _completed(words: str, name: str, tag: str) -> str:
    return _extended(words, name, tag, further=False)


def _continued(words: str, name: str, tag: str) -> str:
    return _extended(words, name, tag, further=True)


def _extended(words: str, name: str, tag: str, *, further: bool) -> str:
    """Empty where the name has no word that begins as the last one does."""
    if is_unspaced(name):
        return _small(name, tag) if not further and folded(words, tag) in folded(name, tag) else ""
    typed = _WORD.findall(words)
    if not typed:
        return ""
    *before, last = typed
    begun = folded(last, tag)
    pieces = list(_WORD.finditer(name))
    for place, word in enumerate(pieces):
        if begun and folded(word.group(), tag).startswith(begun):
            end = _end(name, pieces[place:], tag) if further else word.end()
            return _small(" ".join([*before, name[word.start() : end]]), tag)
    return ""


def _end(name: str, pieces: list[re.Match[str]], tag: str) -> int:
    """Behind the next word that means something; what stands behind a comma is another matter."""
    empty = stop_words_of(tag)
    for last, word in pairwise(pieces):
        if name[last.end() : word.start()].strip(_JOINS):
            return last.end()
        if word.group().lower() not in empty:
            return word.end()
    return pieces[-1].end()


def _small(text: str, tag: str) -> str:
    if tag.partition("-")[0] in ("tr", "az"):
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower()
