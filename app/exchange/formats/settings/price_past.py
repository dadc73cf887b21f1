"""CSV of what was charged before: of one piece, from a moment up to and without another."""

from datetime import datetime
from typing import Final, NamedTuple

from app.exchange.errors import RowErrorCode
from app.exchange.formats.csv_rows import Row
from app.exchange.formats.settings.cells import Cells
from app.exchange.formats.streams import Source
from app.exchange.formats.tables import TableReader
from app.exchange.formats.values import Values, moment_text
from app.exchange.records import Record, SettingRow

PAST_COLUMNS: Final = ("sku", "price_list", "amount", "from", "until")


class SaidPastPrice(NamedTuple):
    """What a row says."""

    sku: str
    price_list: str
    amount: str
    """Major units of the list's currency."""
    since: datetime
    until: datetime


def past_price_reader(source: Source) -> TableReader:
    """Rows of former prices."""

    def read(row: Row, values: Values) -> Record | None:
        cells = Cells(row, values)
        sku, price_list, amount = (cells.required(name) for name in PAST_COLUMNS[:3])
        for name in PAST_COLUMNS[3:]:
            cells.required(name)
        since, until = cells.moment("from"), cells.moment("until")
        if since is None or until is None:
            return None
        if until <= since:
            cells.complain("until", RowErrorCode.ENDS_BEFORE_START)
        said = SaidPastPrice(sku, price_list, amount, since, until)
        return SettingRow(row.line, f"{sku} {price_list} {moment_text(since)}", said)

    return TableReader(source, PAST_COLUMNS, read)
