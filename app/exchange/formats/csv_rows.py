"""CSV and TSV in UTF-8 (RFC 4180) as a stream of rows with their line numbers, in memory that does not grow with the
file.

A row that cannot be read is a row too, a `BadRow`, and reading goes on where that is possible.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.errors import Problem, Refusal
from app.exchange.errors import ExchangeErrorCode, RowErrorCode
from app.exchange.formats.streams import Lines, Source, UnreadableError
from app.exchange.records import problem
from app.exchange.report import RowProblem

HARD_LIMIT: Final = 16_000_000
"""Bytes of one physical line, and characters of one field, that are held in memory. Beyond it there is no telling where
a row ends."""


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
    problem: RowProblem


class RowReader:
    """The rows of a file below its header. Raises `Refusal` where the header already is not usable."""

    def __init__(
        self,
        source: Source,
        required: Sequence[str],
        *,
        separator: str = ",",
        plain_name: Callable[[str], str] = str.strip,
    ) -> None:
        csv.field_size_limit(HARD_LIMIT)
        self._lines_of_file = Lines(source, HARD_LIMIT)
        self._first_line = ""
        self._separator = separator
        self._plain_name = plain_name
        self._reader = csv.reader(self._lines(), strict=True, delimiter=separator)
        self.header = self._read_header(required)

    def __iter__(self) -> Iterator[Row | BadRow]:
        while True:
            self._first_line = ""
            line = self._reader.line_num + 1
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                code, can_go_on = _meaning(str(error))
                yield BadRow(line, self._made_out(), problem(line, "", code, most=HARD_LIMIT))
                if not can_go_on:
                    return
                continue
            except UnreadableError as error:
                yield BadRow(line, self._made_out(), problem(line, "", error.code, **error.facts))
                return
            if not fields:
                continue
            values = dict(zip(self.header, fields, strict=False))
            if len(fields) == len(self.header):
                yield Row(line, values)
            else:
                facts = {"found": len(fields), "expected": len(self.header)}
                yield BadRow(line, values, problem(line, "", RowErrorCode.WRONG_FIELD_COUNT, **facts))

    def _lines(self) -> Iterator[str]:
        while line := self._lines_of_file.next():
            text = line.decode("utf-8", "surrogateescape")
            self._first_line = self._first_line or text
            yield text

    def _read_header(self, required: Sequence[str]) -> list[str]:
        try:
            header = [self._plain_name(name) for name in next(self._reader, [])]
        except (csv.Error, UnreadableError) as error:
            raise Refusal(Problem(ExchangeErrorCode.BROKEN_HEADER)) from error
        missing = [name for name in required if name not in header]
        if missing:
            facts = {"columns": ", ".join(missing), "separator": "TAB" if self._separator == "\t" else self._separator}
            raise Refusal(Problem(ExchangeErrorCode.MISSING_COLUMNS, facts=facts))
        repeated = sorted({name for name in header if name and header.count(name) > 1})
        if repeated:
            raise Refusal(Problem(ExchangeErrorCode.REPEATED_COLUMN, facts={"columns": ", ".join(repeated)}))
        return header

    def _made_out(self) -> dict[str, str]:
        """A lenient reading of the first line, to learn what the row would have belonged to."""
        try:
            fields = next(csv.reader([self._first_line], delimiter=self._separator), [])
        except csv.Error:
            return {}
        return dict(zip(self.header, fields, strict=False))


def _meaning(error: str) -> tuple[RowErrorCode, bool]:
    """What csv's error means for the author of the file, and whether the next line can begin a row."""
    if "unexpected end" in error:
        return RowErrorCode.UNCLOSED_QUOTE, False
    if "field limit" in error:
        return RowErrorCode.ENDLESS, False
    return RowErrorCode.BROKEN_QUOTE, True
