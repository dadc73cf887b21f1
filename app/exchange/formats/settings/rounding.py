"""CSV of rounding rules: a row is a band, and the rows of one currency and market follow each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.core.money import to_decimal
from app.exchange.formats.cells import unescaped
from app.exchange.formats.csv_rows import BadRow, Row, RowReader
from app.exchange.formats.settings.cells import Cells
from app.exchange.formats.streams import Source
from app.exchange.formats.values import Values
from app.exchange.records import Bad, Record, SettingRow
from app.exchange.report import RowProblem
from app.pricing import RoundingMode, RoundingRuleRow, WantedBand

ROUNDING_COLUMNS: Final = ("currency", "market", "from", "step", "ending", "mode")
_FIELDS: Final = {"marketCode": "market", "bands": "from"}
_LONGEST: Final = 1_000
_MOST_BANDS: Final = 100
"""Of one rule, that are held in memory: more than any may have."""


class SaidRounding(NamedTuple):
    """What some rows say of a rule."""

    currency_code: str
    market_code: str | None
    bands: tuple[WantedBand, ...]
    lines: tuple[int, ...]
    """Where each band stands."""


@dataclass
class _Group:
    """Rows of one rule that follow each other."""

    key: str
    line: int
    bands: list[WantedBand] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    rows: int = 0

    def record(self, currency_code: str, market_code: str | None) -> Record:
        """The rule; a bad one as a whole where one of its rows could not be read."""
        if self.problems:
            return Bad(self.line, self.problems, self.rows)
        said = SaidRounding(currency_code, market_code, tuple(self.bands), tuple(self.lines))
        return SettingRow(self.line, self.key, said, _FIELDS, self.rows)


class RoundingReader:
    """The rules of a file. Raises `Refusal` where the header lacks a column."""

    def __init__(self, source: Source) -> None:
        self._rows = RowReader(source, ROUNDING_COLUMNS)

    def __iter__(self) -> Iterator[Record]:
        group: _Group | None = None
        named: tuple[str, str | None] = "", None
        for row in self._rows:
            place = _place(row)
            if group is None or place != named or group.rows == _MOST_BANDS:
                if group:
                    yield group.record(*named)
                group, named = _Group(" ".join(filter(None, place)), row.line), place
            _take(group, row)
        if group:
            yield group.record(*named)


def _place(row: Row | BadRow) -> tuple[str, str | None]:
    """Currency and market: of a row that cannot be read, as far as they can be made out."""
    currency, market = (unescaped(row.values.get(name, "").strip()) for name in ("currency", "market"))
    return currency.upper(), market or None


def _take(group: _Group, row: Row | BadRow) -> None:
    group.rows += 1
    if isinstance(row, BadRow):
        group.problems.append(row.problem)
        return
    values = Values()
    values.check_characters(row, {}, _LONGEST)
    cells = Cells(row, values)
    for name in ("currency", "from", "step", "ending", "mode"):
        cells.required(name)
    cells.currency("currency", cells.text("currency"))
    mode = cells.choice("mode", RoundingMode) if cells.text("mode") else None
    start, step, ending = (cells.number(name) for name in ("from", "step", "ending"))
    group.problems += values.problems
    if start is not None and step is not None and ending is not None and mode is not None:
        group.bands.append(WantedBand(start, step, ending, mode))
        group.lines.append(row.line)


def rounding_cells(row: RoundingRuleRow, market_codes: Mapping[UUID, str]) -> Iterator[dict[str, str]]:
    """The rows of a rule. `market_codes`: by id."""
    bands: list[dict[str, Any]] = row.bands
    for band in bands:
        yield {
            "currency": row.currency_code,
            "market": market_codes.get(row.market_id, "") if row.market_id else "",
            **{name: f"{to_decimal(band[name], row.currency_code):f}" for name in ("from", "step", "ending")},
            "mode": band["mode"],
        }
