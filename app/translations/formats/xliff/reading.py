"""Reading XLIFF: 2.0 and 2.1, and 1.2, which many tools still write.

The file is read as a stream of events. A document type declaration, and with it every entity that could grow or reach
elsewhere, is refused. A file that breaks off gives the units before that point, and then says where it broke.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any, Final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import Locator

import defusedxml
from defusedxml.expatreader import DefusedExpatParser

from app.translations.errors import TranslationErrorCode
from app.translations.formats.units import DIGEST, FORMAT, HTML, unit_of, wrong
from app.translations.formats.xliff.inline import Inline
from app.translations.rules import LONGEST_TEXT, FileUnit
from app.translations.rules.markup import tags_of

_CHUNK: Final = 65_536
_UNITS: Final = frozenset({"unit", "trans-unit"})
_INLINE: Final = frozenset({"pc", "ph", "sc", "ec", "mrk", "sm", "em", "g", "x", "bx", "ex", "bpt", "ept", "it", "cp"})


def read_xliff(source: IO[bytes]) -> Iterator[FileUnit]:
    """The units that have a translation, in their order, and what is wrong with others."""
    parser = DefusedExpatParser(forbid_dtd=True)
    handler = _Handler(parser)
    parser.setContentHandler(handler)
    try:
        parser.feed(b"")
        while chunk := source.read(_CHUNK):
            parser.feed(chunk)
            yield from handler.taken()
        parser.close()
    except SAXParseException as error:
        yield from handler.taken()
        yield wrong(error.getLineNumber() or 0, TranslationErrorCode.FILE_UNREADABLE, reason=error.getMessage())
    except defusedxml.DefusedXmlException:
        yield from handler.taken()
        reason = "a document type declaration is not allowed"
        yield wrong(handler.line, TranslationErrorCode.FILE_UNREADABLE, reason=reason)
    except (SAXException, ValueError, LookupError) as error:
        yield from handler.taken()
        yield wrong(handler.line, TranslationErrorCode.FILE_UNREADABLE, reason=str(error)[:200])
    finally:
        with suppress(SAXException, ValueError):
            parser.reset()
    yield from handler.taken()


class _Handler(ContentHandler):
    """Makes units of events. Names come without their prefixes: tools choose them as they like."""

    def __init__(self, place: Locator) -> None:
        super().__init__()
        self._found: list[FileUnit] = []
        self._place = place
        self._language: str | None = None
        self._text: list[str] | None = None
        self._length = 0
        self._inline: Inline | None = None
        self._start()

    def _start(self) -> None:
        self._name: str | None = None
        self._at = 0
        self._digest: str | None = None
        self._note = ""
        self._is_html = False
        self._data: dict[str, str] = {}
        self._data_id = ""
        self._sources: list[Inline] = []
        self._targets: list[Inline] = []
        self._too_long = False
        self._skipped = False

    @property
    def line(self) -> int:
        return self._place.getLineNumber() or 0

    def taken(self) -> list[FileUnit]:
        """The units that were completed since."""
        found, self._found = self._found, []
        return found

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - SAX's name
        local = name.rpartition(":")[2]
        given: Mapping[str, str] = {key.rpartition(":")[2]: value for key, value in attrs.items()}
        if self._inline is not None:
            if local in _INLINE:
                self._inline.start(local, given)
        elif local in ("xliff", "file"):
            self._language = given.get("trgLang") or given.get("target-language") or self._language
        elif local in _UNITS:
            self._start()
            self._name, self._at = given.get("name") or given.get("resname") or given.get("id"), self.line
            self._skipped = given.get("translate") == "no"
        elif local in ("source", "target") and self._name is not None:
            self._inline = Inline()
            (self._sources if local == "source" else self._targets).append(self._inline)
            self._length = 0
        elif local in ("data", "note"):
            self._text, self._length = [], 0
            self._data_id = given.get("id", "")
            self._note = given.get("category") or given.get("from") or ""

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        local = name.rpartition(":")[2]
        if self._inline is not None:
            if local in ("source", "target"):
                self._inline = None
            elif local in _INLINE:
                self._inline.end(local)
        elif local in ("data", "note") and self._text is not None:
            text, self._text = "".join(self._text), None
            if local == "data":
                self._data[self._data_id] = text
            elif self._note == DIGEST:
                self._digest = text.strip()
            elif self._note == FORMAT:
                self._is_html = text.strip() == HTML
        elif local in _UNITS and self._name is not None:
            if not self._skipped and (found := self._unit(self._name)):
                self._found.append(found)
            self._start()

    def characters(self, content: str) -> None:
        if self._inline is None and self._text is None:
            return
        self._length += len(content)
        if self._length > LONGEST_TEXT:
            self._too_long = True
        elif self._inline is not None:
            self._inline.characters(content)
        elif self._text is not None:
            self._text.append(content)

    def _unit(self, name: str) -> FileUnit | None:
        """The unit with its segments put together; None where it has no translation."""
        if not self._targets or len(self._targets) < len(self._sources):
            return None
        if self._too_long:
            return wrong(self._at, TranslationErrorCode.TEXT_TOO_LONG, longest=LONGEST_TEXT)
        source, target = (
            [each.html(self._data) if self._has_marks else each.plain() for each in segments]
            for segments in (self._sources, self._targets)
        )
        if None in target or None in source:
            return wrong(self._at, TranslationErrorCode.MARKUP_BROKEN, name=name[:200])
        said, translated = "".join(map(str, source)), "".join(map(str, target))
        if not translated.strip() and said.strip():
            return None
        if self._has_marks and tags_of(said) != tags_of(translated):
            return wrong(self._at, TranslationErrorCode.MARKUP_BROKEN, name=name[:200])
        return unit_of(name, self._language, translated, self._digest, self._at)

    @property
    def _has_marks(self) -> bool:
        """Whether the text is HTML: then its plain parts are escaped when it is put together."""
        return self._is_html or any(each.has_marks for each in (*self._sources, *self._targets))
