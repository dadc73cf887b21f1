"""HTML as translators see it: text with marks in it, which stand for its tags and are not to be translated."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

_TAG: Final = re.compile(r"<(?P<closing>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[^>]*)>")
_VOID: Final = frozenset({"br", "hr"})


class Pair(NamedTuple):
    """An element with what is inside it."""

    opening: str
    closing: str
    inside: "Sequence[Piece]"


class Mark(NamedTuple):
    """A tag that stands alone: `<br>`."""

    tag: str


Piece: TypeAlias = str | Pair | Mark


def pieces_of(text: str) -> list[Piece]:
    """Safe HTML, taken apart. Its texts are plain: `&amp;` is `&`. A tag without its partner is a mark."""
    levels: list[tuple[str, str, list[Piece]]] = [("", "", [])]
    at = 0
    for match in _TAG.finditer(text):
        if between := text[at : match.start()]:
            levels[-1][2].append(html.unescape(between))
        at = match.end()
        name, tag = match["name"].lower(), match[0]
        if match["closing"] and levels[-1][0] == name:
            _, opening, inside = levels.pop()
            levels[-1][2].append(Pair(opening, tag, inside))
        elif match["closing"] or name in _VOID:
            levels[-1][2].append(Mark(tag))
        else:
            levels.append((name, tag, []))
    if rest := text[at:]:
        levels[-1][2].append(html.unescape(rest))
    while len(levels) > 1:
        _, opening, inside = levels.pop()
        levels[-1][2].extend([Mark(opening), *inside])
    return levels[0][2]


def html_of(pieces: Sequence[Piece]) -> str:
    """The inverse of `pieces_of`: texts are escaped as the shop's own HTML is."""
    return "".join(_written(piece) for piece in pieces)


def _written(piece: Piece) -> str:
    if isinstance(piece, str):
        return html.escape(piece, quote=False).replace("\u00a0", "&nbsp;")
    if isinstance(piece, Mark):
        return piece.tag
    return f"{piece.opening}{html_of(piece.inside)}{piece.closing}"


def tags_of(text: str) -> Counter[str]:
    """How often each tag stands in a text."""
    return Counter(match[0] for match in _TAG.finditer(text))


def tags_in(pieces: Sequence[Piece]) -> Iterator[str]:
    """Every tag, in the order of the text."""
    for piece in pieces:
        if isinstance(piece, Mark):
            yield piece.tag
        elif isinstance(piece, Pair):
            yield piece.opening
            yield from tags_in(piece.inside)
            yield piece.closing
