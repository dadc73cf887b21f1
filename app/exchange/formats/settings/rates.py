"""CSV of tax rates, and of exchange rates that are set by hand."""

from typing import Final

from app.currencies import NewManualRate, NotedRate
from app.exchange.formats.csv_rows import Row
from app.exchange.formats.settings.cells import Cells, plain
from app.exchange.formats.streams import Source
from app.exchange.formats.tables import TableReader
from app.exchange.formats.values import Values, moment_text
from app.exchange.records import Record, SettingRow
from app.tax import DatedRate, RateConfidence, RateRow

_TAX_NEEDED: Final = ("country", "rate", "valid_from", "source")
_TAX_MORE: Final = ("region", "tax_class", "component", "valid_to", "confidence")
TAX_RATE_COLUMNS: Final = (
    *("country", "region", "tax_class", "component", "rate", "valid_from", "valid_to", "source", "confidence"),
)
_TAX_FIELDS: Final = {
    "countryCode": "country", "regionCode": "region", "taxClassCode": "tax_class", "validFrom": "valid_from",
    "validTo": "valid_to",
}  # fmt: skip

_EXCHANGE_NEEDED: Final = ("base", "quote", "rate")
_EXCHANGE_MORE: Final = ("holds_until", "note", "confirmed")
EXCHANGE_RATE_COLUMNS: Final = ("base", "quote", "rate", "holds_until", "note")
_EXCHANGE_FIELDS: Final = {"holdsUntil": "holds_until"}


def tax_rate_reader(source: Source) -> TableReader:
    """Rows of tax rates, as fractions: 0.19 is 19 %."""

    def read(row: Row, values: Values) -> Record | None:
        cells = Cells(row, values)
        for name in _TAX_NEEDED:
            cells.required(name)
        rate, valid_from = cells.number("rate"), cells.day("valid_from", cells.text("valid_from"))
        valid_to = cells.day("valid_to", cells.text("valid_to"))
        confidence = cells.choice("confidence", RateConfidence, RateConfidence.PUBLISHED)
        if values.problems or rate is None or valid_from is None or confidence is None:
            return None
        said = RateRow(
            country_code=cells.text("country").upper(),
            rate=rate,
            valid_from=valid_from,
            source=cells.text("source"),
            valid_to=valid_to,
            region_code=cells.text("region").upper() or None,
            tax_class_code=cells.text("tax_class") or RateRow.tax_class_code,
            component=cells.text("component").upper() or RateRow.component,
            confidence=confidence,
        )
        place = "-".join(filter(None, (said.country_code, said.region_code)))
        key = f"{place} {said.tax_class_code} {said.component} {said.valid_from}"
        return SettingRow(row.line, key, said, _TAX_FIELDS)

    return TableReader(source, _TAX_NEEDED, read, optional=_TAX_MORE)


def tax_rate_cells(rate: DatedRate) -> dict[str, str]:
    """The row of a tax rate."""
    return {
        "country": rate.country_code,
        "region": rate.region_code or "",
        "tax_class": rate.tax_class_code,
        "component": rate.component,
        "rate": plain(rate.rate),
        "valid_from": rate.valid_from.isoformat(),
        "valid_to": rate.valid_to.isoformat() if rate.valid_to else "",
        "source": rate.source,
        "confidence": rate.confidence.value,
    }


def exchange_rate_reader(source: Source) -> TableReader:
    """Rows of exchange rates: what one unit of the base is worth in the quote."""

    def read(row: Row, values: Values) -> Record | None:
        cells = Cells(row, values)
        for name in _EXCHANGE_NEEDED:
            cells.required(name)
        base, quote = (cells.currency(name, cells.text(name)) for name in ("base", "quote"))
        rate, holds_until = cells.number("rate"), cells.moment("holds_until")
        is_confirmed = cells.flag("confirmed", usual=False)
        if values.problems or rate is None:
            return None
        said = NewManualRate(base, quote, rate, holds_until, cells.text("note") or None, is_confirmed)
        return SettingRow(row.line, f"{base}/{quote}", said, _EXCHANGE_FIELDS)

    return TableReader(source, _EXCHANGE_NEEDED, read, optional=_EXCHANGE_MORE)


def exchange_rate_cells(rate: NotedRate) -> dict[str, str]:
    """The row of a rate that is set by hand."""
    return {
        "base": rate.base_code,
        "quote": rate.quote_code,
        "rate": plain(rate.rate),
        "holds_until": moment_text(rate.holds_until),
        "note": rate.note or "",
    }
