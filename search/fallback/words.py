"""Words for Postgres: of documents and of questions, cut in the same way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from search.languages import cut, is_unspaced, stop_words_of

MOST_WORDS: Final = 10
"""Of a question; those beyond are not looked for, as in the engine."""

_APOSTROPHE: Final = re.compile("['’]")
_TOKEN: Final = re.compile(r'(?<!\S)(-?)"([^"]*)"?|(\S+)')


@dataclass(frozen=True)
class Phrase:
    """Words that stand one behind the other."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What was typed, in words of one language."""

    words: tuple[str, ...] = ()
    """Each is looked for by itself; the last may be the beginning of a longer one."""
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    """What a hit must not say."""
    is_last_open: bool = True
    """Whether the last word may be unfinished."""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.without)


def said_words(text: str, tag: str) -> list[str]:
    """The words of a text of a product. Of a run of letters without spaces the last letter is one more: it begins no
    pair, and could not be found alone otherwise."""
    words = cut(text, tag)
    if "'" in text or "’" in text:
        words = [part for word in words for part in _APOSTROPHE.split(word)]
    return [*_with_ends(words)] if is_unspaced(text) else words


def asked_words(text: str, tag: str) -> list[str]:
    """The words of what somebody typed: of `women's` and `d'eau` the one that means something."""
    return [max(_APOSTROPHE.split(word), key=len) for word in cut(text, tag)]


def read_question(typed: str, tag: str, idle: Sequence[str] = ()) -> Question:
    """Words, phrases in double quotes, and what follows a hyphen: not that. Words that mean nothing, of the language
    and the `idle` ones, are left out where there are others."""
    words: list[str] = []
    phrases: list[Phrase] = []
    without: list[Phrase] = []
    is_last_open = True
    for minus, quoted, word in _TOKEN.findall(typed):
        is_phrase = not word
        is_unwanted = bool(minus) or (word.startswith("-") and len(word) > 1)
        found = tuple(asked_words(quoted if is_phrase else word, tag))
        if not found:
            continue
        if is_unwanted:
            without.append(Phrase(found))
        elif is_phrase:
            phrases.append(Phrase(found))
        else:
            words.extend(found)
        is_last_open = not (is_phrase or is_unwanted)
    silent = _idle_words(tag) | {word for listed in idle for word in asked_words(listed, tag)}
    telling = [word for word in words if word not in silent]
    kept = telling or ([] if phrases else words)
    is_last_open = is_last_open and kept[-1:] == words[-1:]
    return Question(
        tuple(dict.fromkeys(kept[:MOST_WORDS])),
        tuple(phrases[:MOST_WORDS]),
        tuple(without[:MOST_WORDS]),
        is_last_open,
    )


def is_pair(word: str) -> bool:
    """Whether it is a piece of a run of letters, which may be the end of one word and the beginning of the next."""
    return len(word) == 2 and is_unspaced(word)


@lru_cache(maxsize=64)
def _idle_words(tag: str) -> frozenset[str]:
    return frozenset(word for listed in stop_words_of(tag) for word in asked_words(listed, tag))


def _with_ends(words: list[str]) -> Iterator[str]:
    for word, following in pairwise([*words, ""]):
        if word:
            yield word
            if is_pair(word) and following[:1] != word[1]:
                yield word[1]
