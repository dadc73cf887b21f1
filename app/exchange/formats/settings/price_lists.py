"""CSV of price lists."""

from collections.abc import Mapping
from typing import Final, NamedTuple, cast
from uuid import UUID

from app.exchange.formats.csv_rows import Row
from app.exchange.formats.settings.cells import AUDIENCE, NAME, Cells, joined, name_cells
from app.exchange.formats.streams import Source
from app.exchange.formats.tables import TableReader
from app.exchange.formats.values import Values, moment_text
from app.exchange.records import Record, SettingRow
from app.pricing import PriceListChange, PriceListFacts

_NEEDED: Final = ("code", "currency", "tax_included")
_MORE: Final = (
    *("tax_country", "markets", "channels", "countries", "customer_groups"),
    *("starts_at", "ends_at", "priority", "active"),
)
PRICE_LIST_COLUMNS: Final = (*_NEEDED, *_MORE)

_FIELDS: Final = {
    "currencyCode": "currency", "taxCountryCode": "tax_country", "marketCodes": "markets", "channelCodes": "channels",
    "countryCodes": "countries", "customerGroupCodes": "customer_groups", "startsAt": "starts_at", "endsAt": "ends_at",
    "names": "name_en",
}  # fmt: skip


class SaidPriceList(NamedTuple):
    """What a row says of a price list."""

    code: str
    change: PriceListChange


def price_list_reader(source: Source) -> TableReader:
    """Rows of price lists."""

    def read(row: Row, values: Values) -> Record | None:
        cells = Cells(row, values)
        for name in _NEEDED:
            cells.required(name)
        code = cells.text("code")
        said = SaidPriceList(code, _change(cells))
        return SettingRow(row.line, code, said, _FIELDS)

    return TableReader(source, _NEEDED, read, optional=_MORE, prefixes=(NAME,))


def _change(cells: Cells) -> PriceListChange:
    change: dict[str, object] = {
        "currency_code": cells.currency("currency", cells.text("currency")),
        "tax_included": cells.flag("tax_included", usual=True),
    }
    if "tax_country" in cells:
        change["tax_country_code"] = cells.text("tax_country").upper() or None
    for column, name in AUDIENCE.items():
        if column in cells:
            change[name] = cells.several(column)
    if "countries" in cells:
        change["country_codes"] = tuple(each.upper() for each in cells.several("countries"))
    for column in ("starts_at", "ends_at"):
        if column in cells:
            change[column] = cells.moment(column)
    if "priority" in cells:
        change["priority"] = cells.whole("priority", 0)
    if "active" in cells:
        change["is_active"] = cells.flag("active", usual=True)
    if names := cells.names():
        change["names"] = names
    return cast(PriceListChange, change)


def price_list_cells(facts: PriceListFacts, market_codes: Mapping[UUID, str]) -> dict[str, str]:
    """The row of a price list. `market_codes`: by id."""
    return {
        "code": facts.code,
        "currency": facts.currency_code,
        "tax_included": "true" if facts.tax_included else "false",
        "tax_country": facts.tax_country_code or "",
        "markets": joined(sorted(market_codes[each] for each in facts.market_ids if each in market_codes)),
        "channels": joined(facts.channel_codes),
        "countries": joined(facts.country_codes),
        "customer_groups": joined(facts.group_codes),
        "starts_at": moment_text(facts.starts_at),
        "ends_at": moment_text(facts.ends_at),
        "priority": str(facts.priority),
        "active": "true" if facts.is_active else "false",
        **name_cells(facts.names),
    }
