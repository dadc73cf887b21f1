"""Values of cells, checked one by one. Everything that is wrong with a row is told at once."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from app.core.money import InvalidAmountError, minor_digits, parse_amount
from app.exchange.errors import RowErrorCode
from app.exchange.formats.csv_rows import Row
from app.exchange.records import problem
from app.exchange.report import RowProblem

LARGEST_INTEGER: Final = 1_000_000_000
_LONGEST_SHOWN: Final = 80
_INTEGER = re.compile(r"-?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_UTF_8 = re.compile(r"[\ud800-\udfff]")


class Values:
    """The cells of a few rows, and what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[RowProblem] = []

    def complain(self, line: int, field: str, code: RowErrorCode, /, **facts: object) -> None:
        """Remember a problem."""
        self.problems.append(problem(line, field, code, **facts))

    def check_characters(self, row: Row, longest: Mapping[str, int], others: int) -> None:
        """No field is too long, in another encoding, or has what does not print."""
        for name, value in row.values.items():
            limit = longest.get(name, others)
            if len(value) > limit:
                self.complain(row.line, name, RowErrorCode.TOO_LONG, length=len(value), most=limit)
            elif _NOT_UTF_8.search(value):
                self.complain(row.line, name, RowErrorCode.NOT_UTF_8)
            elif unprintable := _UNPRINTABLE.search(value):
                self.complain(row.line, name, RowErrorCode.CONTROL_CHARACTER, character=f"U+{ord(unprintable[0]):04X}")

    def amount(self, line: int, field: str, text: str, currency_code: str) -> int | None:
        """A price in minor units; None with a problem where it is none."""
        if not text:
            self.complain(line, field, RowErrorCode.MISSING)
            return None
        if not _DECIMAL.fullmatch(text):
            self.complain(line, field, RowErrorCode.NOT_A_NUMBER, value=shown(text))
            return None
        if text.startswith("-"):
            self.complain(line, field, RowErrorCode.NEGATIVE, value=shown(text))
            return None
        try:
            return parse_amount(text, currency_code)
        except InvalidAmountError:
            decimals = len(text.partition(".")[2].rstrip("0"))
            if decimals > minor_digits(currency_code):
                self.complain(line, field, RowErrorCode.TOO_MANY_DECIMALS, value=shown(text), currency=currency_code)
            else:
                self.complain(line, field, RowErrorCode.TOO_LARGE, value=shown(text))
            return None

    def integer(self, line: int, field: str, text: str) -> int | None:
        """A whole number that is not negative; None where the text is empty, or with a problem."""
        if not text:
            return None
        if not _INTEGER.fullmatch(text):
            self.complain(line, field, RowErrorCode.NOT_WHOLE, value=shown(text))
        elif text.startswith("-"):
            self.complain(line, field, RowErrorCode.NEGATIVE, value=shown(text))
        elif int(text[: len(str(LARGEST_INTEGER)) + 1]) > LARGEST_INTEGER:
            self.complain(line, field, RowErrorCode.TOO_LARGE, value=shown(text))
        else:
            return int(text)
        return None

    def moment(self, line: int, field: str, text: str) -> datetime | None:
        """A moment in ISO 8601 with its offset, as UTC; None where the text is empty, or with a problem."""
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.complain(line, field, RowErrorCode.NOT_A_MOMENT, value=shown(text))
        else:
            example = f"{moment.isoformat()}Z"
            self.complain(line, field, RowErrorCode.NO_TIME_ZONE, value=shown(text), example=example)
        return None

    def https(self, line: int, field: str, url: str) -> bool:
        """Whether it is an address of the web that is not read on the way."""
        if url.startswith("https://") and not any(character.isspace() for character in url):
            return True
        self.complain(line, field, RowErrorCode.NOT_HTTPS, value=shown(url))
        return False


def moment_text(moment: datetime | None) -> str:
    """The moment as files have it: `2026-11-27T00:00:00Z`; nothing for none."""
    return "" if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def shown(text: str) -> str:
    """A value as a message quotes it."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
