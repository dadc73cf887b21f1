"""Cells of such tables: several values in one, numbers, names by language."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, Protocol, TypeVar

from app.core.codes import currency_codes
from app.core.described import DescribedEnum
from app.exchange.errors import RowErrorCode
from app.exchange.formats.csv_rows import Row
from app.exchange.formats.values import Values, shown

NAME: Final = "name_"
"""What a column of names begins with; the language follows."""

AUDIENCE: Final = {"markets": "market_codes", "channels": "channel_codes", "customer_groups": "group_codes"}
"""Columns that say for whom something is, with what pricing calls them."""

_CURRENCIES: Final = frozenset(currency_codes())
ChoiceT = TypeVar("ChoiceT", bound=DescribedEnum)


class Cells:
    """The cells of a row. What is wrong with one is told to `values`, and what is read of it then is of no account."""

    def __init__(self, row: Row, values: Values) -> None:
        self._row = row
        self._values = values

    def __contains__(self, name: object) -> bool:
        """Whether the file has the column."""
        return name in self._row.values

    def text(self, name: str) -> str:
        return self._row.values.get(name, "").strip()

    def required(self, name: str) -> str:
        if not (text := self.text(name)):
            self.complain(name, RowErrorCode.MISSING)
        return text

    def several(self, name: str) -> tuple[str, ...]:
        """The values between semicolons."""
        return split(self.text(name))

    def names(self) -> list[tuple[str, str]]:
        """Language and name, of the columns of names that say one."""
        texts = {name: self.text(name) for name in self._row.values if name.startswith(NAME)}
        return [(name.removeprefix(NAME), text) for name, text in texts.items() if text]

    def flag(self, name: str, *, usual: bool) -> bool:
        text = self.text(name).lower()
        if text not in ("", "true", "false"):
            self.complain(name, RowErrorCode.NOT_ONE_OF, value=shown(text), known="true, false")
        return usual if not text else text == "true"

    def choice(self, name: str, kinds: type[ChoiceT], usual: ChoiceT | None = None) -> ChoiceT | None:
        text = self.text(name) if usual else self.required(name)
        if not text:
            return usual
        known = [each.value for each in kinds]
        if text.upper() not in known:
            self.complain(name, RowErrorCode.NOT_ONE_OF, value=shown(text), known=", ".join(known))
            return usual
        return kinds(text.upper())

    def number(self, name: str) -> Decimal | None:
        """A decimal number; None where the cell is empty."""
        text = self.text(name)
        return self.decimal(name, text) if text else None

    def decimal(self, name: str, text: str) -> Decimal:
        """The text as a decimal number, written with a point."""
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or "_" in text:
            self.complain(name, RowErrorCode.NOT_A_NUMBER, value=shown(text))
            return Decimal(0)
        return number

    def whole(self, name: str, usual: int) -> int:
        """A whole number, below zero too."""
        text = self.text(name)
        digits = text.removeprefix("-")
        if text and not (digits.isascii() and digits.isdecimal()):
            self.complain(name, RowErrorCode.NOT_WHOLE, value=shown(text))
        elif len(digits) > 9:
            self.complain(name, RowErrorCode.TOO_LARGE, value=shown(text))
        elif text:
            return int(text)
        return usual

    def currency(self, name: str, text: str) -> str:
        code = text.upper()
        if text and code not in _CURRENCIES:
            self.complain(name, RowErrorCode.UNKNOWN_CURRENCY, value=shown(text))
        return code

    def moment(self, name: str) -> datetime | None:
        return self._values.moment(self._row.line, name, self.text(name))

    def local(self, name: str) -> datetime | None:
        """A date and time without a zone."""
        text = self.text(name)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.complain(name, RowErrorCode.NOT_A_MOMENT, value=shown(text))
            return None
        if moment.tzinfo is not None:
            example = moment.replace(tzinfo=None).isoformat()
            self.complain(name, RowErrorCode.NOT_LOCAL, value=shown(text), example=example)
        return moment.replace(tzinfo=None)

    def day(self, name: str, text: str) -> date | None:
        """A day; None where the text is empty."""
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.complain(name, RowErrorCode.NOT_A_DAY, value=shown(text))
            return None

    def complain(self, name: str, code: RowErrorCode, /, **facts: object) -> None:
        self._values.complain(self._row.line, name, code, **facts)


class _Named(Protocol):
    @property
    def names(self) -> Mapping[str, str]: ...


def split(text: str) -> tuple[str, ...]:
    """The values of a cell."""
    if not text:
        return ()
    fields = next(csv.reader([text], delimiter=";", skipinitialspace=True), [])
    return tuple(field.strip() for field in fields if field.strip())


def joined(texts: Iterable[str]) -> str:
    """A cell of several values."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="").writerow(list(texts))
    return buffer.getvalue()


def name_columns(things: Iterable[_Named]) -> Sequence[str]:
    """A column for each language that any of these has a name in."""
    return [f"{NAME}{tag}" for tag in sorted({tag for each in things for tag in each.names})]


def name_cells(names: Mapping[str, str]) -> dict[str, str]:
    """The cells of a thing's names."""
    return {f"{NAME}{tag}": name for tag, name in names.items()}


def plain(number: Decimal) -> str:
    """A number without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
