"""Words as Postgres compares them: what a product says, what is asked for, and which words are nearly the same."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple
from uuid import UUID

PLAIN_CONFIGURATION: Final = "pg_catalog.simple"
"""Of languages without rules for stems: words are compared whole."""

GAP: Final = "="
"""What stands between the parts of a row: neither a code nor a word."""
NOTHING: Final = "'=='"
"""The query that nothing meets: no code and no word has this form."""

_CONFIGURATIONS: Final = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""By ISO 639-1 code: the text search configurations that every Postgres 18 has."""

_COMPOUNDING: Final = frozenset({"da", "de", "et", "fi", "hu", "is", "nb", "nl", "nn", "no", "sv"})
"""Languages that write a noun and what it is made of or for as one word."""

_SHORTEST_PART: Final = 4
_LONGEST_WORD: Final = 60
_MOST_WORDS: Final = 5_000
"""Of a text. A position beyond 16383 is not kept by Postgres, and no shopper reads so far."""
_MADE_AS_OF: Final = 1
"""Counted up whenever other rows are made of the same words, so that all are written anew."""

_ONE_EDIT_FROM: Final = 5
_TWO_EDITS_FROM: Final = 9
"""So many letters of a word allow so many errors, as the search engine is told to allow."""


class ProductWords(NamedTuple):
    """What a product says in a language: words, cut and folded, in single spaces."""

    product_id: UUID
    name: str
    kinds: str
    """Of its brand and its categories."""
    facts: str
    """Of its tags and attributes, and its SKUs."""
    description: str
    codes: tuple[str, ...]
    """Its SKUs and GTINs in the form in which codes are compared."""
    spellings: str = ""
    """Other forms of its words. They are found one by one, and make no phrases."""

    def digest(self, language_tag: str) -> bytes:
        """Of all that the row is made of."""
        said = [_MADE_AS_OF, configuration_of(language_tag), *self[1:]]
        return hashlib.blake2s(json.dumps(said).encode(), digest_size=16).digest()

    def parts(self, language_tag: str) -> str:
        """The ends of the compound words of its name, each of which may be a word of its own."""
        return " ".join(dict.fromkeys(part for word in self.name.split() for part in _ends(word, language_tag)))

    def known_words(self) -> Iterator[str]:
        """Those that may be meant where another word was typed: not numbers, and nothing short."""
        for word in f"{self.name} {self.kinds} {self.facts}".split():
            if _SHORTEST_PART <= len(word) <= _LONGEST_WORD and word.isalpha():
                yield word


class Lexemes(NamedTuple):
    """A word as the rows have it."""

    whole: tuple[str, ...]
    """Usually itself; none, where it has no letter or digit; several, where Postgres takes it for several words."""
    stems: tuple[str, ...]
    """None, where the language's list has it as a word that means nothing."""


def configuration_of(language_tag: str) -> str:
    """The name of the text search configuration whose stems a language has."""
    found = _CONFIGURATIONS.get(language_tag.partition("-")[0].lower())
    return f"pg_catalog.{found}" if found else PLAIN_CONFIGURATION


def is_compounding(language_tag: str) -> bool:
    """Whether words are found in compounds as well."""
    return language_tag.partition("-")[0].lower() in _COMPOUNDING


def shortened(words: Iterable[str]) -> str:
    """Words as they are stored: not too many, none too long."""
    return " ".join([word[:_LONGEST_WORD] for word in islice(words, _MOST_WORDS)])


def word_query(lexemes: Lexemes, *, is_prefix: bool = False) -> str | None:
    """What finds a word, in Postgres' language of text queries. `is_prefix`: also words that begin with it.

    Every lexeme is quoted, so nothing that was typed is read as an operator.
    """
    whole = all_of(_quoted(each) + (":*" if is_prefix else "") for each in lexemes.whole)
    return any_of([whole, all_of(map(_quoted, lexemes.stems))])


def phrase_query(phrase: Sequence[Lexemes]) -> str | None:
    """What finds these words, one directly behind the other."""
    return any_of([_sequence([each.whole for each in phrase]), _sequence([each.stems for each in phrase])])


def code_query(code: str) -> str:
    """What finds the products with this SKU or GTIN."""
    return _quoted(code_lexeme(code))


def code_lexeme(code: str) -> str:
    """How a code stands among the words: no word has this form."""
    return f"={code}"


def all_of(queries: Iterable[str | None]) -> str | None:
    """All of them hold. None says nothing."""
    return _joined(" & ", queries)


def any_of(queries: Iterable[str | None]) -> str | None:
    """One of them holds. None says nothing."""
    return _joined(" | ", queries)


def none_of(queries: Iterable[str | None]) -> str | None:
    """None of them holds."""
    return all_of(f"!({query})" for query in queries if query)


def errors_allowed(word: str) -> int:
    """How many letters of a word may be wrong. Words with digits are names of things that are not nearly another."""
    if not word.isalpha():
        return 0
    return 2 if len(word) >= _TWO_EDITS_FROM else 1 if len(word) >= _ONE_EDIT_FROM else 0


def nearest(word: str, known: Iterable[str], *, is_prefix: bool = False) -> tuple[str, ...]:
    """Those of the known words that need the fewest corrections, and no more than the word's length allows.

    `is_prefix`: the word may be the beginning of one.
    """
    allowed = errors_allowed(word)
    found: dict[int, list[str]] = {}
    for candidate in known:
        errors = _edits(word, candidate, is_prefix=is_prefix)
        if candidate[:1] != word[:1]:
            errors += 1  # hardly anybody gets the first letter wrong
        if errors <= allowed:
            found.setdefault(errors, []).append(candidate)
    return tuple(sorted(found[min(found)])) if found else ()


def _edits(word: str, other: str, *, is_prefix: bool) -> int:
    """How many letters to insert, leave out, exchange, or swap with the next (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(word, 1):
        last, before = before, row
        row = [place]
        for column, letter_there in enumerate(other, 1):
            cost = min(row[-1] + 1, before[column] + 1, before[column - 1] + (letter != letter_there))
            swapped = place > 1 and column > 1 and word[place - 2] == letter_there and letter == other[column - 2]
            row.append(min(cost, last[column - 2] + 1) if swapped else cost)
    return min(row) if is_prefix else row[-1]


def _ends(word: str, language_tag: str) -> Iterator[str]:
    if is_compounding(language_tag) and word.isalpha() and len(word) <= _LONGEST_WORD:
        for place in range(_SHORTEST_PART - 1, len(word) - _SHORTEST_PART + 1):
            yield word[place:]


def _sequence(words: Sequence[tuple[str, ...]]) -> str | None:
    """`'red' <2> 'shirt'`: a word that means nothing keeps its place."""
    found = [(place, each) for place, lexemes in enumerate(words) for each in lexemes[:1]]
    if not found:
        return None
    text = _quoted(found[0][1])
    for (place, _), (next_place, lexeme) in pairwise(found):
        text += f" <{next_place - place}> {_quoted(lexeme)}"
    return f"({text})"


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _joined(operator: str, queries: Iterable[str | None]) -> str | None:
    found = list(dict.fromkeys(query for query in queries if query))
    if len(found) < 2:
        return found[0] if found else None
    return f"({operator.join(found)})"
