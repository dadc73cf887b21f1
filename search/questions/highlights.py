"""Where the words of a query stand in a hit, as parts of text that a client shows in its own way, with no HTML."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from app.core.described import DescribedEnum
from search.documents.marks import END, START


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


_FIELDS: Final = tuple((field.value, field) for field in HighlightField)


class Part(NamedTuple):
    """A piece of a text."""

    text: str
    matched: bool


class Highlight(NamedTuple):
    """A text in which something matched, whole or, where it is long, the piece around the match."""

    field: HighlightField
    parts: tuple[Part, ...]


def read_highlights(formatted: Mapping[str, Any]) -> list[Highlight]:
    """The texts with a match among those that the engine has marked."""
    found: list[Highlight] = []
    for name, field in _FIELDS:
        value = formatted.get(name) or ()
        texts = (value,) if isinstance(value, str) else value
        found += [Highlight(field, parts_of(text)) for text in texts if START in text]
    return found


def parts_of(text: str) -> tuple[Part, ...]:
    """The engine marks the pieces of a compound word one by one; neighbours that matched are one part.

    Of each hit there are dozens of parts, so that this takes a good part of a search's time.
    """
    before, *marked = text.split(START)
    parts = [Part(before, False)] if before else []
    for piece in marked:
        matched, _, after = piece.partition(END)
        if parts and parts[-1].matched:
            matched = parts.pop().text + matched
        parts.append(Part(matched, True))
        if after:
            parts.append(Part(after, False))
    return tuple(parts)
