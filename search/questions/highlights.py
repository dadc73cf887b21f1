"""Where the words of a query stand in a hit, as parts of text that a client shows in its own way, with no HTML."""

import re
from collections.abc import Callable, Mapping
from functools import partial
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
_MARKS: Final = re.compile(f"[{START}{END}]")
_SEAM: Final = END + START


class Part(NamedTuple):
    """A piece of a text."""

    text: str
    matched: bool


class Highlight(NamedTuple):
    """A text in which something matched, whole or, where it is long, the piece around the match."""

    field: HighlightField
    parts: tuple[Part, ...]


# As the named tuples' own constructors, in half the time.
_part: Final[Callable[[tuple[str, bool]], Part]] = partial(tuple.__new__, Part)
_highlight: Final[Callable[[tuple[HighlightField, tuple[Part, ...]]], Highlight]] = partial(tuple.__new__, Highlight)


def read_highlights(formatted: Mapping[str, Any]) -> list[Highlight]:
    """The texts with a match among those that the engine has marked."""
    found = []
    for name, field in _FIELDS:
        value = formatted.get(name)
        if value:
            texts = (value,) if isinstance(value, str) else value
            found += [_highlight((field, parts_of(text))) for text in texts if START in text]
    return found


def parts_of(text: str) -> tuple[Part, ...]:
    """The engine marks the pieces of a compound word one by one; neighbours that matched are one part.

    Of each page there are hundreds of parts, so that this takes a good part of a search's time.
    """
    if _SEAM in text:
        text = text.replace(_SEAM, "")
    pieces = _MARKS.split(text)  # by turns outside and inside of the marks
    return tuple([_part((piece, place % 2 == 1)) for place, piece in enumerate(pieces) if piece])
