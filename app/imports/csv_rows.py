"""CSV as a stream of rows with their line numbers, in memory that does not grow with the file (RFC 4180, UTF-8).

A row that cannot be read is a row too, a `BadRow`, and reading goes on where that is possible.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final, Self

from app.imports.report import ImportRefusedError

HARD_LIMIT: Final = 16_000_000
"""Characters of one field or physical line that are held in memory. Beyond it there is no telling where a row ends."""

_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Row:
    """One record, by column. What is not valid UTF-8 in it stands as lone surrogates (PEP 383)."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class BadRow:
    """One record that could not be read."""

    line: int
    values: Mapping[str, str]
    """As much of its first line as could be made out."""
    reason: str


class RowReader:
    """The rows of a file below its header. Raises `ImportRefusedError` where the header already is not usable."""

    def __init__(self, path: Path, required: Sequence[str]) -> None:
        csv.field_size_limit(HARD_LIMIT)
        self._first_line = ""
        try:
            self._raw = path.open("rb")
        except OSError as error:
            raise ImportRefusedError(f"{path} cannot be read: {error.strerror}.") from error
        try:
            if self._raw.read(2) in _UTF_16_MARKS:
                raise ImportRefusedError(f"{path} is UTF-16: save it as CSV in UTF-8.")
            self._raw.seek(0)
            self._file = TextIOWrapper(self._raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
            self._reader = csv.reader(self._lines(), strict=True)
            self._header = self._read_header(path, required)
        except ImportRefusedError:
            self._raw.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    @property
    def bytes_read(self) -> int:
        """How far in the file we are."""
        return self._raw.tell()

    def __iter__(self) -> Iterator[Row | BadRow]:
        while True:
            self._first_line = ""
            line = self._reader.line_num + 1
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                reason, can_go_on = _in_plain_words(str(error))
                yield BadRow(line, self._made_out(), reason)
                if not can_go_on:
                    return
                continue
            if not fields:
                continue
            values = dict(zip(self._header, fields, strict=False))
            if len(fields) == len(self._header):
                yield Row(line, values)
            else:
                yield BadRow(line, values, f"the row has {len(fields)} fields, the header {len(self._header)}")

    def _lines(self) -> Iterator[str]:
        while text := self._file.readline(HARD_LIMIT):
            if len(text) == HARD_LIMIT:
                raise csv.Error("field larger than field limit")
            self._first_line = self._first_line or text
            yield text

    def _read_header(self, path: Path, required: Sequence[str]) -> list[str]:
        try:
            header = [name.strip() for name in next(self._reader)]
        except StopIteration:
            raise ImportRefusedError(f"{path} is empty.") from None
        except csv.Error as error:
            raise ImportRefusedError(f"{path}: the header is no CSV: {_in_plain_words(str(error))[0]}.") from error
        missing = [name for name in required if name not in header]
        if missing:
            separated = len(header) > 1 or not any(mark in header[0] for mark in ";\t")
            hint = "export the products from Shopify as CSV" if separated else "columns are separated by commas"
            raise ImportRefusedError(f"{path} lacks the columns {', '.join(missing)}: {hint}.")
        repeated = sorted({name for name in header if name and header.count(name) > 1})
        if repeated:
            raise ImportRefusedError(f"{path} has a column twice: {', '.join(repeated)}.")
        return header

    def _made_out(self) -> dict[str, str]:
        """A lenient reading of the first line, to learn what the row would have belonged to."""
        try:
            fields = next(csv.reader([self._first_line]), [])
        except csv.Error:
            return {}
        return dict(zip(self._header, fields, strict=False))


def _in_plain_words(error: str) -> tuple[str, bool]:
    """What csv's error means for the author of the file, and whether the next line can begin a row."""
    if "unexpected end" in error:
        return "a quote that is opened here is never closed: nothing after it was read", False
    if "field limit" in error:
        return f"from here on a field has more than {HARD_LIMIT:,} characters: is a quote never closed?", False
    if "expected after" in error:
        return "a quote inside a quoted field must be written twice", True
    if "new-line" in error:
        return "a line break inside a field must be quoted", True
    return error, True
