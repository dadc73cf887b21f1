"""What can be said about search, and how much of it: checks that need nothing but what is said."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from app.core.errors import Problem
from app.core.texts import is_line
from app.merchandising.errors import MerchandisingErrorCode as Code
from app.merchandising.models import SearchField, SynonymKind
from app.merchandising.rules.folding import folded_words
from app.merchandising.rules.words import SynonymsRow

INPUT: Final = "input"

LONGEST_WORD: Final = 60
MOST_WORDS: Final = 20
"""On either side of synonyms."""
MOST_SYNONYMS: Final = 2_000
"""Of one language."""
MOST_STOP_WORDS: Final = 100
MOST_RULES: Final = 500
"""Of the shop: every search is compared with all of them."""
MOST_QUERIES: Final = 20
LONGEST_QUERY: Final = 200
MOST_CATEGORIES: Final = 100
MOST_PINS: Final = 50
MOST_POSITION: Final = 50
MOST_WEIGHTED: Final = 10
"""Boosts, and buries, of one rule."""
MOST_TARGETS: Final = 50
"""Of one kind, of one boost."""
MOST_WEIGHT: Final = 10.0
MOST_PRIORITY: Final = 1_000_000
LONGEST_NOTE: Final = 500
LONGEST_TAG: Final = 64
LONGEST_REDIRECT: Final = 2_000

_PLAIN_ADDRESS: Final = re.compile(r"[!-\[\]-~]+")
"""Printing ASCII without spaces and backslashes: browsers read a backslash as a slash."""


def problem(code: Code, /, *path: str, **facts: object) -> Problem:
    """A problem of the mutation's input, at this path."""
    return Problem(code, (INPUT, *path), facts)


def small(word: str) -> str:
    """A word as it is kept: composed small letters in single spaces."""
    return " ".join(unicodedata.normalize("NFC", word).lower().split())


def too_many(given: Sequence[object], most: int, *path: str) -> Iterator[Problem]:
    """Whether there are more of them than there can be."""
    if len(given) > most:
        yield problem(Code.TOO_MANY, *path, most=most)


def word_problems(words: Sequence[str], *path: str) -> Iterator[Problem]:
    """Whether these are words, each another one."""
    yield from _text_problems(words, Code.INVALID_WORD, Code.WORD_REPEATED, LONGEST_WORD, *path)


def query_problems(queries: Sequence[str]) -> Iterator[Problem]:
    """Whether these are searches, each another one."""
    yield from too_many(queries, MOST_QUERIES, "queries")
    yield from _text_problems(queries, Code.INVALID_QUERY, Code.QUERY_REPEATED, LONGEST_QUERY, "queries")


def _text_problems(texts: Sequence[str], invalid: Code, repeated: Code, longest: int, *path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, text in enumerate(texts):
        folded = folded_words(text)
        if not (folded and is_line(text, longest)):
            yield problem(invalid, *path, str(position), longest=longest)
        elif folded in seen:
            yield problem(repeated, *path, str(position), text=text)
        seen.add(folded)


def synonyms_problems(kind: SynonymKind, words: Sequence[str], others: Sequence[str]) -> Iterator[Problem]:
    """Whether these are synonyms, whatever else the language has."""
    for name, given in (("words", words), ("others", others)):
        yield from too_many(given, MOST_WORDS, name)
        yield from word_problems(given, name)
    least = 2 if kind is SynonymKind.EQUIVALENT else 1
    if len(words) < least:
        yield problem(Code.TOO_FEW_WORDS, "words", least=least)
    if (kind is SynonymKind.ONE_WAY) is not bool(others):
        yield problem(Code.NOT_OF_KIND, "others")
    found = {folded_words(word) for word in words}
    for position, other in enumerate(others):
        if folded_words(other) in found:
            yield problem(Code.SYNONYMS_CIRCULAR, "others", str(position), text=other)


def clash_problems(new: SynonymsRow, there: Iterable[SynonymsRow]) -> Iterator[Problem]:
    """Whether other synonyms of the language say the same, or the opposite."""
    forth = set(_ways(new))
    for row in there:
        if row.kind is new.kind and set(row.words) == set(new.words) and set(row.others) == set(new.others):
            yield problem(Code.SYNONYMS_REPEATED, "words")
        if any((other, word) in forth for word, other in _ways(row)):
            yield problem(Code.SYNONYMS_CIRCULAR, "others", text=", ".join(row.words))


def _ways(row: SynonymsRow) -> Iterator[tuple[str, str]]:
    """From which word to which other one, of a kind with a direction."""
    return ((folded_words(word), folded_words(other)) for word in row.words for other in row.others)


def stop_word_problems(words: Sequence[str]) -> Iterator[Problem]:
    """Whether these are single words, each another one."""
    yield from too_many(words, MOST_STOP_WORDS, "stopWords")
    seen: set[str] = set()
    for position, word in enumerate(words):
        is_word = word and is_line(word, LONGEST_WORD) and " " not in word and folded_words(word)
        if not is_word:
            yield problem(Code.INVALID_STOP_WORD, "stopWords", str(position), longest=LONGEST_WORD)
        elif word in seen:
            yield problem(Code.WORD_REPEATED, "stopWords", str(position), text=word)
        seen.add(word)


def field_order_problems(fields: Sequence[SearchField]) -> Iterator[Problem]:
    """Whether the order names every field once; none at all is the shop's own order."""
    if fields and sorted(fields) != sorted(SearchField):
        yield problem(Code.INVALID_FIELD_ORDER, "fieldOrder", count=len(SearchField))


def redirect_problems(address: str) -> Iterator[Problem]:
    """Whether a browser led there ends up on a web page: at a path of the storefront, or an http or https address."""
    if not _is_address(address):
        yield problem(Code.INVALID_REDIRECT, "redirect", longest=LONGEST_REDIRECT)


def _is_address(address: str) -> bool:
    if len(address) > LONGEST_REDIRECT or not _PLAIN_ADDRESS.fullmatch(address):
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("http", "https") and address.startswith((f"{parts.scheme}://",))
        return is_web and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False
