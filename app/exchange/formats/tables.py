"""Tables as CSV, a header and one row for each thing; those of stock and of translations."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from app.exchange.errors import RowErrorCode
from app.exchange.formats.cells import escaped, unescaped
from app.exchange.formats.csv_rows import Row, RowReader
from app.exchange.formats.streams import Source
from app.exchange.formats.values import Values
from app.exchange.records import Bad, Record, StockRow, TranslationRow

STOCK_COLUMNS: Final = ("sku", "warehouse", "on_hand")
TRANSLATION_COLUMNS: Final = ("kind", "key", "language", "field", "source", "text")

TRANSLATED_KINDS: Final = ("product", "category", "collection")
TRANSLATED_FIELDS: Final = ("name", "description", "slug", "seo_title", "seo_description", "warnings")

_LONGEST: Final[Mapping[str, int]] = {"source": 500_000, "text": 500_000}
_LONGEST_OTHERS: Final = 1_000


class TableReader:
    """The rows of a table. Raises `Refusal` where the header lacks a column."""

    def __init__(
        self,
        source: Source,
        columns: Sequence[str],
        read: Callable[[Row, Values], Record | None],
        *,
        optional: Sequence[str] = (),
        prefixes: tuple[str, ...] = (),
    ) -> None:
        """`optional`: columns that a file may leave out; a row has no such value then. Nor has it others, but for those
        that begin with one of `prefixes`."""
        self._rows = RowReader(source, columns)
        others = (name for name in self._rows.header if name in optional or name.startswith(prefixes))
        self.columns: Final = (*columns, *others)
        self._read = read

    def __iter__(self) -> Iterator[Record]:
        for row in self._rows:
            if not isinstance(row, Row):
                yield Bad(row.line, [row.problem])
                continue
            values = Values()
            values.check_characters(row, _LONGEST, _LONGEST_OTHERS)
            plain = Row(row.line, {name: unescaped(row.values[name]) for name in self.columns})
            record = None if values.problems else self._read(plain, values)
            yield Bad(row.line, values.problems) if record is None or values.problems else record


def stock_reader(source: Source) -> TableReader:
    """Rows of stock."""

    def read(row: Row, values: Values) -> Record | None:
        cells = required(row, values, *STOCK_COLUMNS)
        on_hand = values.integer(row.line, "on_hand", cells["on_hand"])
        return None if on_hand is None else StockRow(row.line, cells["sku"], cells["warehouse"], on_hand)

    return TableReader(source, STOCK_COLUMNS, read)


def translation_reader(source: Source) -> TableReader:
    """Rows of translations. Those without a text are not translated yet: they change nothing."""

    def read(row: Row, values: Values) -> Record | None:
        cells = required(row, values, "kind", "key", "language", "field")
        for name, known in (("kind", TRANSLATED_KINDS), ("field", TRANSLATED_FIELDS)):
            if cells[name] and cells[name] not in known:
                values.complain(row.line, name, RowErrorCode.NOT_ONE_OF, value=cells[name], known=", ".join(known))
        return TranslationRow(
            row.line, cells["kind"], cells["key"], cells["language"], cells["field"], row.values["text"]
        )

    return TableReader(source, TRANSLATION_COLUMNS, read)


def required(row: Row, values: Values, *names: str) -> dict[str, str]:
    """These cells, none of which may be empty."""
    cells = {name: row.values[name].strip() for name in names}
    for name, cell in cells.items():
        if not cell:
            values.complain(row.line, name, RowErrorCode.MISSING)
    return cells


class TableWriter:
    """Rows as bytes of CSV, safe to open in a spreadsheet."""

    def __init__(self, columns: Sequence[str], *, separator: str = ",") -> None:
        self._columns = columns
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, lineterminator="\n", delimiter=separator)

    def header(self) -> bytes:
        """The first line."""
        self._writer.writerow(self._columns)
        return self._taken()

    def row(self, cells: Mapping[str, str]) -> bytes:
        """A line; columns without a cell are empty."""
        self._writer.writerow([escaped(cells.get(name, "")) for name in self._columns])
        return self._taken()

    def _taken(self) -> bytes:
        data = self._buffer.getvalue().encode()
        self._buffer.seek(0)
        self._buffer.truncate()
        return data
