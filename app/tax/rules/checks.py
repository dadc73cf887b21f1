"""Whether rates that staff or a file give can be written."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from app.core.errors import Problem
from app.core.texts import is_line
from app.tax.errors import TaxErrorCode
from app.tax.models import RateConfidence
from app.tax.rules.places import is_country, is_region
from app.tax.rules.rates import STANDARD, DatedRate
from app.tax.rules.series import Series, by_series, overlapping

LONGEST_SOURCE: Final = 300
_COMPONENT: Final = re.compile(r"[A-Z][A-Z0-9_]{1,15}")
_DECIMALS: Final = 5


@dataclass(frozen=True)
class RateRow:
    """A rate as it is given."""

    country_code: str
    rate: Decimal
    """A fraction: 0.19 is 19 %. Zero is a rate: the goods bear the tax, and none of it is due."""
    valid_from: date
    source: str
    valid_to: date | None = None
    """The first day on which it no longer holds."""
    region_code: str | None = None
    tax_class_code: str = STANDARD
    component: str = "VAT"
    confidence: RateConfidence = RateConfidence.PUBLISHED

    @property
    def series(self) -> Series:
        return Series(self.country_code, self.region_code, self.tax_class_code, self.component)

    @property
    def key(self) -> tuple[Series, date]:
        """What it is found again by."""
        return self.series, self.valid_from

    def says_the_same_as(self, stored: DatedRate) -> bool:
        """Whether the stored rate, of the same key, is this one."""
        return (self.rate, self.valid_to, self.source, self.confidence) == (
            stored.rate,
            stored.valid_to,
            stored.source,
            stored.confidence,
        )


def row_problems(row: RateRow, class_codes: Collection[str]) -> Iterator[Problem]:
    """What is wrong with a row by itself."""
    if not is_country(row.country_code):
        yield Problem(TaxErrorCode.UNKNOWN_COUNTRY, ("countryCode",), {"country": row.country_code[:8]})
    elif row.region_code is not None and not is_region(row.country_code, row.region_code):
        facts = {"region": row.region_code[:8], "country": row.country_code}
        yield Problem(TaxErrorCode.UNKNOWN_REGION, ("regionCode",), facts)
    if row.tax_class_code not in class_codes:
        yield Problem(TaxErrorCode.UNKNOWN_TAX_CLASS, ("taxClassCode",), {"code": row.tax_class_code[:64]})
    if not _COMPONENT.fullmatch(row.component):
        yield Problem(TaxErrorCode.INVALID_COMPONENT, ("component",))
    if not _is_rate(row.rate):
        yield Problem(TaxErrorCode.INVALID_RATE, ("rate",))
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        yield Problem(TaxErrorCode.END_BEFORE_START, ("validTo",), {"start": row.valid_from, "end": row.valid_to})
    if not is_line(row.source, LONGEST_SOURCE):
        yield Problem(TaxErrorCode.INVALID_SOURCE, ("source",), {"longest": LONGEST_SOURCE})


def _is_rate(rate: Decimal) -> bool:
    if not rate.is_finite() or not 0 <= rate < 1:
        return False
    return rate == round(rate, _DECIMALS)


def rows_that_overlap(rows: dict[int, DatedRate], stored: Sequence[DatedRate]) -> set[int]:
    """The places of rows that would hold beside another rate of their series.

    All rows are seen together: one that ends the rate before it makes room for the next one. The rows that remain
    overlap nothing, although those that are refused leave what is stored as it is.
    """
    refused: set[int] = set()
    while True:
        taken = {place: row for place, row in rows.items() if place not in refused}
        keys = {(Series.of(row), row.valid_from) for row in taken.values()}
        kept = [rate for rate in stored if (Series.of(rate), rate.valid_from) not in keys]
        bad_ids: set[UUID] = set()
        for dated in by_series([*kept, *taken.values()]).values():
            bad_ids |= {rate.id for rate in overlapping(dated)}
        bad = {place for place, row in taken.items() if row.id in bad_ids}
        if not bad:
            return refused
        refused |= bad
