"""Files of translators: XLIFF and PO, read by `app.translations`, unit by unit."""

from collections.abc import Callable, Iterator
from io import BufferedReader, RawIOBase
from typing import IO, Any, Final

from app.exchange.formats.streams import CHUNK, Source, UnreadableError
from app.exchange.records import Bad, Record, TranslatedUnit, problem
from app.exchange.report import RowProblem
from app.translations import FileUnit, TranslationErrorCode, read_po, read_xliff

_ENDS: Final = TranslationErrorCode.FILE_UNREADABLE


class TranslatorReader:
    """The translated units of a file."""

    def __init__(self, source: Source, read: Callable[[IO[bytes]], Iterator[FileUnit]]) -> None:
        self._source = source
        self._read = read

    def __iter__(self) -> Iterator[Record]:
        line = 1
        try:
            for unit in self._read(BufferedReader(_Stream(self._source), CHUNK)):
                line = max(unit.line, 1)
                if unit.edit is not None:
                    yield TranslatedUnit(line, unit.edit)
                elif unit.problem is not None:
                    yield Bad(line, [RowProblem(line, "", unit.problem)], is_thing=unit.problem.code is not _ENDS)
        except UnreadableError as error:
            yield Bad(line, [problem(line, "", error.code, **error.facts)], rows=0, is_thing=False)


def xliff_reader(source: Source) -> TranslatorReader:
    """Of XLIFF 2.1, 2.0 or 1.2."""
    return TranslatorReader(source, read_xliff)


def po_reader(source: Source) -> TranslatorReader:
    """Of PO."""
    return TranslatorReader(source, read_po)


class _Stream(RawIOBase):
    """A source as Python's readers want it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._rest:
            self._rest = memoryview(self._source.read())
        room = memoryview(buffer).cast("B")
        size = min(len(room), len(self._rest))
        room[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
