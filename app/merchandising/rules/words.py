"""The words of a language, as staff set them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from app.merchandising.models import SynonymKind


class SynonymsRow(NamedTuple):
    """Words that are looked for together."""

    id: UUID
    language_tag: str
    kind: SynonymKind
    words: list[str]
    others: list[str]
    version: int


@dataclass(frozen=True)
class LanguageWords:
    """What staff say of a language, beside what the shop comes with."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By word or phrase in small letters: what is looked for as well."""
    stop_words: tuple[str, ...] = ()
    field_order: tuple[str, ...] = ()
    """Values of `SearchField`, all of them with the weightiest first; empty for the shop's own order."""


def synonyms_by_word(rows: Iterable[SynonymsRow]) -> dict[str, tuple[str, ...]]:
    """What each word is looked for with, by all of these together, in the order in which they say it."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        for word in row.words:
            others = row.words if row.kind is SynonymKind.EQUIVALENT else row.others
            found.setdefault(word, {}).update(dict.fromkeys(each for each in others if each != word))
    return {word: tuple(others) for word, others in found.items()}
