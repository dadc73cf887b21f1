"""The words of generated products, in six languages, put together so that no grammar can go wrong.

A name is a noun, a quality that is complete in each language (`aus Leinen`, `من الكتان`) and a made-up model.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.demo.content import shop_content
from app.demo.entries import Entry, Names

_MODEL = "\0"
"""Stands for the model while a name is taken apart."""

_SPACELESS = frozenset({"zh-Hans", "ja"})


class NounEntry(Entry):
    category: str
    hs_code: str
    grams: tuple[int, int]
    """Of the smallest variant, at least and at most."""
    cents: tuple[int, int]
    """Its price in euro cents, at least and at most."""
    pictures: Sequence[str]
    """Products of the demo shop whose pictures fit."""
    names: Names


class FamilyEntry(Entry):
    product_type: str
    option: str
    values: Sequence[str]
    grows: bool
    """Whether a later value is more of the same: it weighs and costs more."""
    origins: Sequence[str]
    nouns: Sequence[NounEntry]
    qualities: Sequence[Names]


class ModelsEntry(Entry):
    beginnings: Sequence[str]
    endings: Sequence[str]


class WordsFile(Entry):
    families: Sequence[FamilyEntry]
    patterns: Names
    sentences: Sequence[Names]
    models: ModelsEntry


@dataclass(frozen=True)
class Value:
    """One value of a family's option."""

    code: str
    names: str
    """`{language tag: text}`, as JSON."""
    swatch: str | None


@dataclass(frozen=True)
class Phrase:
    """A noun with a quality: everything of a product's words but the model."""

    slug: str
    around_model: tuple[tuple[str, str], ...]
    """What stands before and after the model, by language."""
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """A kind of product, with all that can be combined in it."""

    entry: FamilyEntry
    option_names: str
    """`{language tag: text}`, as JSON."""
    values: tuple[Value, ...]
    phrases: tuple[tuple[Phrase, ...], ...]
    """By noun and quality."""


@dataclass(frozen=True)
class Vocabulary:
    """All words, prepared for writing many products."""

    languages: tuple[str, ...]
    families: tuple[Family, ...]
    models: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    """Pairs of sentences, each in all languages."""


def as_json(names: Names) -> str:
    """As COPY takes it."""
    return json.dumps(dict(names), ensure_ascii=False)


@cache
def vocabulary() -> Vocabulary:
    """Read the word lists."""
    words = WordsFile.model_validate_json((files("app.demo.generator") / "words.json").read_bytes())
    languages = tuple(words.patterns)
    pairs = [(first, second) for first in words.sentences for second in words.sentences if first is not second]
    return Vocabulary(
        languages=languages,
        families=tuple(_family(entry, words.patterns) for entry in words.families),
        models=tuple(begin + end for begin in words.models.beginnings for end in words.models.endings),
        sentences=tuple(tuple(_joined(tag, first[tag], second[tag]) for tag in languages) for first, second in pairs),
    )


def _family(entry: FamilyEntry, patterns: Names) -> Family:
    option = shop_content().options[entry.option]
    return Family(
        entry=entry,
        option_names=as_json(option.names),
        values=tuple(
            Value(code, as_json(value.names), value.swatch) for code in entry.values if (value := option.values[code])
        ),
        phrases=tuple(
            tuple(_phrase(noun.names, quality, patterns) for quality in entry.qualities) for noun in entry.nouns
        ),
    )


def _phrase(noun: Mapping[str, str], quality: Mapping[str, str], patterns: Names) -> Phrase:
    around = []
    for tag, pattern in patterns.items():
        before, after = pattern.format(noun=noun[tag], quality=quality[tag], model=_MODEL).split(_MODEL)
        around.append((before, after))
    slug = re.sub(r"[^a-z0-9]+", "-", f"{noun['en']} {quality['en']}".lower())
    return Phrase(slug=slug, around_model=tuple(around), tags=(noun["en"].lower(), quality["en"]))


def _joined(tag: str, first: str, second: str) -> str:
    """What follows the name in a description."""
    return f"。{first}{second}" if tag in _SPACELESS else f". {first} {second}"
