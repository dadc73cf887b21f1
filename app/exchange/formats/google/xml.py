"""Feeds as XML, read as a stream by expat.

XML can hurt its reader: entities that unfold to gigabytes, references to files and addresses, endless nesting. A feed
has no use for a document type, and one that declares any is not read on; without it there are no entities but XML's
own five. Depth and the text of an item are bounded, and so is what the parser holds of an unfinished tag.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any, Final
from xml.parsers import expat

from app.core.errors import Problem, Refusal
from app.exchange.errors import ExchangeErrorCode, RowErrorCode
from app.exchange.formats.google.items import BadItem, Item
from app.exchange.formats.streams import Source, UnreadableError
from app.exchange.records import problem

MOST_DEPTH: Final = 32
MOST_CHARACTERS: Final = 1_000_000
"""Of all texts of one item."""
MOST_PENDING: Final = 2_000_000
"""Bytes of one tag, comment or the like."""

_STEP: Final = 64 * 1024
_ITEMS: Final = ("item", "entry")
_ROOTS: Final = ("rss", "feed", "RDF")
_SAME: Final = {"summary": "description"}
"""Atom's names for what RSS calls otherwise."""


def xml_items(source: Source) -> Iterator[Item | BadItem]:
    """The items of a file. Raises `Refusal` where it does not begin as a feed does."""
    parser = _Parser()
    first = source.read()
    if not first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Refusal(Problem(ExchangeErrorCode.BROKEN_HEADER))
    return _items(parser, source, first)


def _items(parser: "_Parser", source: Source, first: bytes) -> Iterator[Item | BadItem]:
    chunk = first
    try:
        while chunk:
            for start in range(0, len(chunk), _STEP):
                parser.feed(chunk[start : start + _STEP])
                yield from parser.taken()
            chunk = source.read()
        parser.end()
    except UnreadableError as error:
        yield from parser.taken()
        yield BadItem(problem(parser.line, "", error.code, **error.facts), is_end=True)
        return
    yield from parser.taken()


class _Parser:
    def __init__(self) -> None:
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._text
        self._expat.StartDoctypeDeclHandler = self._forbid
        self._expat.EntityDeclHandler = self._forbid
        self._done: deque[Item] = deque()
        self._depth = 0
        self._item_depth = 0
        self._item_line = 0
        self._values: dict[str, list[str]] = {}
        self._parts: list[str] = []
        self._characters = 0
        self._fed = 0

    @property
    def line(self) -> int:
        """Where reading has come to."""
        return self._expat.CurrentLineNumber

    def feed(self, data: bytes) -> None:
        """Read on. Raises `UnreadableError`."""
        self._parse(data, is_last=False)
        self._fed += len(data)
        if self._fed - max(self._expat.CurrentByteIndex, 0) > MOST_PENDING:
            raise UnreadableError(RowErrorCode.ENDLESS, most=MOST_PENDING)

    def end(self) -> None:
        """There is no more."""
        self._parse(b"", is_last=True)

    def taken(self) -> Iterator[Item]:
        """The items that are complete."""
        while self._done:
            yield self._done.popleft()

    def _parse(self, data: bytes, *, is_last: bool) -> None:
        try:
            self._expat.Parse(data, is_last)
        except expat.ExpatError as error:
            raise UnreadableError(RowErrorCode.NOT_XML, reason=expat.ErrorString(error.code)) from error

    def _start(self, name: str, _attributes: Any) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise UnreadableError(RowErrorCode.FORBIDDEN_XML)
        plain = _plain(name)
        if self._depth == 1 and plain not in _ROOTS:
            raise UnreadableError(RowErrorCode.NOT_XML, reason=f"<{plain[:40]}> is no feed")
        if not self._item_depth and plain in _ITEMS:
            self._item_depth, self._item_line = self._depth, self._expat.CurrentLineNumber
            self._values, self._characters = {}, 0
        self._parts = []

    def _end(self, name: str) -> None:
        if self._item_depth and self._depth == self._item_depth + 1:
            plain = _plain(name)
            self._values.setdefault(_SAME.get(plain, plain), []).append("".join(self._parts).strip())
        elif self._item_depth == self._depth:
            self._done.append(Item(self._item_line, self._values))
            self._item_depth = 0
        self._depth -= 1
        self._parts = []

    def _text(self, text: str) -> None:
        if not self._item_depth:
            return
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS:
            raise UnreadableError(RowErrorCode.ENDLESS, most=MOST_CHARACTERS)
        self._parts.append(text)

    def _forbid(self, *_: Any) -> None:
        raise UnreadableError(RowErrorCode.FORBIDDEN_XML)


def _plain(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2].rpartition(":")[2]
