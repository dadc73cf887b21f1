"""Where the words of a query stand in a hit, as parts of text that a client shows in its own way, with no HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from app.core.described import DescribedEnum

START: Final = "\ue000"
END: Final = "\ue001"
"""Marks around what matched: of Unicode's private use, and never part of an indexed text."""

_PART = re.compile(f"{START}([^{END}]*){END}|([^{START}]+)")


class HighlightField(DescribedEnum):
    """Which text of a product matched."""

    NAME = "name", "The name."
    SKU = "skus", "The SKU of a variant."
    GTIN = "gtins", "The Global Trade Item Number of a variant."
    BRAND = "brand", "The brand."
    CATEGORY = "categories", "The name of the category, or of one above it."
    TAG = "tags", "A tag."
    ATTRIBUTE = "attribute_words", "What an attribute says."
    DESCRIPTION = "description", "The words of the description around the first match."


@dataclass(frozen=True)
class Part:
    """A piece of a text."""

    text: str
    matched: bool


@dataclass(frozen=True)
class Highlight:
    """A text in which something matched, whole or, where it is long, the piece around the match."""

    field: HighlightField
    parts: tuple[Part, ...]


def without_marks(text: str) -> str:
    """The text as it is indexed."""
    return text.replace(START, "").replace(END, "")


def read_highlights(formatted: Mapping[str, Any]) -> list[Highlight]:
    """The texts with a match among those that the engine has marked."""
    found: list[Highlight] = []
    for field in HighlightField:
        value = formatted.get(field.value) or []
        texts = [value] if isinstance(value, str) else value
        found += [Highlight(field, _parts(text)) for text in texts if START in text]
    return found


def _parts(text: str) -> tuple[Part, ...]:
    """The engine marks the pieces of a compound word one by one; neighbours that matched are one part."""
    pieces = [(matched or plain, bool(matched)) for matched, plain in _PART.findall(text)]
    return tuple(
        Part("".join(piece for piece, _ in run), matched)
        for matched, run in groupby(pieces, key=lambda piece: piece[1])
    )
