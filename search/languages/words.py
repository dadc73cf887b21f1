"""The words of a language that mean nothing to a search, and those that mean the same; one file for each language.

A file says what is known of the language, for any shop:

- `stopWords`: words that carry no meaning of their own;
- `synonyms`: groups of words and phrases of which each finds all the others;
- `includes`: a wider word, and the narrower ones that it finds as well (`spices` finds `saffron`, not the reverse);
- `parts`: nouns that other nouns are made of, where compounds are written as one word;
- `readings`: of words in Chinese characters, as they are read in Japanese.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from search.languages.folding import folded, primary_of
from search.languages.stemming import inflected, stemmed

_FOLDER: Final = Path(__file__).parent / "words"

WRITTEN_TOGETHER: Final = frozenset({"ja", "zh", "th"})


class Words(NamedTuple):
    """What a language's file says."""

    stop_words: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = {}
    parts: frozenset[str] = frozenset()
    """Folded."""
    readings: Mapping[str, str] = {}
    dictionary: tuple[str, ...] = ()


def stop_words_of(tag: str) -> tuple[str, ...]:
    """Words that carry no meaning of their own (`the`, `for`), in the order of the language's file; empty where the
    shop knows none."""
    return words_of(primary_of(tag)).stop_words


def synonyms_of(tag: str) -> Mapping[str, tuple[str, ...]]:
    """By word or phrase, in lower case, also in the plural: what is looked for as well."""
    return words_of(primary_of(tag)).synonyms


def dictionary_of(tag: str) -> tuple[str, ...]:
    """Words to be kept whole by what cuts a language that is written without spaces; empty for others.

    The engine cuts synonyms without being told their language; a word of its dictionary comes out the same either way.
    """
    return words_of(primary_of(tag)).dictionary


@cache
def words_of(primary: str) -> Words:
    """What is known of a language, by its first subtag; nothing where there is no file."""
    path = _FOLDER / f"{primary}.json"
    if not primary.isalpha() or not path.is_file():
        return Words()
    said = json.loads(path.read_text("utf-8"))
    synonyms = _synonyms(said, primary)
    single = {word for word in synonyms if " " not in word}
    return Words(
        stop_words=tuple(said.get("stopWords", ())),
        synonyms=synonyms,
        parts=frozenset(folded(word, primary) for word in (*said.get("parts", ()), *_parts(single, primary))),
        readings=said.get("readings", {}),
        dictionary=tuple(sorted(single)) if primary in WRITTEN_TOGETHER else (),
    )


def _synonyms(said: Mapping[str, Any], primary: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for group in said.get("synonyms", ()):
        for word in group:
            _add(found, word, group)
    for wider, narrower in said.get("includes", {}).items():
        _add(found, wider, [*narrower, *(also for word in narrower for also in _group_of(said, word))])
    for word in list(found):
        for form in inflected(word, primary):
            if form not in found:
                found[form] = [word, *found[word]]
    if "parts" in said:
        _add_stems(found, primary)
    return {word: tuple(others) for word, others in found.items()}


def _add_stems(found: dict[str, list[str]], primary: str) -> None:
    """The parts of compounds are asked for without their endings."""
    for word, others in list(found.items()):
        if " " not in word:
            stems = [stemmed(folded(other, primary), primary) for other in others if " " not in other]
            _add(found, stemmed(folded(word, primary), primary), [*others, *stems])


def _group_of(said: Mapping[str, Any], word: str) -> Iterable[str]:
    return (also for group in said.get("synonyms", ()) if word in group for also in group)


def _add(found: dict[str, list[str]], word: str, others: Iterable[str]) -> None:
    known = found.setdefault(word, [])
    known.extend(dict.fromkeys(other for other in others if other != word and other not in known))


def _parts(words: Iterable[str], primary: str) -> Iterable[str]:
    """Where words are written without spaces, every word that is known may stand in a run of letters."""
    return (word for word in words if len(word) > 1) if primary in WRITTEN_TOGETHER else ()
